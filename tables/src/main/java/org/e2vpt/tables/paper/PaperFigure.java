package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;
import java.util.Locale;

/**
 * A figure that is drawn of a table: a line of {@code figures.csv}.
 *
 * @param kind what is drawn
 * @param table id of the table
 * @param title as the paper names it, such as {@code Figure 3}
 * @param rows ids of those that are drawn; none for all
 * @param columns the tasks that are drawn, or of a heat map the options of its two axes, downwards
 *     and to the right; none for all
 */
public record PaperFigure(
    Kind kind,
    String table,
    String title,
    ImmutableList<String> rows,
    ImmutableList<String> columns) {

  /** What is drawn. */
  public enum Kind {
    /** Accuracy against tuned share, a figure for each column. */
    SHARES,
    /**
     * How tuned models see the images of a task, in the Poincaré disk. The models are the final
     * runs with the first seed, trained again to embed the images: their tensors are not kept.
     */
    DISK,
    /** Accuracy for each pair of values of two options. */
    HEATMAP
  }

  static final String FILE = "figures.csv";

  static final List<String> COLUMNS = List.of("kind", "table", "title", "rows", "columns");

  public PaperFigure {
    if (kind == Kind.HEATMAP && columns.size() != 2) {
      throw new IllegalArgumentException(
          "column 'columns': a heat map has two options, got '%s'"
              .formatted(String.join(" ", columns)));
    }
  }

  /**
   * Reads a line.
   *
   * @param rows ids of the rows that each of the paper's tables has
   */
  static PaperFigure parse(CsvLine line, ImmutableSetMultimap<String, String> rows) {
    String table = line.oneOf("table", "a table of rows.csv", rows.keySet());
    if (!rows.get(table).containsAll(line.words("rows"))) {
      throw new IllegalArgumentException(
          "column 'rows': expected rows of %s, got '%s'".formatted(table, line.text("rows")));
    }
    return new PaperFigure(
        line.parse(
            "kind", "shares, disk or heatmap", word -> Kind.valueOf(word.toUpperCase(Locale.ROOT))),
        table,
        line.text("title"),
        line.words("rows"),
        line.words("columns"));
  }

  /** Whether it shows a row on a task. */
  public boolean shows(String row, String task) {
    return (rows.isEmpty() || rows.contains(row))
        && (kind == Kind.HEATMAP || columns.isEmpty() || columns.contains(task));
  }
}
