package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.ExtraVariance;
import org.e2vpt.tables.verdict.TaskRuns;

/**
 * One side of a comparison: a run or a journal.
 *
 * @param name as the user gave it
 * @param cells what there is
 * @param scores every seed, by row and task
 * @param lost runs that did not end well, in words, by {@link #key}
 * @param extras what else varies in the means of runs, by {@link #key}: racing, bf16
 * @param chosen the settings that a search chose, in words, by {@link #key}
 * @param settings what else was chosen or came with the machine, in the order to be shown
 */
record Measurements(
    String name,
    ImmutableMap<Place, Content> cells,
    ImmutableList<Score> scores,
    ImmutableSetMultimap<String, String> lost,
    ImmutableSetMultimap<String, ExtraVariance> extras,
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

  /** What a cell's row reached on some of its tasks, over the seeds that finished them all. */
  Summary measured(Place place, Collection<String> tasks) {
    return Summary.of(Score.seedMeans(scores, place.row(), tasks).values());
  }

  /** The runs of a cell's row on those of some tasks that have any, if the side has the cell. */
  Map<String, TaskRuns> runs(Place place, Collection<String> tasks) {
    Map<String, TaskRuns> runs = new LinkedHashMap<>();
    for (String task : cells.containsKey(place) ? tasks : List.<String>of()) {
      List<Score> ofTask =
          scores.stream()
              .filter(score -> score.row().equals(place.row()) && score.task().equals(task))
              .toList();
      if (!ofTask.isEmpty()) {
        runs.put(task, Score.runs(ofTask));
      }
    }
    return runs;
  }

  /** What settings are found by. */
  static String key(String row, String task) {
    return row + " on " + task;
  }
}
