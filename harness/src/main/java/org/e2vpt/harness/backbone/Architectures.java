package org.e2vpt.harness.backbone;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/** The architectures of the paper's backbones by id, without weights. */
public final class Architectures {

  private static final Architecture VIT_B16 = Vit.architecture(VitConfig.B16);

  private static final ImmutableMap<String, Architecture> ALL =
      ImmutableMap.of(
          "vit-b16",
          VIT_B16,
          // the norm stands behind the mean of the tokens, where MAE calls it fc_norm
          "mae-b16",
          VIT_B16,
          "moco-b16",
          moco(),
          "swin-b",
          Swin.architecture(SwinConfig.B));

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

  /** A ViT whose positions are sines and cosines that stay, and whose last norm Partial-1 keeps. */
  private static Architecture moco() {
    return new Architecture(
        VIT_B16.image(),
        VIT_B16.patch(),
        VIT_B16.stages(),
        VIT_B16.featureWidth(),
        VIT_B16.weights(),
        VIT_B16.last().stream()
            .filter(name -> name.startsWith("blocks."))
            .collect(ImmutableSet.toImmutableSet()),
        ImmutableSet.of("positions"));
  }
}
