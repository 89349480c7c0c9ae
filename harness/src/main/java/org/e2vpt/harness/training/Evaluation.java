package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.tensor.Torch;

/** Passes over images without gradients. */
final class Evaluation {

  /** Images of a batch when no gradients are recorded. */
  static final int BATCH = 256;

  private Evaluation() {}

  /**
   * Runs {@code work} on the indices of all images in order, in batches of any size: as large as
   * memory allows.
   *
   * @param work that keeps nothing of a batch before it has all of it
   */
  static void onAll(int images, Consumer<int[]> work) {
    onAll(images, BATCH, work);
  }

  /** As {@link #onAll(int, Consumer)}, with at most so many images at a time. */
  private static void onAll(int images, int batch, Consumer<int[]> work) {
    for (int[] indices : Batches.sequential(images, batch)) {
      onAsManyAsFit(indices, work);
    }
  }

  private static void onAsManyAsFit(int[] indices, Consumer<int[]> work) {
    try {
      on(indices, work);
    } catch (RuntimeException e) {
      if (indices.length == 1 || !Torch.isOutOfMemory(e)) {
        throw e;
      }
      Batches.parts(indices, (indices.length + 1) / 2).forEach(half -> onAsManyAsFit(half, work));
    }
  }

  /** Runs {@code work} on these images; what it makes and does not keep is closed. */
  static void on(int[] indices, Consumer<int[]> work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Torch.withoutGradients(() -> work.accept(indices));
    }
  }

  /**
   * What {@code work} makes of all images, in order.
   *
   * @param work (B, …) of a batch
   * @param manager owns the result
   * @return (N, …)
   */
  static NDArray collect(DeviceImages images, NDManager manager, UnaryOperator<NDArray> work) {
    return collect(
        images.size(), BATCH, manager, indices -> work.apply(images.batch(indices).images()));
  }

  /** The same from indices of images, at most so many at a time. */
  static NDArray collect(int images, int batch, NDManager manager, Function<int[], NDArray> work) {
    NDList parts = new NDList();
    onAll(
        images,
        batch,
        indices -> {
          NDArray part = work.apply(indices);
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
