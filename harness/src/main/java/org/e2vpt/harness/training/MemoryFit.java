package org.e2vpt.harness.training;

import java.util.Locale;
import java.util.function.IntFunction;
import org.e2vpt.harness.tensor.Torch;

/** Finds how much the device's memory holds at a time, by trying. */
public final class MemoryFit {

  private MemoryFit() {}

  /**
   * Attempts the same with half as many at a time, images of a batch or heads that are trained
   * together, as long as the device's memory runs out.
   *
   * <p>Each attempt is a new one from the start, so that what it gives depends on its size alone,
   * not on when memory ran out; this is nearly always the first step. It has to free what it took.
   *
   * @param all of the first attempt: whole batches, all heads
   * @param attempt from how many at a time to what is wanted
   * @throws RuntimeException of the engine, if the memory does not even hold one
   */
  public static <T> T halving(int all, IntFunction<T> attempt) {
    for (int size = all; ; size = (size + 1) / 2) {
      try {
        return attempt.apply(size);
      } catch (RuntimeException e) {
        if (size == 1 || !Torch.isOutOfMemory(e)) {
          throw e;
        }
        System.err.println(
            String.format(Locale.ROOT, "no memory for %d at a time: %s", size, e.getMessage()));
      }
    }
  }
}
