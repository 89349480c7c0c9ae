package org.e2vpt.tables.paper;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.tables.verdict.CellReference;

/** What a table's cells are compared with: runs that were recorded, or what its paper prints. */
public sealed interface Reference permits RecordedReference, PrintedReference {

  /**
   * A row's mean over tasks, with its spread and n. {@link Summary#NONE} if there is none for just
   * these tasks.
   */
  Summary of(String row, Collection<String> tasks);

  /** What a cell is compared with: nothing, if it is a rehearsal. */
  default Summary of(AskedCell cell) {
    return cell.isRehearsal() ? Summary.NONE : of(cell.row(), cell.tasks());
  }

  /**
   * What the runs of a row on a column's tasks are compared with; empty if there is nothing.
   *
   * @param tasks all of the column
   * @param runs behind a printed number
   */
  Optional<CellReference> ofColumn(String row, Set<String> tasks, int runs);

  /** This reference without some rows, by their ids. */
  Reference without(Set<String> rows);

  /** Where it comes from. */
  Provenance provenance();
}
