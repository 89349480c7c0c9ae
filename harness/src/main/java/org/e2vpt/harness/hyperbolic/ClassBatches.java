package org.e2vpt.harness.hyperbolic;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Batches with equally many images of each class.
 *
 * @param members images of each class that has any
 * @param samples m, images of a class in a batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ClassBatches(int[][] members, int samples) {

  /**
   * As many images of each class as fit into a batch, and as the smallest class has.
   *
   * @param labels class of each image
   * @param most images of a batch
   * @throws IllegalArgumentException if a batch would not have two images of each class
   */
  static ClassBatches of(int[] labels, int most) {
    int[][] members =
        Arrays.stream(labels)
            .distinct()
            .sorted()
            .mapToObj(
                label ->
                    IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray())
            .toArray(int[][]::new);
    int smallest = Arrays.stream(members).mapToInt(ofClass -> ofClass.length).min().orElse(0);
    int samples = members.length == 0 ? 0 : Math.min(most / members.length, smallest);
    if (members.length < 2 || samples < 2) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "pairs need two images of each of two classes in a batch of %d: there are %d classes,"
                  + " the smallest of %d images",
              most,
              members.length,
              smallest));
    }
    return new ClassBatches(members, samples);
  }

  int classes() {
    return members.length;
  }

  /** Images drawn without replacement, class after class: (N·m). */
  int[] next(SplittableRandom random) {
    int[] batch = new int[classes() * samples];
    for (int a = 0; a < classes(); a++) {
      int[] left = members[a].clone();
      for (int i = 0; i < samples; i++) {
        int drawn = random.nextInt(i, left.length);
        batch[a * samples + i] = left[drawn];
        left[drawn] = left[i];
      }
    }
    return batch;
  }
}
