package org.e2vpt.tables.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Verdict;

/** The page as Markdown, for a repository's own view and for a build's summary. */
final class Markdown {

  /** How to read the costs; the HTML page says it too. */
  static final String COST =
      "Worker time is added up over workers. A run's time and images per second are medians over the"
          + " final runs; images per second of rows that train a head alone, such as Linear, are over"
          + " features that were computed once.";

  private final StringBuilder text = new StringBuilder();

  private Markdown() {}

  static String of(Page page) {
    Markdown markdown = new Markdown();
    markdown.answer(page);
    markdown.table(page);
    markdown.findings(page);
    markdown.details(page);
    markdown.provenance(page);
    markdown.verdicts();
    return markdown.text.toString();
  }

  private void answer(Page page) {
    line("# E²VPT, table " + page.table() + ": " + page.tally().headline());
    line("");
    line(page.tally().sentence());
    if (!page.note().isEmpty()) {
      line("");
      line("> " + page.note());
    }
  }

  private void table(Page page) {
    section("Measured against recorded");
    page.tables().asMap().forEach((id, rows) -> table(page, id, rows));
    line(
        "Top-1 accuracy in percent, mean over the tasks named, ± sample standard deviation over n"
            + " seeds.");
    line("*Tuned* counts without subtracting what pruning removed, *kept* leaves that out.");
  }

  private void table(Page page, String id, Collection<PageRow> rows) {
    if (page.tables().keySet().size() > 1) {
      line("**Table " + id + "**");
      line("");
    }
    Stream<String> fixed = Stream.of("", "Tuned, %", "Kept, %");
    List<String> header =
        Stream.concat(fixed, page.columns().stream().map(c -> c + "<br>" + page.tasks(c))).toList();
    cells(header);
    cells(header.stream().map(name -> name.isEmpty() ? "---" : "---:").toList());
    for (PageRow row : rows) {
      Stream<String> start =
          Stream.of("**" + row.title() + "**", row.tunedShare(), row.keptShare());
      Stream<String> measured =
          page.columns().stream().map(c -> row.cell(c).map(Markdown::cell).orElse(""));
      cells(Stream.concat(start, measured).toList());
    }
    line("");
  }

  private static String cell(Cell cell) {
    List<String> lines = new ArrayList<>();
    if (cell.measured().n() > 0) {
      lines.add("**" + cell.measured() + "**");
    }
    lines.add(
        "%s %s%s"
            .formatted(
                cell.verdict().sign(), cell.verdictWords(), cell.better() ? ", ↑ better" : ""));
    lines.add(cell.origin() + " " + cell.reference());
    if (!Double.isNaN(cell.difference())) {
      lines.add(
          "Δ %s, tolerance %s"
              .formatted(
                  Words.signed(cell.difference()), Words.percent(cell.tolerance().points())));
    }
    return String.join("<br>", lines);
  }

  private void findings(Page page) {
    if (page.findings().isEmpty()) {
      return;
    }
    section("What the numbers say");
    for (Finding finding : page.findings()) {
      line("* **" + finding.question() + "**");
      finding.answers().forEach(answer -> line("  * " + answer));
    }
  }

  private void details(Page page) {
    section("Settings, seeds and cost");
    cells(
        List.of("Row", "Task", "Chosen setting", "Seed: accuracy, %", "Mean", "A run", "Images/s"));
    cells(List.of("---", "---", "---", "---", "---", "---:", "---:"));
    for (PageRow row : page.rows()) {
      for (Setting setting : row.settings()) {
        String seeds =
            setting.runs().stream()
                .map(run -> run.seed() + ": " + Words.end(run))
                .collect(Collectors.joining(", "));
        cells(
            List.of(
                row.title(),
                setting.task(),
                setting.words(),
                seeds,
                setting.measured().toString(),
                setting.seconds(),
                setting.imagesPerSecond()));
      }
    }
    line("");
    for (PageRow row : page.rows()) {
      line("* " + row.title() + ": " + Words.cost(row.cost()) + ", searches included");
    }
    line("");
    line(COST);
  }

  private void provenance(Page page) {
    section("Where the numbers come from");
    cells(List.of("", ""));
    cells(List.of("---", "---"));
    page.provenance().forEach((key, value) -> cells(List.of(key, value)));
  }

  private void verdicts() {
    section("How to read the verdicts");
    for (Verdict verdict : Verdict.values()) {
      line("* %s **%s**: %s".formatted(verdict.sign(), verdict.words(), verdict.meaning()));
    }
  }

  private void section(String title) {
    line("");
    line("## " + title);
    line("");
  }

  private void cells(List<String> cells) {
    line(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |")));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
