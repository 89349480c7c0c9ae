package org.e2vpt.harness.backbone;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** The architectures of the paper's backbones by id, without weights. */
public final class Architectures {

  private static final ImmutableMap<String, Architecture> ALL =
      ImmutableMap.of(
          "vit-b16",
          VitConfig.B16.architecture(),
          "mae-b16",
          VitConfig.B16.with(Pretraining.MAE).architecture(),
          "moco-b16",
          VitConfig.B16.with(Pretraining.MOCO).architecture(),
          "swin-b",
          SwinConfig.B.architecture());

  private Architectures() {}

  /** All ids. */
  public static ImmutableSet<String> ids() {
    return ALL.keySet();
  }

  /**
   * The architecture of this id.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static Architecture get(String id) {
    Architecture architecture = ALL.get(id);
    if (architecture == null) {
      throw new IllegalArgumentException(
          "no architecture '%s'; there are %s".formatted(id, String.join(", ", ids())));
    }
    return architecture;
  }
}
