package org.e2vpt.tables.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Renders a run directory whose numbers are invented, and compares with the pages beside it.
 *
 * <p>After a wanted change of the pages: {@code mvn test -pl tables -am -Dtest=ReportTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dgolden=update}, then look at the difference in git.
 */
class ReportTest {

  private static final Path INVENTED =
      Path.of("src/test/resources/org/e2vpt/tables/report/invented");

  @TempDir Path directory;

  @BeforeEach
  void copyRun() throws IOException {
    Files.createDirectory(directory.resolve("curves"));
    Files.createDirectory(directory.resolve("embeddings"));
    try (Stream<Path> files = Files.walk(INVENTED)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        Files.copy(file, directory.resolve(INVENTED.relativize(file)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "summary.md", "summary.json", "checklist.md"})
  void rendersThePagesBesideTheRun(String page) throws IOException {
    Report.render(Papers.shipped(), directory);
    Report.checklist(Papers.shipped(), directory, directory);

    String rendered = Files.readString(directory.resolve(page));
    if ("update".equals(System.getProperty("golden"))) {
      Files.writeString(INVENTED.resolve(page), rendered);
    }
    assertThat(rendered).isEqualTo(Files.readString(INVENTED.resolve(page)));
  }

  @Test
  void countsVerdictsAndCost() throws IOException {
    Tally tally = Report.render(Papers.shipped(), directory);

    assertThat(tally.counts())
        .containsEntry(VerdictWord.MATCHES, 6)
        .containsEntry(VerdictWord.DIFFERS, 2)
        .containsEntry(VerdictWord.CONSISTENT, 1)
        .containsEntry(VerdictWord.NOT_RUN, 1);
    assertThat(tally.failing()).isEqualTo(3);
    assertThat(tally.sentence())
        .isEqualTo(
            "6 of 10 cells match our own earlier runs, 1 consistent, 2 differ, 1 not run;"
                + " cost: 154 trials in 10 min 04 s of compute time.");
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        arguments(
            mini("linear", "e2vpt"),
            "Self-check passed: 4 of 4 cells match our own earlier runs. No number of a paper is"
                + " tested on this page."),
        arguments(
            mini("linear", "vfpt").unrecorded("vfpt"),
            "Self-check passed: 2 of 2 cells match our own earlier runs, 2 not compared. No number"
                + " of a paper is tested on this page."),
        arguments(
            mini("vfpt").unrecorded("vfpt"),
            "Nothing to check: 0 of 0 cells match our own earlier runs, 2 not compared. No number of"
                + " a paper is tested on this page."),
        arguments(
            mini("linear", "e2vpt").recordedFrom("e2vpt"),
            "Self-check passed: 2 of 2 cells match our own earlier runs, 2 recorded from this run. No"
                + " number of a paper is tested on this page."),
        arguments(
            mini("e2vpt").recordedFrom("e2vpt"),
            "Nothing to check: 0 of 0 cells match our own earlier runs, 2 recorded from this run. No"
                + " number of a paper is tested on this page."),
        arguments(
            mini("linear", "e2vpt").shift("e2vpt", -6),
            "Self-check failed: 2 of 4 cells match our own earlier runs, 2 differ. No number of a"
                + " paper is tested on this page."),
        arguments(
            mini("linear", "e2vpt").shift("e2vpt", -1.7),
            "Self-check undecided: 2 of 4 cells match our own earlier runs, 2 inconclusive. No number"
                + " of a paper is tested on this page."),
        arguments(
            InventedTable.of("table1", 3)
                .sd(0.1)
                .shift("adapter", -3)
                .shift("bias", 3)
                .shift("sidetune", Double.NaN),
            "19 of 36 cells of Table 1 reproduced, 5 consistent, 4 worse than printed, 4 better than"
                + " printed, 4 not run"));
  }

  /** The recordings of mini are of seeds in which its runs differ by about a point. */
  private static InventedTable mini(String... rows) {
    return InventedTable.mini(rows).sd(0.05);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void saysHowManyCellsAgreeAndWhatTheyAreComparedWith(InventedTable table, String answer)
      throws IOException {
    Path folder = Files.createDirectory(directory.resolve("answers"));
    Report.render(Papers.shipped(), table.write(folder));

    assertThat(Page.of(Results.read(Papers.shipped(), folder)).cells()).isEqualTo(answer);
  }

  @Test
  void saysOfACellThatWasRecordedFromTheRunThatItChecksNothing() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("own"));
    mini("linear", "e2vpt").recordedFrom("e2vpt").write(folder);
    List<Cell> written = CellTable.read(folder.resolve("cells.csv"));

    Report.render(Papers.shipped(), folder);

    Cell own =
        Page.of(Results.read(Papers.shipped(), folder)).rows().stream()
            .filter(row -> row.id().equals("e2vpt"))
            .flatMap(row -> row.cells().stream())
            .findFirst()
            .orElseThrow();
    assertThat(own.verdictWords()).isEqualTo("recorded from this run");
    assertThat(own.difference()).isNaN();
    assertThat(own.sentence())
        .isEqualTo(
            "mini › E²VPT › Natural: not compared: measured %s, and its reference was recorded from"
                + " this run, so that it checks nothing",
            own.measured());
    assertThat(Files.readString(folder.resolve("summary.json"))).contains("\"own_recordings\": 2");
    assertThat(CellTable.read(folder.resolve("cells.csv")))
        .as("what follows from the runs stays in the file")
        .isEqualTo(written);
  }

  @Test
  void shortensCommitsInTheNote() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("commits"));
    InventedTable.mini()
        .fact("note", "made by commit %s-dirty, see".formatted("0123456789".repeat(4)))
        .write(folder);

    assertThat(Page.of(Results.read(Papers.shipped(), folder)).note())
        .isEqualTo("made by commit 01234567-dirty, see");
  }

  /** As on a folder of one's own images. */
  @Test
  void saysThatThereIsNothingToCompareWith() {
    Tally tally = new Tally(ImmutableMap.of(), 0, 3, 0, 0, Cost.NOTHING, false);

    assertThat(tally.answer("Methods"))
        .isEqualTo("3 cells measured; there is no reference to compare with");
    assertThat(tally.lines()).extracting(Tally.Line::words).containsExactly("not compared");
  }

  @Test
  void pageNeedsNothingElse() throws IOException {
    Report.render(Papers.shipped(), directory);

    String html = Files.readString(directory.resolve("index.html"));
    assertThat(html).containsOnlyOnce("<script");
    assertThat(html.replaceAll("<a href=\"http", "<a href=\""))
        .doesNotContain("<link", "src=", "url(", "@import", "http", "fetch(", "import(");
    assertThat(html.substring(html.indexOf("<script"), html.indexOf("</script>")).lines())
        .hasSizeLessThanOrEqualTo(100);
    assertThat(html.length()).isLessThan(150_000);
  }

  @Test
  void leadsToTheCommitInTheRepositoryOfTheProject() throws IOException {
    Report.render(Papers.shipped(), directory);

    assertThat(directory.resolve("index.html"))
        .content(UTF_8)
        .contains("<a href=\"" + Page.COMMITS + "0123456789abcdef0123456789abcdef01234567\">");
    assertThat(Path.of("../pom.xml"))
        .content(UTF_8)
        .contains("<url>%s</url>".formatted(Page.COMMITS.replace("/commit/", "")));
  }

  /** All rows, tasks and curves; with the real page's text, and as many seeds as were released. */
  @Test
  void pageOfAWholeTable1StaysSmall() throws IOException {
    Path table1 = Files.createDirectory(directory.resolve("table1"));
    Report.render(
        Papers.shipped(),
        InventedTable.of("table1", 5).curves().shift("vpt-deep", -3).write(table1));

    assertThat(Files.size(table1.resolve("index.html"))).isLessThan(360_000);
    assertThat(table1.resolve("index.html"))
        .content(UTF_8)
        .contains("seeds, points off the printed value", "36 cells of Table 1 reproduced");
  }

  /** Gains of rows over others come before the tally of cells, and what they rest on is said. */
  @Test
  void answersFirstWhatThePaperClaims() throws IOException {
    Path table1 = Files.createDirectory(directory.resolve("table1"));
    Report.render(Papers.shipped(), InventedTable.of("table1", 3).write(table1));

    String html = Files.readString(table1.resolve("index.html"));
    assertThat(Files.readString(table1.resolve("summary.md")))
        .startsWith(
            """
            # E²VPT, Table 1: 4 claimed gains: 3 reproduced (to within half of what is printed), 1 consistent

            * E²VPT (Ours) beats Full by 5.83 ± 0.60 points on VTAB-1k (printed 5.85): reproduced (margin 2.93)
            * E²VPT (Ours) beats VPT by 1.77 ± 0.60 points on VTAB-1k (printed 2.00): reproduced (margin 1.00)
            * E²VPT (Ours) and Full are not told apart, +0.44 ± 1.11 points on FGVC (printed 0.68): consistent (margin 0.34)
            * E²VPT (Ours) beats Full by 9.65 ± 0.92 points on Structured (printed 9.75): reproduced (margin 4.88)

            16 of 36 cells reproduced, 20 consistent; cost: 2088 trials in 956 h 15 min of compute time.
            """)
        .contains(
            "No procedure was repeated here, so how much two campaigns differ beyond their seeds,"
                + " 0.71 points, rests on a prior and on what the paper prints twice",
            "Taken together, the 36 cells differ from their prints as they would by chance (p = ",
            "To tell the printed gain of 0.68 from 0, it takes 6 searches, each with its final runs",
            "E²VPT (Ours) and VPT are not told apart, ",
            "To tell the printed gain of 0.11 from 0, even 20 searches with their final runs are too few");
    assertThat(html)
        .contains(
            "<h1>4 claimed gains: 3 reproduced (to within half of what is printed), 1 consistent</h1>",
            "<p class=\"lead\">16 of 36 cells of Table 1 reproduced, 20 consistent</p>");
  }

  /** A gain over a row that came out low is larger than printed, which is no success either. */
  @Test
  void firstLineCountsClaimedGainsWhateverTheirVerdict() throws IOException {
    Path low = Files.createDirectory(directory.resolve("low"));
    InventedTable.of("table1", 3).shift("vpt-deep", -3).write(low);

    Page page = Page.of(Results.read(Papers.shipped(), low));

    assertThat(page.answer())
        .isEqualTo(
            "4 claimed gains: 2 reproduced (to within half of what is printed), 1 consistent, 1"
                + " larger than printed");
    assertThat(page.gainsOneByOne())
        .hasSize(4)
        .anyMatch(gain -> gain.endsWith("(printed 2.00): not reproduced, larger (margin 1.00)"));

    Path both = Files.createDirectory(directory.resolve("both"));
    InventedTable.of("table1", 3).shift("vpt-deep", -3).shift("full", 6).write(both);

    assertThat(Page.of(Results.read(Papers.shipped(), both)).answer())
        .isEqualTo(
            "4 claimed gains: 0 reproduced (to within half of what is printed), 3 smaller than"
                + " printed, 1 larger than printed");
  }

  /** ± is one thing on a cell, wherever it stands. */
  @Test
  void sentencesHaveTheStandardDeviationOfTheTable() throws IOException {
    Path folder =
        InventedTable.of("table1", 3).write(Files.createDirectory(directory.resolve("sd")));

    assertThat(CellTable.read(folder.resolve("cells.csv")))
        .hasSize(36)
        .allSatisfy(
            cell ->
                assertThat(cell.sentence())
                    .contains(": " + cell.measured().toString().replace(" %", "") + " against "));
  }

  /** The paper does not say how it averages, and the answer may depend on it. */
  @Test
  void saysWhereAnAnswerDependsOnHowTheMeanIsTaken() throws IOException {
    Path table1 = Files.createDirectory(directory.resolve("averages"));
    Report.render(
        Papers.shipped(), InventedTable.of("table1", 3).shift("e2vpt", 0.45).write(table1));

    assertThat(Files.readString(table1.resolve("summary.md")))
        .contains(
            "\n* E²VPT (Ours) beats VPT by 2.22 ± 0.60 points on VTAB-1k (printed 2.00): reproduced"
                + " (margin 1.00; averaged over groups: consistent)\n");
  }

  /** Table 1 prints 0.27 for E²VPT: the mean over 24 tasks, of which FGVC is five. */
  @Test
  void sharesAreMeansOverTasks() throws IOException {
    List<Cell> cells = new ArrayList<>();
    double[] shares = {0.4, 0.2, 0.2, 0.2};
    ImmutableList<PrintedCell> printed =
        Papers.shipped().get("e2vpt").table("table1").cells().stream()
            .filter(cell -> cell.row().equals("e2vpt"))
            .collect(ImmutableList.toImmutableList());
    for (PrintedCell cell : printed) {
      cells.add(withShare(cell, shares[cells.size()]));
    }
    String share = printed.get(0).tunedShare().orElseThrow().text();

    PageRow whole = row(cells, printed);
    PageRow part = row(cells.subList(0, 1), printed);

    assertThat(whole.tunedShare()).isEqualTo(Words.percent((5 * 0.4 + 19 * 0.2) / 24));
    assertThat(whole.shareNote()).isEqualTo("printed " + share);
    assertThat(part.tunedShare()).isEqualTo("0.40");
    assertThat(part.shareNote()).isEqualTo("of 5 of 24 tasks");
    assertThat(part.printedShare(cells.get(0))).isEmpty();
  }

  @Test
  void table4ShowsAShareForEachTask() throws IOException {
    Path table4 = Files.createDirectory(directory.resolve("table4"));
    Report.render(
        Papers.shipped(), InventedTable.of("table4", 3).shift("visual", Double.NaN).write(table4));

    for (String page : Report.PAGES) {
      assertThat(table4.resolve(page))
          .content(UTF_8)
          .contains(
              "trainable 0.55 %, printed 0.55 %",
              "trainable 1.05 %, printed 1.05 %", "trainable: printed 0.54 %")
          .doesNotContain("0.55, 1.05");
    }
  }

  @Test
  void aTableOfWhichNothingWasRunSaysWhyAndNothingElse() throws IOException {
    Path table1 = Files.createDirectory(directory.resolve("table1"));
    InventedTable table = InventedTable.of("table1", 3);
    for (String row : Papers.shipped().get("e2vpt").table("table1").rows()) {
      table.notRun(row, "there is no GPU & no file");
    }
    Report.render(Papers.shipped(), table.write(table1));

    assertThat(table1.resolve("summary.md"))
        .content(UTF_8)
        .contains("| not run 36 in all: full FGVC, … | there is no GPU ")
        .doesNotContain("What the numbers say", "Settings, seeds and cost", "| not run linear");
    String html = Files.readString(table1.resolve("index.html"));
    assertThat(html)
        .doesNotContain("What the numbers say", "<dt>Does")
        .contains("not run 36 in all: full FGVC, …");
    assertThat(html)
        .containsOnlyOnce("Why it was not run: there is no GPU &amp; no file")
        .contains("<a href=\"#table1.full.FGVC\">Table 1 › Full › FGVC</a>");
    assertThat(html.split("Why it was not run: ", -1)).hasSize(37);
  }

  @Test
  void saysWhatCellsAreComparedWith() throws IOException {
    Path table1 = Files.createDirectory(directory.resolve("table1"));
    Report.render(Papers.shipped(), InventedTable.of("table1", 3).write(table1));
    Report.render(Papers.shipped(), directory);

    assertThat(directory.resolve("index.html"))
        .content(UTF_8)
        .contains("No number of a paper is tested on this page.")
        .doesNotContain("A printed number is taken to be");
    assertThat(table1.resolve("index.html"))
        .content(UTF_8)
        .contains("A printed number is taken to be a mean over its paper's runs")
        .doesNotContain("earlier runs");
    assertThat(table1.resolve("summary.md"))
        .content(UTF_8)
        .contains("printed 88.54 % (spread not printed)");
  }

  private static PageRow row(List<Cell> cells, ImmutableList<PrintedCell> printed) {
    return new PageRow("e2vpt", "E²VPT", ImmutableList.copyOf(cells), ImmutableList.of(), printed);
  }

  private static Cell withShare(PrintedCell printed, double share) {
    return new Cell(
        new AskedCell(
            printed.table().toString(),
            "Table 1",
            printed.row(),
            printed.title(),
            printed.column(),
            printed.tasks(),
            3,
            "paper"),
        new Summary(3, 80, 1),
        Summary.NONE,
        Judgement.none(VerdictWord.INCONCLUSIVE, "invented"),
        share,
        share,
        Cost.NOTHING,
        1000);
  }

  @Test
  void escapesWhatFilesSay() throws IOException {
    replace("cells.csv", "VPT-deep", "VPT <deep> & co");
    replace("provenance.csv", "An invented CPU", "<script>CPU</script>");

    Report.render(Papers.shipped(), directory);

    String html = Files.readString(directory.resolve("index.html"));
    assertThat(html).doesNotContain("<deep>", "<script>CPU");
    // In HTML and in the SVG that is drawn in Java.
    assertThat(html).contains("<th scope=\"row\">VPT &lt;deep&gt; &amp; co</th>");
    assertThat(html).contains(">VPT &lt;deep&gt; &amp; co</text>");
  }

  @Test
  void showsWhatWouldTurnLettersAroundOrStartALine() throws IOException {
    replace("provenance.csv", "An invented CPU", "CPU \u202e|UPC\u001b[31m\u2028# x");

    Report.render(Papers.shipped(), directory);

    assertThat(directory.resolve("index.html"))
        .content(UTF_8)
        .contains("CPU \\u202e|UPC\\x1b[31m\\u2028# x");
    assertThat(directory.resolve("summary.md"))
        .content(UTF_8)
        .contains("CPU \\\\u202e\\|UPC\\\\x1b\\[31m # x, 2 cores |");
  }

  @Test
  void leavesCurvesOutIfThereAreNone() throws IOException {
    try (Stream<Path> curves = Files.list(directory.resolve("curves"))) {
      for (Path curve : curves.toList()) {
        Files.delete(curve);
      }
    }

    Report.render(Papers.shipped(), directory);

    assertThat(directory.resolve("index.html")).content(UTF_8).doesNotContain("training loss");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cells.csv", "runs.csv", "provenance.csv"})
  void saysWhichFileIsMissing(String file) throws IOException {
    Files.delete(directory.resolve(file));

    assertThatThrownBy(() -> Report.render(Papers.shipped(), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s has no %s: expected the directory of a finished run, such as reports/mini",
            directory, file);
  }

  @Test
  void namesTheTablesIfTheyAreSeveral() throws IOException {
    Report.render(Papers.shipped(), directory);
    assertThat(directory.resolve("index.html")).content(UTF_8).doesNotContain("<h3>mini");

    replace(
        "cells.csv",
        "5,mini/mini,mini,full,Full,Natural",
        "5,mini/mini-protocols,mini-protocols,e2vpt-paper,E²VPT,Natural");
    Report.render(Papers.shipped(), directory);

    assertThat(directory.resolve("index.html"))
        .content(UTF_8)
        .containsSubsequence("<h3>mini-protocols</h3>", "<h3>mini</h3>");
    assertThat(directory.resolve("summary.md"))
        .content(UTF_8)
        .containsSubsequence("**mini-protocols**", "**mini**");
  }

  @Test
  void refusesARunWithoutCells() throws IOException {
    Path cells = directory.resolve("cells.csv");
    Files.writeString(cells, Files.readAllLines(cells).get(0) + "\n");

    assertThatThrownBy(() -> Report.render(Papers.shipped(), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s has no cells", cells);
  }

  @Test
  void refusesAForgedVerdict() throws IOException {
    replace("cells.csv", ",differs,false,", ",differs,true,");

    assertThatThrownBy(() -> Report.render(Papers.shipped(), directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cells.csv:9: column 'better' says 'true'");
  }

  private void replace(String name, String from, String to) throws IOException {
    Path file = directory.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replace(from, to));
  }
}
