package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows of several methods on one encoder: {@code full} and {@code vfpt}; or where a table has
 * several encoders, {@code mae-full} and {@code mae-vfpt}.
 *
 * @param encoder as their titles begin; empty if they do not name it
 * @param rows their ids by method, in the order of the table
 * @param titles of the methods
 */
record FamilyRows(
    String encoder, ImmutableMap<String, String> rows, ImmutableMap<String, String> titles) {

  private static final String OURS = " (Ours)";
  private static final String BEHIND_ENCODER = ", ";

  /**
   * The rows of these methods that stand beside another's.
   *
   * @param titles of a table's rows by their ids
   */
  static ImmutableList<FamilyRows> of(
      Collection<String> methods, ImmutableMap<String, String> titles) {
    Map<String, Map<String, String>> byPrefix = new LinkedHashMap<>();
    for (String row : titles.keySet()) {
      for (String method : methods) {
        if (row.equals(method) || row.endsWith("-" + method)) {
          String prefix = row.substring(0, row.length() - method.length());
          byPrefix.computeIfAbsent(prefix, each -> new LinkedHashMap<>()).put(method, row);
        }
      }
    }
    ImmutableList.Builder<FamilyRows> groups = ImmutableList.builder();
    byPrefix.forEach(
        (prefix, rows) -> {
          if (rows.size() > 1) {
            groups.add(of(prefix, rows, titles));
          }
        });
    return groups.build();
  }

  private static FamilyRows of(
      String prefix, Map<String, String> rows, ImmutableMap<String, String> all) {
    String encoder = "";
    ImmutableMap.Builder<String, String> titles = ImmutableMap.builder();
    for (Map.Entry<String, String> row : rows.entrySet()) {
      String title = all.getOrDefault(row.getValue(), row.getValue()).replace(OURS, "");
      int end = prefix.isEmpty() ? -1 : title.indexOf(BEHIND_ENCODER);
      encoder = end < 0 ? encoder : title.substring(0, end);
      titles.put(row.getKey(), end < 0 ? title : title.substring(end + BEHIND_ENCODER.length()));
    }
    return new FamilyRows(encoder, ImmutableMap.copyOf(rows), titles.buildOrThrow());
  }

  /** What stands above numbers of a table: its title, and the encoder if it has several. */
  String heading(String table) {
    return encoder.isEmpty() ? table : table + ", " + encoder;
  }
}
