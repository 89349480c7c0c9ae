package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning.Batch;

/** Passes over images without gradients. */
final class Evaluation {

  /** Images of a batch when no gradients are recorded. */
  static final int BATCH = 256;

  private Evaluation() {}

  /**
   * Runs {@code work} on all images in order, in batches of any size: as large as memory allows.
   *
   * @param work that keeps nothing of a batch before it has all of it
   */
  static void onAll(DeviceImages images, Consumer<Batch> work) {
    for (int[] indices : Order.sequential(images.size(), BATCH)) {
      onAsManyAsFit(images, indices, work);
    }
  }

  private static void onAsManyAsFit(DeviceImages images, int[] indices, Consumer<Batch> work) {
    try {
      onBatch(images, indices, work);
    } catch (RuntimeException e) {
      if (indices.length == 1 || !Torch.isOutOfMemory(e)) {
        throw e;
      }
      Order.parts(indices, (indices.length + 1) / 2)
          .forEach(half -> onAsManyAsFit(images, half, work));
    }
  }

  /** Runs {@code work} on these images. */
  static void onBatch(DeviceImages images, int[] indices, Consumer<Batch> work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Torch.withoutGradients(() -> work.accept(images.batch(indices)));
    }
  }

  /**
   * What {@code work} makes of all images, in order.
   *
   * @param work (B, …) of a batch
   * @param manager owns the result
   * @return (N, …)
   */
  static NDArray collect(DeviceImages images, NDManager manager, Function<Batch, NDArray> work) {
    NDList parts = new NDList();
    onAll(
        images,
        batch -> {
          NDArray part = work.apply(batch);
          NDScope.unregister(part); // outlives its batch
          parts.add(part);
        });
    try (parts) {
      NDArray all = NDArrays.concat(parts);
      all.attach(manager);
      return all;
    }
  }
}
