package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.math.Quantiles;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** From runs to cells. */
public final class Aggregation {

  private Aggregation() {}

  /**
   * Measures one cell. Only seeds that finished all of its tasks enter the mean; every run enters
   * the cost.
   *
   * @param before what was spent before the final runs
   * @param runs final runs; those of other rows and tasks are not looked at
   * @param judgement what the table's runs say about it
   */
  public static Cell cell(
      AskedCell asked,
      Cost before,
      Collection<Run> runs,
      Reference reference,
      Judgement judgement) {
    ImmutableList<Run> own = runsOf(asked, runs);
    ImmutableList<Run> ok = own.stream().filter(Run::ok).collect(ImmutableList.toImmutableList());
    Summary measured = Summary.of(seedMeans(asked, runs).values());
    Summary recorded = reference.of(asked);
    double seconds = ok.stream().mapToDouble(Run::seconds).sum();
    return new Cell(
        asked,
        measured,
        recorded,
        judgement,
        mean(ok, run -> 100.0 * run.tuned() / run.total()),
        mean(ok, run -> 100.0 * run.kept() / run.total()),
        before.plus(new Cost(own.size(), seconds)),
        ok.isEmpty()
            ? Double.NaN
            : Quantiles.median().compute(ok.stream().map(Run::imagesPerSecond).toList()));
  }

  /** The cell's accuracy for each seed that finished all of its tasks, by seed. */
  public static ImmutableSortedMap<Integer, Double> seedMeans(
      AskedCell asked, Collection<Run> runs) {
    List<Score> scores =
        runsOf(asked, runs).stream().map(Run::score).flatMap(Optional::stream).toList();
    return Score.seedMeans(scores, asked.row(), asked.tasks());
  }

  /** The runs of the cell's row and tasks. */
  public static ImmutableList<Run> runsOf(AskedCell asked, Collection<Run> runs) {
    return runs.stream()
        .filter(
            run ->
                run.table().equals(asked.table())
                    && run.row().equals(asked.row())
                    && asked.tasks().contains(run.task()))
        .collect(ImmutableList.toImmutableList());
  }

  private static double mean(List<Run> runs, ToDoubleFunction<Run> value) {
    return runs.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
