package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * What the verdict will be able to tell of a column's cells that are to be run alike, before
 * anything is run.
 *
 * <p>{@link DrawnTable Tables are drawn} in which every printed number is true, and judged by the
 * rule itself. So nothing of the rule is approximated: neither how the variances are estimated nor
 * Holm's correction. What is assumed is the world: seeds and campaigns are normal, with the
 * standard deviations that are taken for likely before anything is run; and what a paper prints
 * twice, which the rule makes use of, differs as it is printed. The {@value #TABLES} tables are
 * always the same; of so many, a share has a standard error of 0.03 at most.
 *
 * @param column which it is
 * @param rows whose cells these are
 * @param kind {@link CellKind#CELL} or {@link CellKind#PARTIAL}
 * @param tasks how often each task is run
 * @param margin δ
 * @param error mean standard error and mean degrees of freedom
 * @param reproduced the chance that a true cell is called reproduced
 * @param found the smallest true difference, in points, that is called not reproduced in 4 of 5
 *     campaigns, if it is the only one of the table, so that its p is multiplied by H
 * @param foundUnadjusted the same without Holm's correction
 */
public record CellPower(
    String column,
    ImmutableList<String> rows,
    CellKind kind,
    ImmutableMultiset<Replication> tasks,
    double margin,
    Expected error,
    double reproduced,
    double found,
    double foundUnadjusted) {

  /** What is assumed of seeds: root mean square over the tasks, in points. */
  public static final double SEED_SD = PooledVariance.PRIOR_SD;

  /** How many tables are drawn. */
  static final int TABLES = 300;

  /** How often a difference has to be found: the usual power of a test. */
  private static final double OFTEN = 0.8;

  /**
   * Means over the drawn tables.
   *
   * @param standardError of the cell's difference, in points
   * @param degreesOfFreedom ν
   */
  public record Expected(double standardError, double degreesOfFreedom) {}

  /** What cells have in common that are run alike. */
  private record Design(String column, CellKind kind, ImmutableMultiset<Replication> tasks) {

    static Design of(CellVerdict cell, CellComparison comparison) {
      return new Design(
          cell.column(),
          cell.kind(),
          comparison.model().terms().stream()
              .map(ErrorModel.Term::replication)
              .collect(ImmutableMultiset.toImmutableMultiset()));
    }
  }

  /**
   * Of all cells of a table that have a print, in the order of their first rows.
   *
   * @param planned with any accuracies: what counts is which runs there are
   * @param tau τ, the true standard deviation of a campaign beyond its seeds, per task, in points
   */
  public static ImmutableList<CellPower> of(MeasuredTable planned, double tau) {
    DrawnTable drawn = new DrawnTable(planned, tau);
    SplittableRandom random = new SplittableRandom(1);
    Map<Design, Draws> draws = new LinkedHashMap<>();
    CriticalValues critical = new CriticalValues();
    for (int table = 0; table < TABLES; table++) {
      for (CellVerdict cell : drawn.next(random).cells()) {
        cell.comparison()
            .ifPresent(
                comparison ->
                    draws
                        .computeIfAbsent(Design.of(cell, comparison), any -> new Draws())
                        .add(cell, comparison, critical));
      }
    }
    return draws.entrySet().stream()
        .map(entry -> entry.getValue().power(entry.getKey()))
        .collect(ImmutableList.toImmutableList());
  }

  /** t(1 − p/2, ν), each found once. */
  private static final class CriticalValues {
    private final Map<List<Double>, Double> known = new LinkedHashMap<>();

    double of(double p, double freedom) {
      return known.computeIfAbsent(
          List.of(p, freedom),
          any -> new TDistribution(null, freedom).inverseCumulativeProbability(1 - p / 2));
    }
  }

  /** What was drawn of the cells of one design. */
  private static final class Draws {

    private final Map<String, Double> margins = new LinkedHashMap<>(); // by row
    private final List<Double> errors = new ArrayList<>();
    private final List<Double> freedoms = new ArrayList<>();
    private final List<Double> found = new ArrayList<>();
    private final List<Double> foundUnadjusted = new ArrayList<>();
    private int reproduced;

    void add(CellVerdict cell, CellComparison comparison, CriticalValues critical) {
      EstimatedDifference d = comparison.difference();
      margins.put(cell.row(), comparison.margin());
      errors.add(d.error().value());
      freedoms.add(d.error().degreesOfFreedom());
      int family = cell.kind().inFamily() ? cell.family() : 1;
      add(found, d, comparison.margin(), critical, VerdictWord.LEVEL / family);
      add(foundUnadjusted, d, comparison.margin(), critical, VerdictWord.LEVEL);
      if (cell.word() == VerdictWord.REPRODUCED) {
        reproduced++;
      }
    }

    /**
     * A true difference Δ > 0 is found if Δ + d > max(δ, t·se), and of this draw's mirror image if
     * Δ − d is.
     */
    private static void add(
        List<Double> found,
        EstimatedDifference d,
        double margin,
        CriticalValues critical,
        double level) {
      double least =
          Math.max(margin, critical.of(level, d.error().degreesOfFreedom()) * d.error().value());
      found.add(least - d.value());
      found.add(least + d.value());
    }

    CellPower power(Design design) {
      return new CellPower(
          design.column,
          ImmutableList.copyOf(margins.keySet()),
          design.kind,
          design.tasks,
          margins.values().iterator().next(),
          new Expected(mean(errors), mean(freedoms)),
          (double) reproduced / errors.size(),
          often(found),
          often(foundUnadjusted));
    }

    private static double mean(List<Double> values) {
      return stream(values).average().orElseThrow();
    }

    private static double often(List<Double> values) {
      double[] sorted = stream(values).toArray();
      Arrays.sort(sorted);
      return sorted[(int) Math.ceil(OFTEN * sorted.length) - 1];
    }

    private static DoubleStream stream(List<Double> values) {
      return values.stream().mapToDouble(value -> value);
    }
  }
}
