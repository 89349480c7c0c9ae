package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;

/**
 * Draws the accuracies of a planned table, and of what its paper prints, as if every print were
 * true. Standard deviations of seeds differ by task, and less by row: their logarithms are normal,
 * and their mean square is that of the rule's prior.
 *
 * @param planned which runs and prints there are; what they are does not count
 * @param tau τ, the standard deviation of a campaign beyond its seeds, per task, in points
 */
record DrawnTable(MeasuredTable planned, double tau) {

  /** In points; far from 0 and 100 %, which the rule does not know. */
  private static final double TRUTH = 50;

  /** Standard deviations of ln σ. */
  private static final double BY_TASK = 0.5;

  private static final double BY_ROW_AND_TASK = 0.33;

  /** E[σ²] = median² exp(2 Var(ln σ)). */
  private static final double MEDIAN_SD =
      PooledVariance.PRIOR_SD * Math.exp(-BY_TASK * BY_TASK - BY_ROW_AND_TASK * BY_ROW_AND_TASK);

  /** Judges the next table that is drawn. */
  TableVerdict next(SplittableRandom random) {
    return new Drawing(random).table();
  }

  /** One table. */
  private final class Drawing {

    private final SplittableRandom random;
    private final Map<String, Double> ofTask = new HashMap<>();
    private final Map<List<String>, Double> sd = new HashMap<>();

    Drawing(SplittableRandom random) {
      this.random = random;
    }

    TableVerdict table() {
      ImmutableTable.Builder<String, String, TaskRuns> runs = ImmutableTable.builder();
      planned
          .runs()
          .rowMap()
          .forEach(
              (row, tasks) ->
                  tasks.forEach((task, ofTask) -> runs.put(row, task, runs(row, task, ofTask))));
      ImmutableTable.Builder<String, String, CellReference> references = ImmutableTable.builder();
      planned
          .references()
          .rowMap()
          .forEach(
              (row, columns) ->
                  columns.forEach(
                      (column, reference) -> {
                        if (reference instanceof Print print) {
                          references.put(row, column, print(row, planned.column(column), print));
                        }
                      }));
      return TableVerdict.of(
          new MeasuredTable(planned.columns(), runs.build(), references.build(), planned.noise()));
    }

    private TaskRuns runs(String row, String task, TaskRuns planned) {
      Map<Integer, Double> campaigns = new LinkedHashMap<>();
      return TaskRuns.of(
          planned.runs().stream()
              .map(
                  run ->
                      SeedRun.of(
                          run.campaign(),
                          run.seed(),
                          campaigns.computeIfAbsent(run.campaign(), any -> campaign())
                              + seeds(row, task, 1)))
              .toList());
    }

    /** The column is printed over the same runs as its tasks. */
    private Print print(String row, TableColumn column, Print print) {
      PrintedMean any =
          print.column().or(() -> print.tasks().values().stream().findFirst()).orElseThrow();
      Map<String, Double> means = new LinkedHashMap<>();
      column.tasks().forEach(task -> means.put(task, campaign() + seeds(row, task, any.runs())));
      double mean = means.values().stream().mapToDouble(each -> each).average().orElseThrow();
      ImmutableMap.Builder<String, PrintedMean> tasks = ImmutableMap.builder();
      print
          .tasks()
          .forEach((task, like) -> tasks.put(task, rounded(like, means.getOrDefault(task, mean))));
      return new Print(print.column().map(like -> rounded(like, mean)), tasks.buildOrThrow());
    }

    private PrintedMean rounded(PrintedMean like, double value) {
      double digits = Math.pow(10, like.decimals());
      return new PrintedMean(Math.rint(value * digits) / digits, like.decimals(), like.runs());
    }

    private double campaign() {
      return TRUTH + tau * random.nextGaussian();
    }

    /** The mean deviation of some seeds. */
    private double seeds(String row, String task, int count) {
      return sd(row, task) / Math.sqrt(count) * random.nextGaussian();
    }

    private double sd(String row, String task) {
      double common = ofTask.computeIfAbsent(task, any -> BY_TASK * random.nextGaussian());
      return sd.computeIfAbsent(
          List.of(row, task),
          any -> MEDIAN_SD * Math.exp(common + BY_ROW_AND_TASK * random.nextGaussian()));
    }
  }
}
