package org.e2vpt.tables.report;

import static org.e2vpt.tables.report.MarkdownText.plain;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PaperInfo;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.e2vpt.tables.paper.Run;

/**
 * A reproducibility checklist in Markdown, with the headings of reports to the ML Reproducibility
 * Challenge. What no file of the run says is left to its author, and is marked so.
 */
final class Checklist {

  private static final String TO_FILL_IN = "To fill in: ";

  private static final List<String> HOW =
      List.of(
          "command",
          "protocol",
          "protocol choices",
          "budget",
          "lengths",
          "search",
          "precision",
          "numerics",
          "commit",
          "first final run",
          "last final run");

  private static final List<String> HARDWARE = List.of("device", "host", "engine", "java");

  private final Results results;
  private final Page page;
  private final ImmutableMap<String, String> facts;
  private final MarkdownText text = new MarkdownText();

  private Checklist(Results results, Page page) {
    this.results = results;
    this.page = page;
    facts = results.provenance().entries();
  }

  static String of(Results results, Page page) {
    Checklist checklist = new Checklist(results, page);
    checklist.text.line("# Reproducibility checklist: " + plain(page.title()));
    checklist.text.line("");
    checklist.text.line(
        "Filled in from the run's CSV files. What they do not contain begins with \"%s\"."
            .formatted(TO_FILL_IN.strip()));
    checklist.scope();
    checklist.whatWasRun();
    checklist.how();
    checklist.results();
    checklist.easy();
    checklist.hard();
    checklist.cost();
    checklist.hardware();
    checklist.text.section("Contact with the authors");
    checklist.point(TO_FILL_IN + "what was asked, and what they answered.");
    return checklist.text.toString();
  }

  private void scope() {
    text.section("Scope");
    PaperInfo paper = results.paper().info();
    point(
        Stream.of(
                    paper.title(),
                    paper.authors(),
                    paper.venue(),
                    paper.arxiv().isEmpty() ? "" : "arXiv " + paper.arxiv())
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "))
            + ".");
    point(
        String.format(
            Locale.ROOT,
            "%s: %s in %s.",
            String.join(", ", page.titles().values()),
            Amounts.count(cells().size(), "cell"),
            Amounts.count(page.rows().size(), "row")));
    if (paper.recorded()) {
      point("No claim of a paper: cells are compared with earlier runs of this program.");
    }
    results.claims().stream()
        .filter(line -> line.measured().isPresent())
        .forEach(line -> point("Claim: %s".formatted(line.printed().claim().text())));
  }

  private void whatWasRun() {
    text.section("What was run");
    List<Run> runs = results.runs();
    point(
        String.format(
            Locale.ROOT,
            "%s of %s on %s, with seeds %s.",
            Amounts.count(runs.size(), "final run"),
            Amounts.count(
                distinct(runs.stream().map(run -> run.table() + " " + run.row())).size(), "row"),
            Amounts.count(distinct(runs.stream().map(Run::task)).size(), "task"),
            Joiner.on(", ").join(distinct(runs.stream().map(run -> run.seed())))));
    facts("weights ");
    facts("data ");
  }

  private void how() {
    text.section("How");
    HOW.forEach(this::fact);
    point(
        page.registration().isEmpty()
            ? "registration: none before the run"
            : "registration: " + page.registration());
    point("verdicts: " + page.rule());
  }

  private void results() {
    text.section("Results");
    point(page.answer());
    page.gainsOneByOne().forEach(this::point);
    text.line("");
    text.header(List.of("Cell", "Measured", "Compared with", "Δ", "Margin", "Verdict"), 1);
    for (Cell cell : cells()) {
      text.row(
          List.of(
              cell.name(),
              cell.measured().toString(),
              cell.reference().n() == 0 ? "–" : cell.reference().asReference(),
              Double.isNaN(cell.difference())
                  ? "–"
                  : "%s ± %s"
                      .formatted(
                          Words.signed(cell.difference()),
                          Words.percent(cell.judgement().halfWidth())),
              Words.percent(cell.judgement().margin()),
              cell.verdictWords() + (cell.better() ? ", better" : "")));
    }
  }

  private void easy() {
    text.section("What was easy");
    List<Run> runs = results.runs();
    point(
        String.format(
            Locale.ROOT,
            "%d of %d final runs ended well.",
            runs.stream().filter(Run::ok).count(),
            runs.size()));
    point(
        String.format(
            Locale.ROOT,
            "%d of %d cells agree with what they are compared with.",
            cells().stream().filter(Cell::passes).count(),
            cells().size()));
    point(TO_FILL_IN + "what needed no work of your own.");
  }

  private void hard() {
    text.section("What was hard");
    results.runs().stream()
        .filter(run -> !run.ok())
        .forEach(
            run ->
                point(
                    String.format(
                        Locale.ROOT,
                        "%s on %s with seed %d: %s.",
                        run.row(),
                        run.task(),
                        run.seed(),
                        Words.status(run.status()))));
    for (Reason reason : results.reasons().lines()) {
      point(
          "%s: %s on %s: %s"
              .formatted(reason.kind().words(), reason.row(), reason.place(), reason.text()));
    }
    facts("difference of ");
    for (CellSection section : page.sections(true)) {
      point(section.cell().sentence());
      section
          .causes()
          .forEach(c -> text.line("  * %s (%s)".formatted(plain(c.text()), plain(c.source()))));
    }
    point(TO_FILL_IN + "what the paper leaves open, and what took you long.");
  }

  private void cost() {
    text.section("Cost");
    point(Words.cost(page.tally().cost()) + ", searches included.");
    page.rows().forEach(row -> point("%s: %s.".formatted(row.title(), Words.cost(row.cost()))));
    point(TO_FILL_IN + "money and energy.");
  }

  private void hardware() {
    text.section("Hardware");
    HARDWARE.forEach(this::fact);
    point(TO_FILL_IN + "memory, and how many devices.");
  }

  private List<Cell> cells() {
    return page.rows().stream().flatMap(row -> row.cells().stream()).toList();
  }

  private static <T> Collection<T> distinct(Stream<T> values) {
    return values.distinct().toList();
  }

  private void fact(String key) {
    String value = facts.get(key);
    if (value != null) {
      point(key + ": " + value);
    }
  }

  /** All of these, such as the hashes of data. */
  private void facts(String prefix) {
    for (String key : facts.keySet()) {
      if (key.startsWith(prefix)) {
        fact(key);
      }
    }
  }

  private void point(String words) {
    text.line("* " + plain(words));
  }
}
