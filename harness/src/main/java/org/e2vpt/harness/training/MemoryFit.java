package org.e2vpt.harness.training;

import java.util.function.IntFunction;
import org.e2vpt.harness.tensor.Torch;

/** Finds how many images of a batch the device's memory holds, by trying. */
public final class MemoryFit {

  private MemoryFit() {}

  /**
   * Attempts the same with micro-batches of half the size, as long as the device's memory runs out.
   *
   * <p>Each attempt is a new one from the start, so that what it gives depends on its size alone,
   * not on when memory ran out; this is nearly always the first step. It has to free what it took.
   *
   * @param batch size of the first attempt: whole batches
   * @param attempt from the size of a micro-batch to what is wanted
   * @throws RuntimeException of the engine, if the memory does not even hold one image
   */
  public static <T> T halving(int batch, IntFunction<T> attempt) {
    for (int size = batch; ; size = (size + 1) / 2) {
      try {
        return attempt.apply(size);
      } catch (RuntimeException e) {
        if (size == 1 || !Torch.isOutOfMemory(e)) {
          throw e;
        }
        System.err.println("no memory for %d images at a time: %s".formatted(size, e.getMessage()));
      }
    }
  }
}
