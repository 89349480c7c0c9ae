package org.e2vpt.harness.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The order in which images are seen: batches of indices, the last one may be smaller. */
public final class Batches {

  private Batches() {}

  /** 0, 1, …, size−1 in batches. */
  public static List<int[]> sequential(int size, int batch) {
    return parts(IntStream.range(0, size).toArray(), batch);
  }

  /** A permutation drawn from {@code random} (Fisher and Yates) in batches. */
  public static List<int[]> shuffled(int size, int batch, SplittableRandom random) {
    int[] order = IntStream.range(0, size).toArray();
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    return parts(order, batch);
  }

  /** {@code order} in parts of so many, the last one may be smaller. */
  static List<int[]> parts(int[] order, int batch) {
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; from += batch) {
      batches.add(Arrays.copyOfRange(order, from, Math.min(from + batch, order.length)));
    }
    return batches;
  }
}
