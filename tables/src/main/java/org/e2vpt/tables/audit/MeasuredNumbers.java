package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.TableId;

/**
 * What runs have measured. A group counts if all of its tasks were run.
 *
 * @param printed says which tasks a column has
 * @param cells of any tables
 * @param runs that they are made of
 */
record MeasuredNumbers(PrintedNumbers printed, ImmutableList<Cell> cells, ImmutableList<Run> runs)
    implements Numbers {

  /**
   * Of run directories, such as {@code reports/table1}.
   *
   * @throws IllegalArgumentException if a file is missing or wrong, naming it, or a run is of no
   *     table of the paper
   */
  static MeasuredNumbers read(Paper paper, List<Path> directories) throws IOException {
    ImmutableList.Builder<Cell> cells = ImmutableList.builder();
    ImmutableList.Builder<Run> runs = ImmutableList.builder();
    for (Path directory : directories) {
      requireRun(directory);
      List<Cell> measured = CellTable.read(directory.resolve("cells.csv"));
      requirePaper(paper, directory, measured);
      cells.addAll(measured);
      runs.addAll(RunTable.read(directory.resolve("runs.csv")));
    }
    return new MeasuredNumbers(PrintedNumbers.of(paper), cells.build(), runs.build());
  }

  /** What cells of a run call its tables. */
  static ImmutableSet<String> tables(Path directory) throws IOException {
    requireRun(directory);
    return CellTable.read(directory.resolve("cells.csv")).stream()
        .map(cell -> cell.asked().table())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static void requireRun(Path directory) {
    for (String file : List.of("cells.csv", "runs.csv")) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        throw new IllegalArgumentException(
            "%s has no %s: expected the directory of a finished run, such as reports/PAPER/TABLE"
                .formatted(directory, file));
      }
    }
  }

  private static void requirePaper(Paper paper, Path directory, List<Cell> cells) {
    Set<String> tables =
        cells.stream()
            .map(cell -> cell.asked().table())
            .collect(Collectors.toCollection(TreeSet::new));
    boolean ofPaper =
        tables.stream().anyMatch(table -> TableId.parse(table).paper().equals(paper.id()));
    if (!tables.isEmpty() && !ofPaper) {
      throw new IllegalArgumentException(
          "%s is a run of %s, about which %s claims nothing: audit runs of %s"
              .formatted(
                  directory,
                  String.join(", ", tables),
                  paper.info().name(),
                  String.join(", ", paper.tables().keySet())));
    }
  }

  /** The paper's tables that were run, judged, by their names. */
  ImmutableMap<String, TableVerdicts> judged(Paper paper) {
    ImmutableListMultimap<String, AskedCell> asked =
        cells.stream()
            .map(Cell::asked)
            .filter(cell -> TableId.parse(cell.table()).paper().equals(paper.id()))
            .distinct()
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(
                    cell -> TableId.parse(cell.table()).table(), cell -> cell));
    ImmutableMap.Builder<String, TableVerdicts> judged = ImmutableMap.builder();
    asked
        .asMap()
        .forEach(
            (table, ofTable) ->
                judged.put(
                    table,
                    TableVerdicts.of(
                        paper.table(table), ofTable, runs, paper.reference(table), paper.noise())));
    return judged.buildOrThrow();
  }

  /** What files of a run call a table of the paper. */
  private String id(String table) {
    return new TableId(printed.paper().id(), table).toString();
  }

  @Override
  public Optional<Quantity> accuracy(String table, String row, String column) {
    return cells.stream()
        .filter(cell -> isAt(cell, table, row, column) && isWhole(cell))
        .findFirst()
        .map(cell -> Quantity.measured(cell.measured()))
        .orElseGet(() -> accuracyOf(table, row, column));
  }

  private boolean isAt(Cell cell, String table, String row, String column) {
    return cell.asked().table().equals(id(table))
        && cell.asked().row().equals(row)
        && cell.asked().column().equals(column);
  }

  private boolean isWhole(Cell cell) {
    ImmutableSet<String> measured = ImmutableSet.copyOf(cell.asked().tasks());
    return printed
        .cell(
            TableId.parse(cell.asked().table()).table(), cell.asked().row(), cell.asked().column())
        .filter(asked -> measured.equals(ImmutableSet.copyOf(asked.tasks())))
        .isPresent();
  }

  @Override
  public Optional<Quantity> accuracyOf(String table, String row, String task) {
    return Quantity.measured(
        Summary.of(
            runs.stream()
                .filter(run -> run.table().equals(id(table)))
                .map(Run::score)
                .flatMap(Optional::stream)
                .filter(score -> score.row().equals(row) && score.task().equals(task))
                .map(Score::accuracy)
                .toList()));
  }

  /** The share that pruning left. */
  @Override
  public Optional<Quantity> shareOf(String table, String row, String task) {
    OptionalDouble share =
        runs.stream()
            .filter(run -> run.ok() && run.table().equals(id(table)))
            .filter(run -> run.row().equals(row) && run.task().equals(task))
            .mapToDouble(run -> 100.0 * run.kept() / run.total())
            .average();
    return share.isPresent()
        ? Optional.of(new Quantity(share.getAsDouble(), 0, Decimals.fixed(share.getAsDouble(), 4)))
        : Optional.empty();
  }

  /** The mean over all tasks of the row; empty if one of them was not run. */
  @Override
  public Optional<Quantity> share(String table, String row) {
    List<Optional<Quantity>> shares =
        printed.tasks(table, row).stream().map(task -> shareOf(table, row, task)).toList();
    return shares.isEmpty() || shares.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : Optional.of(Quantity.mean(shares.stream().flatMap(Optional::stream).toList()));
  }

  @Override
  public OptionalInt statedWins(String table, String row, String over, String column) {
    return OptionalInt.empty();
  }

  @Override
  public String missing() {
    return "is not measured on all tasks";
  }
}
