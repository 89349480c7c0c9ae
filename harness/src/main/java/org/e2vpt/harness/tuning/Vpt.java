package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.backbone.BlockSizes;
import org.jspecify.annotations.Nullable;

/**
 * VPT (Jia et al., 2022): visual prompts, and the head. Shallow: before the first block only. Deep:
 * before every block.
 */
final class Vpt extends Tuning {

  private final VptOptions options;
  private final VisualPrompts prompts;

  private Vpt(Declaration declaration, VptOptions options, boolean deep) {
    super(declaration);
    this.options = options;
    this.prompts =
        deep
            ? VisualPrompts.deep(declaration, options.visual())
            : VisualPrompts.shallow(declaration, options.visual());
  }

  static Vpt shallow(Declaration declaration, VptOptions options) {
    return new Vpt(declaration, options, false);
  }

  static Vpt deep(Declaration declaration, VptOptions options) {
    return new Vpt(declaration, options, true);
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
        return enter() ? dropoutForEach(images, prompts.of(index), options.promptDropout()) : null;
      }

      @Override
      public BlockSizes sizes() {
        return new BlockSizes(prompts.count(index), 0, options.promptDropout() > 0, 0, 0, enter());
      }

      @Override
      public boolean mixesImages() {
        return options.swinWindows() == WindowPrompts.MIXED;
      }
    };
  }
}
