package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.TableId;

/**
 * The tables of a run, judged from its runs, and whether its cells say the same: an edited
 * reference, margin or verdict would turn an answer around.
 *
 * <p>What a paper prints never changes. A recorded reference may be recorded again: then the
 * provenance of earlier runs names another, and their cells are not looked at. A cell without a
 * recorded reference, as one in another protocol, agrees with nothing, and is let through.
 *
 * @param verdicts by the id of the table
 * @param references with which its cells have to be compared; none of a table whose reference was
 *     recorded again
 */
record JudgedTables(
    ImmutableMap<String, TableVerdicts> verdicts, ImmutableMap<String, Reference> references) {

  private static final String NAMED = "recorded ";

  /** Judges them. */
  static JudgedTables of(
      Paper paper,
      List<PrintedTable> tables,
      Provenance provenance,
      List<Cell> cells,
      List<Run> runs) {
    ImmutableMap.Builder<String, TableVerdicts> verdicts = ImmutableMap.builder();
    ImmutableMap.Builder<String, Reference> references = ImmutableMap.builder();
    for (PrintedTable table : tables) {
      String id = table.id().toString();
      List<Cell> ofTable = cells.stream().filter(cell -> cell.asked().table().equals(id)).toList();
      Reference shipped = paper.reference(table.id().table());
      Set<String> free =
          ofTable.stream()
              .filter(cell -> isFree(cell, shipped))
              .map(cell -> cell.asked().row())
              .collect(Collectors.toSet());
      Reference reference = shipped.without(free);
      verdicts.put(
          id,
          TableVerdicts.of(
              table, ofTable.stream().map(Cell::asked).toList(), runs, reference, paper.noise()));
      if (!paper.info().recorded() || names(provenance, shipped)) {
        references.put(id, reference);
      }
    }
    return new JudgedTables(verdicts.buildOrThrow(), references.buildOrThrow());
  }

  /** The verdicts by the table's name in its paper. */
  ImmutableMap<String, TableVerdicts> byName() {
    return verdicts.entrySet().stream()
        .collect(
            ImmutableMap.toImmutableMap(
                table -> TableId.parse(table.getKey()).table(), Map.Entry::getValue));
  }

  /** Whether a run's provenance names this reference, or none. */
  private static boolean names(Provenance ofRun, Reference reference) {
    Map<String, String> entries = ofRun.entries();
    return reference.provenance().entries().entrySet().stream()
        .allMatch(
            entry ->
                entries
                    .getOrDefault(NAMED + entry.getKey(), entry.getValue())
                    .equals(entry.getValue()));
  }

  /**
   * Checks the cells of a file, in which the header is line 1.
   *
   * @throws IllegalArgumentException naming file and line of what does not fit
   */
  void require(Path file, List<Cell> cells) {
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      String table = cell.asked().table();
      Reference reference = references.get(table);
      TableVerdicts judged = verdicts.get(table);
      if (reference != null && judged != null) {
        require(file, i, cell, reference, judged.cell(cell.asked()));
      }
    }
  }

  private static boolean isFree(Cell cell, Reference reference) {
    return reference instanceof RecordedReference && cell.reference().n() == 0;
  }

  private static void require(
      Path file, int i, Cell cell, Reference reference, Judgement judgement) {
    Summary shipped = reference.of(cell.asked());
    if (!shipped.equals(cell.reference())) {
      throw edited(
          file,
          i,
          "%s is compared with %s here, but this program ships %s"
              .formatted(cell.name(), cell.reference().asReference(), shipped.asReference()));
    }
    if (!judgement.equals(cell.judgement())) {
      throw edited(
          file,
          i,
          "%s is '%s' here, but what follows from runs.csv is '%s'"
              .formatted(cell.name(), cell.judgement().explanation(), judgement.explanation()));
    }
  }

  private static IllegalArgumentException edited(Path file, int i, String what) {
    return Consistency.wrong(
        file,
        i,
        what
            + ": was it edited? If the run was made by another version of the program, run it"
            + " again");
  }
}
