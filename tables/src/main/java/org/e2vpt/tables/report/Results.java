package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.DeviceTime;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;

/**
 * What a run directory holds: all that a report is made of.
 *
 * @param cells of all tables, at least one
 * @param runs the final runs
 * @param provenance where the numbers come from
 * @param curves learning curves by trial id, of those runs that have one
 * @param disks what Figure 3 shows
 * @param times what each trial took of a device's time, if that is on record
 * @param printed those of the tables that the paper prints
 * @param references the same, and what is printed of their rows on single tasks, by table
 * @param causes why a cell may differ
 * @param claims the paper's, if a table of it was run
 */
record Results(
    ImmutableList<Cell> cells,
    ImmutableList<Run> runs,
    Provenance provenance,
    ImmutableMap<String, ImmutableList<Epoch>> curves,
    ImmutableList<Disk> disks,
    ImmutableList<DeviceTime> times,
    ImmutableList<PrintedTable> printed,
    ImmutableMap<String, Reference> references,
    ImmutableList<Cause> causes,
    ImmutableList<ClaimLine> claims) {

  /**
   * Reads a run directory.
   *
   * @throws IllegalArgumentException if a file is missing or wrong, naming it
   */
  static Results read(Path directory) throws IOException {
    for (String file : List.of("cells.csv", "runs.csv", "provenance.csv")) {
      if (!Files.isRegularFile(directory.resolve(file))) {
        if (Files.isRegularFile(directory.resolve(Journal.FILE))) {
          throw new IllegalArgumentException(
              ("%s has no %s: the run was killed before it wrote it, its results are in %s; start it"
                      + " again, and if you stop it by Ctrl-C, it writes what there is")
                  .formatted(directory, file, Journal.FILE));
        }
        throw new IllegalArgumentException(
            "%s has no %s: expected the directory of a finished run, such as reports/mini"
                .formatted(directory, file));
      }
    }
    ImmutableList<Run> runs = RunTable.read(directory.resolve("runs.csv"));
    ImmutableMap.Builder<String, ImmutableList<Epoch>> curves = ImmutableMap.builder();
    Set<String> ids = new LinkedHashSet<>(runs.stream().map(Run::trialId).toList());
    for (String id : ids) {
      Path curve = directory.resolve("curves").resolve(id + ".csv");
      if (Files.isRegularFile(curve)) {
        curves.put(id, Epoch.readCurve(curve));
      }
    }
    ImmutableList<Cell> cells =
        requireSome(CellTable.read(directory.resolve("cells.csv")), directory);
    ImmutableList<PrintedTable> printed = printed(cells);
    Provenance provenance = Provenance.read(directory.resolve("provenance.csv"));
    new Consistency(directory, cells, runs).require(printed);
    Held.of(cells, provenance).require(directory.resolve("cells.csv"), cells);
    return new Results(
        cells,
        runs,
        provenance,
        curves.buildOrThrow(),
        Disk.read(directory),
        times(directory.resolve(DeviceTime.FILE)),
        printed,
        references(printed),
        Cause.load(),
        printed.isEmpty() ? ImmutableList.of() : ClaimLine.of(directory));
  }

  private static ImmutableList<DeviceTime> times(Path file) throws IOException {
    return Files.isRegularFile(file) ? DeviceTime.read(file) : ImmutableList.of();
  }

  private static ImmutableList<PrintedTable> printed(List<Cell> cells) throws IOException {
    ImmutableList.Builder<PrintedTable> printed = ImmutableList.builder();
    for (String table : cells.stream().map(cell -> cell.asked().table()).distinct().toList()) {
      if (PrintedTable.IDS.contains(table)) {
        printed.add(PrintedTable.load(table));
      }
    }
    return printed.build();
  }

  private static ImmutableMap<String, Reference> references(List<PrintedTable> printed)
      throws IOException {
    ImmutableMap.Builder<String, Reference> references = ImmutableMap.builder();
    for (PrintedTable table : printed) {
      references.put(table.id(), Reference.load(table.id()));
    }
    return references.buildOrThrow();
  }

  /** What is printed of a table, as far as the paper has it. */
  Reference reference(String table) {
    return references.getOrDefault(table, Reference.NONE);
  }

  /** Id of the first table. */
  String table() {
    return cells.get(0).asked().table();
  }

  private static ImmutableList<Cell> requireSome(ImmutableList<Cell> cells, Path directory) {
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no cells".formatted(directory.resolve("cells.csv")));
    }
    return cells;
  }
}
