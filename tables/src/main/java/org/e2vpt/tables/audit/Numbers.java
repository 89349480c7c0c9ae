package org.e2vpt.tables.audit;

import java.util.Optional;
import java.util.OptionalInt;

/** Where a claim's numbers come from: the paper, or runs. */
interface Numbers {

  /** A row's accuracy in a column, a group or a single task. */
  Optional<Quantity> accuracy(String table, String row, String column);

  /** A row's accuracy on one task. */
  Optional<Quantity> accuracyOf(String table, String row, String task);

  /** A row's tuned share on one task, in percent. */
  Optional<Quantity> shareOf(String table, String row, String task);

  /** A row's tuned share, in percent, as its table has it. */
  Optional<Quantity> share(String table, String row);

  /** On how many of a column's tasks a row is said to beat another. */
  OptionalInt statedWins(String table, String row, String over, String column);

  /** What is the matter with a number that is not there, such as {@code is not published}. */
  String missing();
}
