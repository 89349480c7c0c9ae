package org.e2vpt.harness.data.image;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a scan of a progressive file brings: some bits of coefficients that follow each other.
 *
 * @param first number of the first coefficient, in zigzag order
 * @param last number of the last one
 * @param high the lowest bit of them that is known already, 0 if nothing is
 * @param low the lowest bit that will be known
 */
record JpegBand(int first, int last, int high, int low) {

  private static final int HIGHEST_BIT = 13;

  /** What libjpeg smooths by: where these are not known to the last bit, it guesses them. */
  private static final int GUESSED = 10;

  /**
   * Checks that there can be such a scan.
   *
   * @param components that it has
   */
  JpegBand require(List<JpegComponent> components) throws IOException {
    boolean dc = first == 0;
    boolean ordered = dc ? last == 0 : first <= last && last < JpegComponent.BLOCK;
    boolean refines = high == 0 || low == high - 1;
    if (!ordered || !refines || low > HIGHEST_BIT || !dc && components.size() > 1) {
      throw new IOException("a scan of it is damaged");
    }
    return this;
  }

  boolean isRefined() {
    return high > 0;
  }

  /** Notes what will be known of a component. */
  void note(JpegComponent component) {
    Arrays.fill(component.lowestBits, first, last + 1, low);
  }

  /** Whether scans are missing, so that libjpeg smooths the image, each version in its own way. */
  static boolean areMissing(ImmutableList<JpegComponent> components) {
    return components.stream().allMatch(component -> component.lowestBits[0] >= 0)
        && components.stream()
            .anyMatch(
                component ->
                    IntStream.range(1, GUESSED).anyMatch(k -> component.lowestBits[k] != 0));
  }
}
