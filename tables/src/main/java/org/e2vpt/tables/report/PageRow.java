package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * One row of the table as it is shown.
 *
 * @param id of the row
 * @param title as printed
 * @param cells at most one a column
 * @param settings one for each task
 * @param printed what the paper prints of it; empty if it prints nothing
 */
record PageRow(
    String id,
    String title,
    ImmutableList<Cell> cells,
    ImmutableList<Setting> settings,
    ImmutableList<PrintedCell> printed) {

  Optional<Cell> cell(String column) {
    return cells.stream().filter(cell -> cell.asked().column().equals(column)).findFirst();
  }

  List<Cell> measuredCells() {
    return cells.stream().filter(cell -> cell.verdict() != VerdictWord.NOT_RUN).toList();
  }

  /**
   * Tuned share in percent, mean over the tasks that were run, as the paper's is over all, without
   * subtracting what pruning removed.
   */
  String tunedShare() {
    return Words.percent(meanShare(Cell::tunedShare));
  }

  /** The same without what pruning removed. */
  String keptShare() {
    return Words.percent(meanShare(Cell::keptShare));
  }

  /** Both shares: {@code 0.67 → 0.47}, or one number where pruning removed nothing. */
  String trainable() {
    return tunedShare().equals(keptShare())
        ? tunedShare()
        : "%s → %s".formatted(tunedShare(), keptShare());
  }

  /** Why there is no cell in a column: the table has none, or it was not asked for. */
  String blank(String column) {
    return printed.stream().anyMatch(cell -> cell.column().equals(column))
        ? VerdictWord.NOT_RUN.words()
        : "not planned";
  }

  /**
   * Such as {@code printed 0.39}, or of how many tasks the mean is; empty if nothing is printed.
   */
  String shareNote() {
    if (printsTaskShares() || printedShares().isEmpty()) {
      return "";
    }
    return isPart()
        ? String.format(Locale.ROOT, "of %d of %d tasks", tasks(measuredCells()), printedTasks())
        : "printed "
            + printedShares().stream().map(Printed::text).collect(Collectors.joining(", "));
  }

  /** Whether some of the printed tasks were run, and others not: then shares do not compare. */
  private boolean isPart() {
    int run = tasks(measuredCells());
    return run > 0 && run < printedTasks();
  }

  private int printedTasks() {
    return printed.stream().mapToInt(cell -> cell.tasks().size()).sum();
  }

  /** A cell's own shares in words, if the paper prints a share for each task; else empty. */
  String taskShares(Cell cell) {
    if (!printsTaskShares()) {
      return "";
    }
    String ofPaper =
        printedShare(cell).map(share -> "printed %s %%".formatted(share.text())).orElse("");
    if (cell.verdict() == VerdictWord.NOT_RUN) {
      return ofPaper.isEmpty() ? "" : "trainable: " + ofPaper;
    }
    String own = shares(Words.percent(cell.tunedShare()), Words.percent(cell.keptShare()));
    return "trainable " + own + (ofPaper.isEmpty() ? "" : ", " + ofPaper);
  }

  /** Share of a cell that is tuned and kept, in percent, as the paper counts it for its table. */
  double keptShare(Cell cell) {
    return printsTaskShares() ? cell.keptShare() : meanShare(Cell::keptShare);
  }

  /** The printed share that {@link #keptShare(Cell)} compares with, if there is one. */
  Optional<Printed> printedShare(Cell cell) {
    return printsTaskShares()
        ? printed.stream()
            .filter(c -> c.column().equals(cell.asked().column()))
            .flatMap(c -> c.tunedShare().stream())
            .findFirst()
        : printedShares().stream().filter(share -> !isPart()).findFirst();
  }

  private ImmutableList<Printed> printedShares() {
    return printed.stream()
        .flatMap(cell -> cell.tunedShare().stream())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** Table 4 does; the others print one share for all columns. */
  private boolean printsTaskShares() {
    return printed.stream()
        .anyMatch(cell -> cell.tasks().size() == 1 && cell.tunedShare().isPresent());
  }

  /** Both shares in words. */
  String shares() {
    return shares(tunedShare(), keptShare());
  }

  private static String shares(String tuned, String kept) {
    return tuned.equals(kept)
        ? tuned + " %"
        : "%s %% before pruning, %s %% after".formatted(tuned, kept);
  }

  Cost cost() {
    return cells.stream().map(Cell::cost).reduce(Cost.NOTHING, Cost::plus);
  }

  /** A cell's share is the mean over its tasks; NaN if none was run. */
  private double meanShare(ToDoubleFunction<Cell> share) {
    List<Cell> measured = measuredCells();
    double sum =
        measured.stream()
            .mapToDouble(cell -> share.applyAsDouble(cell) * cell.asked().tasks().size())
            .sum();
    return sum / tasks(measured);
  }

  private static int tasks(List<Cell> cells) {
    return cells.stream().mapToInt(cell -> cell.asked().tasks().size()).sum();
  }
}
