package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.paper.Cell;

/**
 * What is on record about one cell.
 *
 * @param cell the cell
 * @param facts the run's provenance, without what is about tasks of other cells
 */
record Evidence(Cell cell, ImmutableMap<String, String> facts) {

  private static final Pattern OF_TASK = Pattern.compile("(?:data|images) (.*)");

  static Evidence of(Cell cell, Map<String, String> provenance) {
    return new Evidence(
        cell,
        ImmutableMap.copyOf(
            Maps.filterKeys(provenance, key -> isAbout(key, cell.asked().tasks()))));
  }

  private static boolean isAbout(String key, Collection<String> tasks) {
    Matcher ofTask = OF_TASK.matcher(key);
    return !ofTask.matches() || tasks.contains(ofTask.group(1));
  }
}
