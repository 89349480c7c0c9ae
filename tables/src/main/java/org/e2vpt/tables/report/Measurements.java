package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.paper.Summary;

/**
 * One side of a comparison: a run, a journal, or the paper.
 *
 * @param name as the user gave it
 * @param cells what there is
 * @param scores every seed, by row and task
 * @param printed the paper's numbers, which have neither seeds nor spread; empty for all others
 * @param chosen the settings that a search chose, in words, by {@link #key}
 * @param settings what else was chosen or came with the machine, in the order to be shown
 */
record Measurements(
    String name,
    ImmutableMap<Place, Content> cells,
    ImmutableList<Score> scores,
    ImmutableMap<Place, Double> printed,
    ImmutableMap<String, String> chosen,
    ImmutableMap<String, String> settings) {

  /**
   * Where a number stands; what the two sides have in common.
   *
   * @param table id of the table
   * @param row id of the row
   * @param column a group or a task, as it is titled
   */
  record Place(String table, String row, String column) {}

  /**
   * What stands there.
   *
   * @param title the row as printed
   * @param tasks whose mean it is
   */
  record Content(String title, ImmutableSet<String> tasks) {}

  boolean isPaper() {
    return !printed.isEmpty();
  }

  /** What a cell's row reached on some of its tasks, over the seeds that finished them all. */
  Summary measured(Place place, Collection<String> tasks) {
    Double number = printed.get(place);
    return number == null
        ? Summary.of(Score.seedMeans(scores, place.row(), tasks).values())
        : new Summary(1, number, Double.NaN);
  }

  /** What settings are found by. */
  static String key(String row, String task) {
    return row + " on " + task;
  }
}
