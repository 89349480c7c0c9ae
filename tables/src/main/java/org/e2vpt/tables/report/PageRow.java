package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.Verdict;

/**
 * One row of the table as it is shown.
 *
 * @param id of the row
 * @param title as printed
 * @param cells at most one a column
 * @param settings one for each task
 * @param printedShare the tuned share that the paper prints, in percent; empty if it prints none
 */
record PageRow(
    String id,
    String title,
    ImmutableList<Cell> cells,
    ImmutableList<Setting> settings,
    String printedShare) {

  Optional<Cell> cell(String column) {
    return cells.stream().filter(cell -> cell.asked().column().equals(column)).findFirst();
  }

  /** What the row reached on one task, over its seeds. */
  Summary measured(String task) {
    return settings.stream()
        .filter(setting -> setting.task().equals(task))
        .findFirst()
        .map(Setting::measured)
        .orElse(Summary.NONE);
  }

  List<Cell> measuredCells() {
    return cells.stream().filter(cell -> cell.verdict() != Verdict.NOT_RUN).toList();
  }

  /**
   * Tuned share in percent, unweighted mean over the groups, without subtracting what pruning
   * removed.
   */
  String tunedShare() {
    return meanShare(Cell::tunedShare);
  }

  /** The same without what pruning removed. */
  String keptShare() {
    return meanShare(Cell::keptShare);
  }

  /** Both shares in words. */
  String shares() {
    return tunedShare().equals(keptShare())
        ? tunedShare() + " %"
        : "%s %% (%s %% left by pruning)".formatted(tunedShare(), keptShare());
  }

  Cost cost() {
    return cells.stream().map(Cell::cost).reduce(Cost.NOTHING, Cost::plus);
  }

  private String meanShare(ToDoubleFunction<Cell> share) {
    return Words.percent(measuredCells().stream().mapToDouble(share).average().orElse(Double.NaN));
  }
}
