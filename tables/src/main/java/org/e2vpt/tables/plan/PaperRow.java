package org.e2vpt.tables.plan;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import org.e2vpt.tables.paper.CsvLine;

/**
 * What a row of the paper's tables runs: a line of {@code rows.csv}.
 *
 * @param table id of the table
 * @param row id of the row
 * @param method id of the tuning method
 * @param backbone id of the pre-trained model
 * @param options of the method that are the same for all tasks
 * @param prunes whether prompts are pruned and rewound
 * @param recipe id of the recipe
 * @param source of all this
 */
public record PaperRow(
    String table,
    String row,
    String method,
    String backbone,
    ImmutableSortedMap<String, String> options,
    boolean prunes,
    String recipe,
    String source) {

  static final List<String> COLUMNS =
      List.of("table", "row", "method", "backbone", "options", "prunes", "recipe", "source");

  static PaperRow parse(CsvLine line) {
    return new PaperRow(
        line.text("table"),
        line.text("row"),
        line.text("method"),
        line.text("backbone"),
        line.parse("options", "'name value, name value'", PaperRow::options),
        line.parse("prunes", "yes or no", PaperRow::yes),
        line.text("recipe"),
        line.text("source"));
  }

  /** Of {@code name value, name value}. */
  static ImmutableSortedMap<String, String> options(String text) {
    return ImmutableSortedMap.copyOf(
        Splitter.on(", ").omitEmptyStrings().withKeyValueSeparator(' ').split(text));
  }

  static boolean yes(String text) {
    if (!text.equals("yes") && !text.equals("no")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("yes");
  }
}
