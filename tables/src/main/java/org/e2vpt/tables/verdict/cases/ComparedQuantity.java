package org.e2vpt.tables.verdict.cases;

/**
 * One number or word of a case beside what was expected.
 *
 * @param place the row, column, task or claim that it is about; {@code table} if it is of the whole
 *     table
 * @param expected as it stands in the file; empty if it is not defined
 * @param computed with two more digits than are compared; empty if it is not defined
 * @param ok whether they agree
 */
public record ComparedQuantity(
    String caseName, String place, String quantity, String expected, String computed, boolean ok) {

  private static final double RELATIVE_ERROR = 1e-5;

  /** Rounding errors of sums of accuracies, in points; far below anything that is printed. */
  private static final double ROUNDING = 1e-12;

  /**
   * Compares words and counts exactly, and numbers with a relative error of 1e-5.
   *
   * @param computed a String, or a Double, NaN if it is not defined
   * @throws IllegalArgumentException if a number is expected and {@code expected} is none
   */
  static ComparedQuantity of(
      String caseName, String place, String quantity, String expected, Object computed) {
    return new ComparedQuantity(
        caseName,
        place,
        quantity,
        expected,
        ComputedLine.show(computed),
        agree(expected, computed, quantity));
  }

  private static boolean agree(String text, Object computed, String quantity) {
    if (text.isEmpty() || !(computed instanceof Double number) || number.isNaN()) {
      return text.equals(ComputedLine.show(computed));
    }
    double expected = CaseNumber.orInfinite(text);
    double rounding = ExpectedFile.isProbability(quantity) ? 0 : ROUNDING;
    return expected == number
        || Math.abs(number - expected) <= RELATIVE_ERROR * Math.abs(expected) + rounding;
  }
}
