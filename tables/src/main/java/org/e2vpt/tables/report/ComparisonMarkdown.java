package org.e2vpt.tables.report;

import java.util.List;

/** A comparison as Markdown. */
final class ComparisonMarkdown {

  private ComparisonMarkdown() {}

  static String of(Comparison comparison) {
    MarkdownText text = new MarkdownText();
    text.line("# " + MarkdownText.plain(comparison.headline()));
    text.line("");
    text.line(MarkdownText.plain("%s %s.".formatted(comparison.sides(), comparison.sentence())));
    text.section("Changed settings");
    if (comparison.changes().isEmpty()) {
      text.line(comparison.noChanges());
    } else {
      text.header(List.of("Setting", comparison.firstHead(), comparison.secondHead()), 3);
      comparison
          .changes()
          .forEach(change -> text.row(List.of(change.setting(), change.first(), change.second())));
    }
    text.section("Cell by cell");
    text.header(
        List.of(
            "Cell",
            "Outcome",
            comparison.firstHead(),
            comparison.secondHead(),
            "Difference",
            "95 % interval",
            "Also different"),
        2);
    for (CellDifference difference : comparison.differences()) {
      text.row(
          List.of(
              difference.name(),
              difference.outcome().sign() + " " + difference.outcome().words(),
              difference.firstWords(),
              difference.second().toString(),
              Words.signed(difference.points()),
              difference.interval(),
              String.join("; ", difference.notes())));
    }
    text.line("");
    text.line(comparison.method());
    if (!comparison.pairs().isEmpty()) {
      text.section("Run by run");
      text.header(List.of("Row", "Pairs", "Mean difference", "95 % interval"), 1);
      for (PairedDifference pair : comparison.pairs()) {
        text.row(
            List.of(
                pair.title(),
                Integer.toString(pair.pairs()),
                Words.signed(pair.points()),
                pair.interval()));
      }
      text.line("");
      text.line(comparison.aboutPairs());
    }
    return text.toString();
  }
}
