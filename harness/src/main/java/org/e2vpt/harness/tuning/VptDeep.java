package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/** VPT-deep (Jia et al., 2022): visual prompts in every block, and the head. */
final class VptDeep extends Tuning {

  private final VisualPrompts prompts;
  private final float dropout;

  VptDeep(Adaptation adaptation) {
    super(adaptation, adaptation.backbone());
    int length = adaptation.options().integer("visual", 50, 1);
    dropout = adaptation.options().probability("prompt-dropout", 0.1);
    prompts =
        new VisualPrompts(
            adaptation.trainable(
                VisualPrompts.initial(adaptation, length),
                VisualPrompts.shape(adaptation.backbone(), length)));
  }

  @Override
  protected Map<String, NDArray> parameters() {
    return Map.of("visual_prompts", prompts.values());
  }

  @Override
  public NDArray tokens(int block, NDArray tokens) {
    NDArray own = prompts.of(block, tokens.getShape().get(0));
    return prompts.insert(block, tokens, dropout(own, dropout));
  }
}
