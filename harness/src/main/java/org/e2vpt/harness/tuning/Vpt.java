package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import org.e2vpt.harness.backbone.BlockHooks;
import org.jspecify.annotations.Nullable;

/**
 * VPT (Jia et al., 2022): visual prompts, and the head. Shallow: before the first block only. Deep:
 * before every block.
 */
final class Vpt extends Tuning {

  private final VisualPrompts prompts;
  private final float dropout;
  private final boolean mixesImages;

  private Vpt(Declaration declaration, boolean deep) {
    super(declaration);
    int length = declaration.options().integer("visual", 50, 1);
    dropout = declaration.options().probability("prompt-dropout", 0.1);
    mixesImages = VisualPrompts.mixesImages(declaration);
    prompts =
        deep ? VisualPrompts.deep(declaration, length) : VisualPrompts.shallow(declaration, length);
  }

  static Vpt shallow(Declaration declaration) {
    return new Vpt(declaration, false);
  }

  static Vpt deep(Declaration declaration) {
    return new Vpt(declaration, true);
  }

  @Override
  public BlockHooks block(int index) {
    return new BlockHooks() {

      @Override
      public boolean enter() {
        return prompts.enter(index);
      }

      @Override
      public @Nullable NDArray prompts(long images) {
        return enter() ? dropoutForEach(images, prompts.of(index), dropout) : null;
      }

      @Override
      public boolean mixesImages() {
        return mixesImages;
      }
    };
  }
}
