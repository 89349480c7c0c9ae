package org.e2vpt.tables.report;

import static org.e2vpt.tables.report.MarkdownText.plain;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.verdict.VerdictWord;

/** The page as Markdown, for a build's summary and, once published, for a repository's own view. */
final class Markdown {

  /** How to read the costs; the HTML page says it too. */
  static final String COST =
      "Compute time is summed over workers. A run's time is the mean and images per second are the"
          + " median over the final runs; images per second of rows that train a head alone, such"
          + " as Linear, are over features that were computed once.";

  private final MarkdownText text = new MarkdownText();

  private Markdown() {}

  static String of(Page page) {
    Markdown markdown = new Markdown();
    markdown.answer(page);
    markdown.table(page);
    markdown.causes(page);
    markdown.findings(page);
    markdown.notes(page);
    markdown.figures(page);
    markdown.predictions(page);
    markdown.claims(page);
    markdown.details(page);
    markdown.provenance(page);
    markdown.verdicts(page);
    return markdown.text.toString();
  }

  private void answer(Page page) {
    text.line("# %s: %s".formatted(plain(page.title()), plain(page.answer())));
    text.line("");
    if (!page.gainsOneByOne().isEmpty()) {
      page.gainsOneByOne().forEach(gain -> text.line("* " + plain(gain)));
      text.line("");
    }
    text.line(
        page.isCompared()
            ? page.tally().sentence()
            : "Cost: %s.".formatted(Words.cost(page.tally().cost())));
    if (!page.registration().isEmpty()) {
      text.line("");
      text.line(plain(page.registration()));
    }
    if (!page.note().isEmpty()) {
      text.line("");
      text.line("> " + plain(page.note()));
    }
  }

  private void table(Page page) {
    text.section(page.measured());
    page.tables().asMap().forEach((id, rows) -> table(page, id, rows));
    text.line(
        "Top-1 accuracy in percent, mean over the tasks named, ± sample standard deviation over n"
            + " seeds.");
    text.line(
        "*Trainable*: trained parameters in percent of all, before → after pruning, mean over the"
            + " tasks that were run.");
  }

  private void table(Page page, String id, Collection<PageRow> rows) {
    if (page.tables().keySet().size() > 1) {
      text.line("**" + plain(page.titles().getOrDefault(id, id)) + "**");
      text.line("");
    }
    Stream<String> fixed = Stream.of("Row", "Trainable, %");
    List<String> header =
        Stream.concat(fixed, page.columns().stream().map(c -> heading(page, c))).toList();
    text.cells(header);
    text.cells(header.stream().map(name -> name.equals("Row") ? "---" : "---:").toList());
    for (PageRow row : rows) {
      Stream<String> start =
          Stream.of(
              "**" + plain(row.title()) + "**",
              row.trainable() + (row.shareNote().isEmpty() ? "" : "<br>" + row.shareNote()));
      Stream<String> measured =
          page.columns().stream()
              .map(c -> row.cell(c).map(of -> cell(row, of)).orElseGet(() -> row.blank(c)));
      text.cells(Stream.concat(start, measured).toList());
    }
    text.line("");
  }

  private static String heading(Page page, String column) {
    String tasks = page.tasks(column).isEmpty() ? "" : "<br>" + plain(page.tasks(column));
    return plain(page.heading(column)) + tasks;
  }

  private static String cell(PageRow row, Cell cell) {
    List<String> lines = new ArrayList<>();
    if (cell.measured().n() > 0) {
      lines.add("**" + cell.measured() + "**");
    }
    if (cell.isNotCompared() && !cell.isOwnRecording()) {
      return String.join("<br>", lines);
    }
    lines.add(
        "%s %s%s".formatted(cell.sign(), cell.verdictWords(), cell.better() ? ", ↑ better" : ""));
    lines.add(cell.referenceWords());
    if (!Double.isNaN(cell.difference())) {
      lines.add(
          "Δ %s ± %s, margin %s"
              .formatted(
                  Words.signed(cell.difference()),
                  Words.percent(cell.judgement().halfWidth()),
                  Words.percent(cell.judgement().margin())));
    }
    if (!row.taskShares(cell).isEmpty()) {
      lines.add(row.taskShares(cell));
    }
    return String.join("<br>", lines);
  }

  private void causes(Page page) {
    List<CellSection> differing =
        page.sections().stream().filter(section -> !section.causes().isEmpty()).toList();
    if (differing.isEmpty()) {
      return;
    }
    text.section("Why they may differ");
    for (CellSection section : differing) {
      text.line("* " + plain(section.cell().sentence()));
      section
          .causes()
          .forEach(c -> text.line("  * %s (%s)".formatted(plain(c.text()), plain(c.source()))));
    }
  }

  private void findings(Page page) {
    if (page.findings().isEmpty()) {
      return;
    }
    text.section("What the numbers say");
    text.line(page.interval());
    text.line("");
    for (Finding finding : page.findings()) {
      text.line("* **" + finding.question() + "**");
      finding.answers().forEach(answer -> text.line("  * " + plain(answer)));
    }
  }

  private void predictions(Page page) {
    for (String task : page.predictions().keySet()) {
      ImmutableList<Predictions> rows = page.predictions().get(task);
      text.section(page.classesOf(task));
      List<String> header = new ArrayList<>(List.of("Class", "Test images"));
      rows.forEach(row -> header.add(row.title()));
      text.header(header, 1);
      Predictions first = rows.get(0);
      for (String name : first.classes()) {
        List<String> line = new ArrayList<>(List.of(name, Long.toString(first.images(name))));
        rows.forEach(row -> line.add(row.accuracy(name)));
        text.row(line);
      }
    }
  }

  private void notes(Page page) {
    if (!page.notes().isEmpty()) {
      text.section(page.basis());
      page.notes().forEach(note -> text.line("* " + plain(note)));
    }
  }

  /** What each shows in words, and its numbers; the drawings are in the HTML page. */
  private void figures(Page page) {
    if (page.figures().isEmpty()) {
      return;
    }
    text.section("Figures");
    text.line("Drawn in `index.html` beside this file.");
    for (Figure figure : page.figures()) {
      text.line("");
      text.line("**" + plain(figure.title()) + "**");
      text.line("");
      figure.svgs().forEach(svg -> text.line("* " + plain(svg.finding())));
      if (!figure.numbers().isEmpty()) {
        text.line("");
        text.header(figure.numbers().get(0), 1);
        figure.numbers().stream().skip(1).forEach(text::row);
      }
      if (!figure.caption().isEmpty()) {
        text.line("");
        text.line(plain(figure.caption()));
      }
    }
  }

  private void claims(Page page) {
    if (page.claims().isEmpty()) {
      return;
    }
    text.section("What the paper claims");
    text.header(List.of("Claim", "Place", "By its own numbers", "By what was measured here"), 4);
    for (ClaimLine line : page.claims()) {
      text.row(
          List.of(
              line.printed().claim().text(),
              line.printed().claim().place(),
              line.printedWords(),
              line.measuredWords()));
    }
  }

  private void details(Page page) {
    if (page.rows().stream().allMatch(row -> row.settings().isEmpty())) {
      return;
    }
    text.section("Settings, seeds and cost");
    text.cells(
        List.of("Row", "Task", "Chosen setting", "Seed: accuracy, %", "Mean", "A run", "Images/s"));
    text.cells(List.of("---", "---", "---", "---", "---", "---:", "---:"));
    for (PageRow row : page.rows()) {
      for (Setting setting : row.settings()) {
        text.row(
            List.of(
                row.title(),
                setting.task(),
                setting.words(),
                setting.seeds(),
                setting.measured().toString(),
                setting.seconds(),
                setting.imagesPerSecond()));
      }
    }
    text.line("");
    for (PageRow row : page.rows()) {
      text.line("* " + plain(row.title()) + ": " + Words.cost(row.cost()) + ", searches included");
    }
    text.line("");
    text.line(COST);
    page.figures().stream()
        .filter(figure -> figure.id().equals(TimelinePlot.ID))
        .forEach(
            figure -> {
              text.line("");
              text.line(plain(figure.title()) + ": " + plain(figure.svgs().get(0).finding()) + ".");
            });
  }

  private void provenance(Page page) {
    text.section("Where the numbers come from");
    text.header(List.of("", ""), 2);
    page.provenance().forEach((key, value) -> text.row(List.of(key, value)));
  }

  private void verdicts(Page page) {
    if (!page.isCompared()) {
      return;
    }
    text.section("How to read the verdicts");
    for (VerdictWord verdict : page.tally().verdicts()) {
      text.line("* %s **%s**: %s".formatted(verdict.sign(), verdict.words(), verdict.meaning()));
    }
    text.line("");
    text.line(page.rule());
  }
}
