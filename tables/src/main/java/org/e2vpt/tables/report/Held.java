package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.Tolerances;
import org.e2vpt.tables.paper.Tolerances.Tolerance;

/**
 * Whether cells are held to what is shipped, with the tolerance that follows from it: an edited
 * reference or tolerance would turn a verdict around.
 *
 * <p>What the paper prints never changes. A recorded reference may be recorded again: then the
 * provenance of earlier runs names another, and their cells are not looked at. A cell without a
 * recorded reference, as one in another protocol, can never be reproduced, and is let through.
 */
final class Held {

  private static final String NAMED = "recorded ";

  /** By table, those that are shipped. */
  private final ImmutableMap<String, Reference> references;

  private final Tolerances tolerances;

  private Held(ImmutableMap<String, Reference> references, Tolerances tolerances) {
    this.references = references;
    this.tolerances = tolerances;
  }

  /** Of the tables of a run. */
  static Held of(Paper paper, List<PrintedTable> tables, Provenance provenance) {
    Map<String, Reference> references = new LinkedHashMap<>();
    for (PrintedTable table : tables) {
      Reference reference = paper.reference(table.id().table());
      if (!paper.info().recorded() || names(provenance, reference)) {
        references.put(table.id().toString(), reference);
      }
    }
    return new Held(ImmutableMap.copyOf(references), paper.tolerances());
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
      Reference reference = references.get(cell.asked().table());
      if (reference == null || (reference instanceof RecordedReference && isFree(cell))) {
        continue;
      }
      Summary shipped = reference.of(cell.asked().row(), cell.asked().tasks());
      Tolerance tolerance;
      try {
        tolerance =
            tolerances.of(
                cell.asked().table(), cell.asked().column(), shipped, cell.measured().n());
      } catch (IllegalArgumentException e) {
        throw Consistency.wrong(file, i, String.valueOf(e.getMessage()));
      }
      if (!shipped.equals(cell.reference()) || !tolerance.equals(cell.tolerance())) {
        throw Consistency.wrong(
            file,
            i,
            ("%s is held to %s here, but this program ships %s: was it edited? If the run was made"
                    + " by another version of the program, run it again")
                .formatted(
                    cell.name(),
                    words(cell.reference(), cell.tolerance()),
                    words(shipped, tolerance)));
      }
    }
  }

  private static boolean isFree(Cell cell) {
    return cell.reference().n() == 0;
  }

  private static String words(Summary reference, Tolerance tolerance) {
    return Double.isNaN(tolerance.points())
        ? reference.asReference() + " without a tolerance"
        : "%s with tolerance %s (%s)"
            .formatted(
                reference.asReference(), Words.percent(tolerance.points()), tolerance.source());
  }
}
