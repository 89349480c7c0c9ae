package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * A row of a paper's table and what it runs: a line of {@code rows.csv}.
 *
 * @param table id of the table
 * @param row id of the row, one in its table
 * @param title as printed
 * @param cited what the row cites, as printed; may be empty
 * @param copied {@code paper/table/row} of the row of another paper from which its accuracies are
 *     copied; empty if they are its own
 * @param ticks what is ticked: scopes, additional parameters, techniques
 * @param as {@code table/row} of the row whose experiments these are; itself if they are its own
 * @param backbone id of the pre-trained model
 * @param method id of the tuning method
 * @param options of the method that are the same for all tasks
 * @param prunes whether prompts are pruned and rewound
 * @param recipe id of the recipe
 * @param preset of the protocol, whichever a run has; empty for the run's
 * @param choices of the protocol that the row has unless a run asks for others by name
 * @param runs the most final runs that it has; 0 for as many as others
 * @param source of all this
 */
public record PaperRow(
    String table,
    String row,
    String title,
    String cited,
    String copied,
    ImmutableList<String> ticks,
    String as,
    String backbone,
    String method,
    ImmutableSortedMap<String, String> options,
    boolean prunes,
    String recipe,
    String preset,
    ImmutableSortedMap<String, String> choices,
    int runs,
    String source) {

  static final String FILE = "rows.csv";

  /** Of the file, in their order. */
  public static final List<String> COLUMNS =
      List.of(
          "table",
          "row",
          "title",
          "cited",
          "copied",
          "ticks",
          "as",
          "backbone",
          "method",
          "options",
          "prunes",
          "recipe",
          "preset",
          "runs",
          "source");

  /**
   * Reads a line. One that is {@code as} another says nothing of its own from backbone to runs.
   *
   * @param above the rows above it by {@code table/row}: it can only be as one of them
   */
  static PaperRow parse(CsvLine line, Map<String, PaperRow> above) {
    String as = line.text("as");
    String key = line.text("table") + "/" + line.text("row");
    List<String> protocol = line.words("preset");
    PaperRow other = as.isEmpty() ? null : line.parse("as", "TABLE/ROW of a row above", above::get);
    if (!as.isEmpty() && other == null) {
      throw new IllegalArgumentException(
          "column 'as': expected TABLE/ROW of a row above, got '%s'".formatted(as));
    }
    if (other != null) {
      requireNothingElse(line);
    } else {
      requireKnown(line);
    }
    return new PaperRow(
        line.text("table"),
        line.text("row"),
        line.text("title"),
        line.text("cited"),
        line.text("copied"),
        line.words("ticks"),
        other == null ? key : other.as,
        other == null ? line.text("backbone") : other.backbone,
        other == null ? line.text("method") : other.method,
        other == null ? line.options("options") : other.options,
        other == null ? line.yes("prunes") : other.prunes,
        other == null ? line.text("recipe") : other.recipe,
        other == null ? String.join(" ", Protocol.withoutChoices(protocol)) : other.preset,
        other == null ? Protocol.choicesAmong(protocol) : other.choices,
        other == null ? (line.text("runs").isEmpty() ? 0 : line.integer("runs")) : other.runs,
        line.text("source"));
  }

  private static void requireNothingElse(CsvLine line) {
    for (String column : COLUMNS.subList(COLUMNS.indexOf("backbone"), COLUMNS.indexOf("source"))) {
      if (!line.text(column).isEmpty()) {
        throw new IllegalArgumentException(
            "column '%s': expected nothing, as the row is as '%s', got '%s'"
                .formatted(column, line.text("as"), line.text(column)));
      }
    }
  }

  /** Refuses backbones and methods that there are not, and options that a method has not. */
  private static void requireKnown(CsvLine line) {
    var unused =
        TuningMethods.get(line.text("method"))
            .read(Pretrained.model(line.text("backbone")).architecture(), line.options("options"));
  }

  /** {@code table/row}. */
  String key() {
    return table + "/" + row;
  }
}
