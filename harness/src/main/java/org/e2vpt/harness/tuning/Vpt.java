package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;

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
  public boolean mixesImages() {
    return mixesImages;
  }

  @Override
  public NDArray tokens(int block, NDArray tokens) {
    if (!prompts.enter(block)) {
      return tokens;
    }
    NDArray own = prompts.of(block, tokens.getShape().get(0));
    return prompts.insert(block, tokens, dropout(own, dropout));
  }
}
