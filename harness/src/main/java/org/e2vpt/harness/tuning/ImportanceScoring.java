package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Scores every token and segment (Eq. 6). Each image has masks of its own, so that one backward
 * pass over a batch's summed loss gives ∂L(x)/∂ρ of each image x.
 */
final class ImportanceScoring {

  private final PrunedPrompts prompts;
  private final E2vptOptions options;
  private final PromptMasks masks;

  ImportanceScoring(PrunedPrompts prompts, E2vptOptions options, PromptMasks masks) {
    this.prompts = prompts;
    this.options = options;
    this.masks = masks;
  }

  /**
   * The scores over all images.
   *
   * @param eachBatch runs its argument on every batch of them
   * @param loss the mean loss of a batch, through the masks that are in use
   */
  ImportanceScores measure(Consumer<Consumer<Batch>> eachBatch, Function<Batch, NDArray> loss) {
    ImportanceScores.Mean ofTokens =
        new ImportanceScores.Mean(prompts.ofTokens(), options.importance());
    ImportanceScores.Mean ofSegments =
        new ImportanceScores.Mean(prompts.ofSegments(), options.importance());
    PromptMask trained = masks.get();
    eachBatch.accept(
        batch ->
            Torch.withGradients(
                true,
                () -> {
                  try (NDScope scope = new NDScope()) {
                    scope.suppressNotUsedWarning();
                    PromptMask own = forEachOf(batch);
                    masks.set(own);
                    Torch.backward(loss.apply(batch), (double) images(batch));
                    ofTokens.add(own.tokenGradients());
                    ofSegments.add(own.segments().getGradient());
                    masks.set(trained);
                  }
                  return null;
                }));
    return new ImportanceScores(ofTokens.get(), ofSegments.get());
  }

  /** The masks in use for each image, or ones. */
  private PromptMask forEachOf(Batch batch) {
    PromptMask trained = masks.get();
    return trained == null
        ? PromptMask.ones(
            batch.images().getManager(),
            new Shape(images(batch)).addAll(prompts.ofTokens()),
            options.segments(),
            options.segmentLayout())
        : trained.forEachOf(images(batch));
  }

  private static long images(Batch batch) {
    return batch.images().getShape().get(0);
  }
}
