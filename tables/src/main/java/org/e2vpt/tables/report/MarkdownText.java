package org.e2vpt.tables.report;

import com.google.common.escape.Escaper;
import com.google.common.escape.Escapers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.e2vpt.harness.text.ControlCharacters;

/** Markdown that is being written, line by line. */
final class MarkdownText {

  /** What would start a tag, an entity, a link, code or a table's next column. */
  private static final Escaper ESCAPER =
      Escapers.builder()
          .addEscape('<', "&lt;")
          .addEscape('>', "&gt;")
          .addEscape('&', "&amp;")
          .addEscape('[', "\\[")
          .addEscape('`', "\\`")
          .addEscape('\\', "\\\\")
          .addEscape('|', "\\|")
          .build();

  private final StringBuilder text = new StringBuilder();

  /** Words that are shown as they stand, whatever characters they have. */
  static String plain(String words) {
    return ESCAPER.escape(ControlCharacters.visibleLine(words));
  }

  /** A line as it stands: what comes from a file goes through {@link #plain} first. */
  void line(String line) {
    text.append(line).append('\n');
  }

  void section(String title) {
    line("");
    line("## " + title);
    line("");
  }

  /** A table's first lines; the first {@code left} columns hold words, the others numbers. */
  void header(List<String> names, int left) {
    row(names);
    cells(IntStream.range(0, names.size()).mapToObj(i -> i < left ? "---" : "---:").toList());
  }

  /** A table's line of words that are shown as they stand. */
  void row(List<String> words) {
    cells(words.stream().map(MarkdownText::plain).toList());
  }

  /** A table's line of Markdown. */
  void cells(List<String> cells) {
    line(cells.stream().collect(Collectors.joining(" | ", "| ", " |")));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
