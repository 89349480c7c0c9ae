package org.e2vpt.harness.backbone;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;

/** The architectures of the paper's backbones by id, without weights. */
public final class Architectures {

  private static final ImmutableMap<String, Model> OF_THE_PAPER =
      ImmutableMap.of(
          "vit-b16",
          VitConfig.B16,
          "mae-b16",
          VitConfig.B16.with(Pretraining.MAE),
          "moco-b16",
          VitConfig.B16.with(Pretraining.MOCO),
          "swin-b",
          SwinConfig.B);

  private static final ImmutableMap<String, Architecture> ALL =
      ImmutableMap.copyOf(Maps.transformValues(OF_THE_PAPER, Model::architecture));

  private static final ImmutableMap<String, Model> MODELS =
      ImmutableMap.<String, Model>builder()
          .putAll(OF_THE_PAPER)
          .put("mini-vit", Pretrained.MINI)
          .buildOrThrow();

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
    return found(ALL, id);
  }

  /**
   * The sizes of this id: one of {@link #ids} or {@code mini-vit}.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static Model model(String id) {
    return found(MODELS, id);
  }

  private static <T> T found(ImmutableMap<String, T> all, String id) {
    T found = all.get(id);
    if (found == null) {
      throw new IllegalArgumentException(
          "no architecture '%s'; there are %s".formatted(id, String.join(", ", all.keySet())));
    }
    return found;
  }
}
