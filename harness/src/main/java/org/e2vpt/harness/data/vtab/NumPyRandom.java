package org.e2vpt.harness.data.vtab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.commons.math3.random.MersenneTwister;

/** The draws of NumPy's {@code np.random}, whose stream is frozen. */
final class NumPyRandom {

  private final MersenneTwister twister;

  /** As after {@code np.random.seed(seed)}. */
  NumPyRandom(int seed) {
    twister = new MersenneTwister(seed);
  }

  /** {@code np.random.choice(values, count, replace=False)}: the first of a permutation. */
  <T> List<T> choice(List<T> values, int count) {
    List<T> permutation = new ArrayList<>(values);
    for (int i = permutation.size() - 1; i > 0; i--) {
      Collections.swap(permutation, i, interval(i));
    }
    return List.copyOf(permutation.subList(0, count));
  }

  /** A number of 0..most: as many bits as {@code most} has, drawn until they are not above it. */
  private int interval(int most) {
    int mask = -1 >>> Integer.numberOfLeadingZeros(most);
    int value = twister.nextInt() & mask;
    while (value > most) {
      value = twister.nextInt() & mask;
    }
    return value;
  }
}
