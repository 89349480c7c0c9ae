package org.e2vpt.harness.parity;

/**
 * One quantity of a fixture beside ours.
 *
 * @param file name of the fixture
 * @param quantity such as {@code logits_eval} or {@code grad/head.last_layer.weight}
 * @param absolute largest difference
 * @param relative that over the largest magnitude of the fixture's values
 * @param tolerance on {@code absolute}
 */
public record ParityComparison(
    String file, String quantity, double absolute, double relative, double tolerance) {

  /** Whether the two agree; NaN never does. */
  public boolean ok() {
    return absolute <= tolerance;
  }

  /** Compares values of the same number; the shapes have been compared before. */
  static ParityComparison of(
      String file, String quantity, float[] ours, double[] theirs, double tolerance) {
    double absolute = 0;
    for (int i = 0; i < theirs.length; i++) {
      double difference = Math.abs(ours[i] - theirs[i]);
      absolute = difference <= absolute ? absolute : difference; // NaN stays
    }
    double largest = largest(theirs);
    double relative = absolute == 0 ? 0 : absolute / largest;
    return new ParityComparison(file, quantity, absolute, relative, tolerance);
  }

  static double largest(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
