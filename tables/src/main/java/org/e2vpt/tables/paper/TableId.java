package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import java.util.List;

/**
 * Which table of which paper: {@code e2vpt/table1}. Figures whose models are run are tables too.
 *
 * @param paper id of the paper, the name of its folder
 * @param table id of the table within the paper
 */
public record TableId(String paper, String table) {

  /**
   * Reads {@code paper/table}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static TableId parse(String text) {
    List<String> words = Splitter.on('/').splitToList(text);
    if (words.size() != 2 || words.contains("")) {
      throw new IllegalArgumentException("expected a table PAPER/TABLE, got '%s'".formatted(text));
    }
    return new TableId(words.get(0), words.get(1));
  }

  @Override
  public String toString() {
    return paper + "/" + table;
  }
}
