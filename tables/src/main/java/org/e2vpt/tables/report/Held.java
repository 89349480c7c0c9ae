package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Summary;

/**
 * Whether cells are compared with what is shipped, and their verdicts follow from that: an edited
 * reference, margin or verdict would turn an answer around.
 *
 * <p>What a paper prints never changes. A recorded reference may be recorded again: then the
 * provenance of earlier runs names another, and their cells are not looked at. A cell without a
 * recorded reference, as one in another protocol, agrees with nothing, and is let through.
 */
final class Held {

  private static final String NAMED = "recorded ";

  private final Paper paper;

  /** Those that are shipped. */
  private final ImmutableMap<PrintedTable, Reference> references;

  private Held(Paper paper, ImmutableMap<PrintedTable, Reference> references) {
    this.paper = paper;
    this.references = references;
  }

  /** Of the tables of a run. */
  static Held of(Paper paper, List<PrintedTable> tables, Provenance provenance) {
    Map<PrintedTable, Reference> references = new LinkedHashMap<>();
    for (PrintedTable table : tables) {
      Reference reference = paper.reference(table.id().table());
      if (!paper.info().recorded() || names(provenance, reference)) {
        references.put(table, reference);
      }
    }
    return new Held(paper, ImmutableMap.copyOf(references));
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
   * @param runs from which they follow
   * @throws IllegalArgumentException naming file and line of what does not fit
   */
  void require(Path file, List<Cell> cells, List<Run> runs) {
    references.forEach(
        (table, reference) -> {
          String id = table.id().toString();
          Set<String> free =
              cells.stream()
                  .filter(cell -> cell.asked().table().equals(id) && isFree(cell, reference))
                  .map(cell -> cell.asked().row())
                  .collect(Collectors.toSet());
          Reference shipped = reference.without(free);
          ImmutableMap<AskedCell, Judgement> judgements =
              TableVerdicts.of(
                  table,
                  cells.stream()
                      .map(Cell::asked)
                      .filter(asked -> asked.table().equals(id))
                      .toList(),
                  runs,
                  shipped,
                  paper.noise());
          for (int i = 0; i < cells.size(); i++) {
            Judgement judgement = judgements.get(cells.get(i).asked());
            if (judgement != null) {
              require(file, i, cells.get(i), shipped, judgement);
            }
          }
        });
  }

  private static boolean isFree(Cell cell, Reference reference) {
    return reference instanceof RecordedReference && cell.reference().n() == 0;
  }

  private static void require(
      Path file, int i, Cell cell, Reference reference, Judgement judgement) {
    Summary shipped = reference.of(cell.asked().row(), cell.asked().tasks());
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
