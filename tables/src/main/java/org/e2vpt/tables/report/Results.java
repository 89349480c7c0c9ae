package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.tables.ledger.RunJournal;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Registration;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.TableId;

/**
 * What a run directory holds: all that a report is made of.
 *
 * @param paper whose tables they are
 * @param cells of all tables, at least one
 * @param runs the final runs
 * @param provenance where the numbers come from
 * @param curves of the final runs and of the trials that chose their settings
 * @param journal of the run, if it is there
 * @param disks the embeddings, as they are drawn
 * @param times what each trial took of a device's time, if that is on record
 * @param printed its tables that were run
 * @param judged what the runs say of each of them
 * @param references what is printed of their rows, also on single tasks, by table; none if runs are
 *     recorded instead
 * @param reasons why cells have no number
 * @param claims the paper's
 * @param predictions of the test images of folders, by row
 * @param thumbnails of some of these, as data URIs by folder and image
 */
record Results(
    Paper paper,
    ImmutableList<Cell> cells,
    ImmutableList<Run> runs,
    Provenance provenance,
    Curves curves,
    Optional<RunJournal> journal,
    ImmutableList<Disk> disks,
    ImmutableList<DeviceTime> times,
    ImmutableList<PrintedTable> printed,
    JudgedTables judged,
    ImmutableMap<String, Reference> references,
    Reasons reasons,
    ImmutableList<ClaimLine> claims,
    ImmutableList<Predictions> predictions,
    ImmutableTable<String, String, String> thumbnails) {

  /**
   * Reads a run directory.
   *
   * @throws IllegalArgumentException if a file is missing or wrong, naming it
   */
  static Results read(Papers papers, Path directory) throws IOException {
    for (String file : List.of("cells.csv", "runs.csv", "provenance.csv")) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        if (Files.isRegularFile(directory.resolve(Journal.FILE))) {
          throw new IllegalArgumentException(
              ("%s has no %s: the run was killed before it wrote it, but its results are in %s; start it"
                      + " again; if you stop it with Ctrl-C, it writes what there is")
                  .formatted(directory, file, Journal.FILE));
        }
        throw new IllegalArgumentException(
            "%s has no %s: expected the directory of a finished run, such as reports/mini"
                .formatted(directory, file));
      }
    }
    var unused = Registration.in(directory); // what the page quotes of it must still be there
    ImmutableList<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    Optional<RunJournal> journal = RunJournal.read(directory);
    Set<String> finals = new LinkedHashSet<>(runs.stream().map(Run::trialId).toList());
    Curves curves =
        Curves.read(
            directory,
            finals,
            journal.map(known -> known.searches(runs)).orElse(ImmutableMap.of()));
    ImmutableList<Cell> cells =
        requireSome(CellTable.read(directory.resolve("cells.csv")), directory);
    Paper paper = paper(papers, cells, directory.resolve("cells.csv"));
    ImmutableList<PrintedTable> printed =
        cells.stream()
            .map(cell -> cell.asked().table())
            .distinct()
            .map(table -> paper.table(TableId.parse(table).table()))
            .collect(ImmutableList.toImmutableList());
    Provenance provenance = Provenance.read(directory.resolve("provenance.csv"));
    paper.causes().forEach(Condition::require);
    new Consistency(directory, cells, runs).require(printed);
    JudgedTables judged = JudgedTables.of(paper, printed, provenance, cells, runs);
    judged.require(directory.resolve("cells.csv"), cells);
    ImmutableList<Predictions> predictions = Predictions.read(directory, cells, runs);
    return new Results(
        paper,
        cells,
        runs,
        provenance,
        curves,
        journal,
        Disk.read(directory),
        times(directory.resolve(DeviceTime.FILE)),
        printed,
        judged,
        references(paper, printed),
        Reasons.read(directory),
        paper.info().recorded() ? ImmutableList.of() : ClaimLine.of(paper, cells, runs, judged),
        predictions,
        Thumbnails.read(directory, predictions));
  }

  /** The paper that all cells are of: a page is of one, which has their tables. */
  private static Paper paper(Papers papers, List<Cell> cells, Path file) {
    Set<Paper> found = new LinkedHashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      String table = cells.get(i).asked().table();
      try {
        Paper paper = papers.of(table);
        found.add(paper);
        var unused = paper.table(TableId.parse(table).table());
      } catch (IllegalArgumentException e) {
        throw Consistency.wrong(file, i, String.valueOf(e.getMessage()));
      }
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%s has cells of several papers: %s"
              .formatted(file, found.stream().map(Paper::id).collect(Collectors.joining(", "))));
    }
    return found.iterator().next();
  }

  private static ImmutableList<DeviceTime> times(Path file) throws IOException {
    return Files.isRegularFile(file) ? DeviceTime.read(file) : ImmutableList.of();
  }

  private static ImmutableMap<String, Reference> references(
      Paper paper, List<PrintedTable> printed) {
    return paper.info().recorded()
        ? ImmutableMap.of()
        : Maps.toMap(
            printed.stream().map(table -> table.id().toString()).toList(),
            table -> paper.reference(TableId.parse(table).table()));
  }

  /**
   * Whether a cell is compared with runs of which some are its own: its reference was recorded from
   * this run. One that fails nevertheless fails because of the others.
   */
  boolean isOwnRecording(Cell cell) {
    return !cell.fails()
        && judged.references().get(cell.asked().table()) instanceof RecordedReference recorded
        && Aggregation.runsOf(cell.asked(), runs).stream().anyMatch(recorded::holds);
  }

  /** What is printed of a table, as far as the paper has it. */
  Reference reference(String table) {
    return references.getOrDefault(table, RecordedReference.NONE);
  }

  /** The cell that prints an accuracy over these tasks, if there is one. */
  Optional<PrintedCell> printed(AskedCell asked) {
    return printed.stream()
        .filter(table -> table.id().toString().equals(asked.table()))
        .flatMap(table -> table.cell(asked.row(), asked.column()).stream())
        .filter(cell -> cell.accuracy().isPresent() && cell.tasks().equals(asked.tasks()))
        .findFirst();
  }

  private static ImmutableList<Cell> requireSome(ImmutableList<Cell> cells, Path directory) {
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no cells".formatted(directory.resolve("cells.csv")));
    }
    return cells;
  }
}
