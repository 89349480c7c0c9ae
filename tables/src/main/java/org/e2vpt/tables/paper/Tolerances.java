package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;

/**
 * How far a measured mean may lie from its reference.
 *
 * <p>If the new runs come from the same distribution as the n₀ recorded ones, the mean of n new
 * runs falls into the 99 % prediction interval
 *
 * <pre>
 *   r ± t(0.995, n₀ − 1) · s₀ · √(1/n + 1/n₀)
 * </pre>
 *
 * <p>with r and s₀ the recorded mean and sample standard deviation. Half its width is the
 * tolerance, but never less than the floor that the paper's {@code tolerances.csv} gives with its
 * source. A reference of one value has no spread: there the floor is the tolerance.
 *
 * @param floors one for each table and column
 */
public record Tolerances(ImmutableList<Floor> floors) {

  static final String FILE = "tolerances.csv";

  static final List<String> COLUMNS = List.of("table", "column", "floor", "source");

  /**
   * The smallest tolerance of a table's column.
   *
   * @param table such as {@code vpt/table1}
   * @param points of accuracy, in percent
   * @param source why so many
   */
  public record Floor(String table, String column, double points, String source) {

    static Floor parse(CsvLine line, String paper) {
      return new Floor(
          paper + "/" + line.text("table"),
          line.text("column"),
          line.number("floor"),
          line.text("source"));
    }

    public Floor {
      if (!(points >= 0) || source.isBlank()) {
        throw new IllegalArgumentException(
            "a floor is a number of points >= 0 with a source, got %s from '%s'"
                .formatted(points, source));
      }
    }
  }

  /**
   * A tolerance with its reason.
   *
   * @param points of accuracy in percent, with two decimals; NaN if there is nothing to compare
   * @param source where it comes from
   */
  public record Tolerance(double points, String source) {
    /** Of a cell without runs or without reference. */
    public static final Tolerance NONE = new Tolerance(Double.NaN, "");

    public Tolerance {
      if (points < 0 || Double.isInfinite(points)) {
        throw new IllegalArgumentException("a tolerance is a number >= 0, got " + points);
      }
      points = Decimals.round(points, 2);
    }
  }

  /**
   * The tolerance between a reference and the mean of {@code n} new runs.
   *
   * @throws IllegalArgumentException if the table's column has no floor
   */
  public Tolerance of(String table, String column, Summary reference, int n) {
    if (n == 0 || reference.n() == 0) {
      return Tolerance.NONE;
    }
    Floor floor =
        floors.stream()
            .filter(f -> f.table.equals(table) && f.column.equals(column))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no floor for table '%s', column %s: add a line to its paper's tolerances.csv"
                            .formatted(table, column)));
    double spread = reference.n() == 1 ? 0 : predictionHalfWidth(reference, n);
    return spread > floor.points
        ? new Tolerance(
            spread,
            String.format(
                Locale.ROOT, "99 %% prediction interval of %d recorded seeds", reference.n()))
        : new Tolerance(floor.points, "floor: " + floor.source);
  }

  private static double predictionHalfWidth(Summary reference, int n) {
    return Summary.studentT(0.995, reference.n() - 1)
        * reference.sd()
        * Math.sqrt(1.0 / n + 1.0 / reference.n());
  }
}
