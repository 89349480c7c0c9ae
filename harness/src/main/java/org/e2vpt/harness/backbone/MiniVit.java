package org.e2vpt.harness.backbone;

/** The backbone that ships with the harness. */
public final class MiniVit {

  /** 32×32 pixels in 16 patches; 0.47 M parameters. */
  public static final VitConfig CONFIG = new VitConfig(32, 8, 96, 4, 3, 384);

  private MiniVit() {}
}
