package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * A number's place: {@code table1/e2vpt/Natural}; with {@code *} as its column, an average over
 * tasks.
 */
record Place(String table, String row, String column) {

  private static final String AVERAGE = "*";

  static Place parse(String text) {
    List<String> parts = Splitter.on('/').splitToList(text);
    if (parts.size() != 3) {
      throw new IllegalArgumentException(
          "expected a place TABLE/ROW/COLUMN, got '%s'".formatted(text));
    }
    return new Place(parts.get(0), parts.get(1), parts.get(2));
  }

  boolean average() {
    return column.equals(AVERAGE);
  }

  @Override
  public String toString() {
    return "%s/%s/%s".formatted(table, row, column);
  }
}
