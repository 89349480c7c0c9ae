package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Summary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {

  @TempDir Path folder;

  @Test
  void addsEachRunOnceAndChangesNoLine() throws IOException {
    Path file = folder.resolve("reports/history.csv");

    assertThat(History.add(Papers.shipped(), file, night(1, 0)).added()).isTrue();
    String first = Files.readString(file);
    assertThat(History.add(Papers.shipped(), file, night(1, 0)).added()).isFalse();
    assertThat(History.add(Papers.shipped(), file, night(2, 0)).added()).isTrue();

    assertThat(Files.readString(file)).startsWith(first);
    assertThat(first.lines())
        .hasSize(5)
        .first()
        .isEqualTo(
            "schema,finished,commit,settings,table,row,title,column,n,mean,sd,reference_mean,margin");
    assertThat(Files.readString(file).lines()).hasSize(9);
    assertThat(folder.resolve("reports/history.html"))
        .content()
        .contains("<h1>4 of 4 cells within their margin</h1>", "4 cells over 2 nights; no step")
        .doesNotContain("<script", "http");
  }

  @Test
  void marksAStepThatIsLargerThanTheNoise() throws IOException {
    Path file = folder.resolve("history.csv");
    for (int i = 1; i <= 4; i++) {
      History.add(Papers.shipped(), file, night(i, 0));
    }

    List<String> steps = History.add(Papers.shipped(), file, night(5, -6)).steps();

    assertThat(steps).hasSize(2);
    assertThat(steps.get(0))
        .startsWith("mini/mini › E²VPT › Natural: −6.00 points on 2026-11-05T00:00:00Z, from ")
        .endsWith(
            "; commit 0123456789abcdef0123456789abcdef01234567, before"
                + " 0123456789abcdef0123456789abcdef01234567");
    assertThat(folder.resolve("history.html"))
        .content()
        .contains(
            "<h1>2 of 4 cells outside their margin: E²VPT › Natural, E²VPT › Structured</h1>",
            "4 cells over 5 nights; 2 steps",
            "<circle class=\"step\"",
            "<circle class=\"outside\"");
    // The new level is no step again.
    assertThat(History.add(Papers.shipped(), file, night(6, -6)).steps()).hasSize(2);
  }

  /** Nights mostly have seeds of their own; with other data, another thing is measured. */
  @Test
  void looksForStepsAcrossSeedsButNotAcrossData() throws IOException {
    Path file = folder.resolve("history.csv");
    History.add(Papers.shipped(), file, night(1, 0));
    Path seeds = run(2, -12).seeds(4, 5, 6).write(folder.resolve("seeds"));
    Path data = run(3, 0).fact("data digits", "other").write(folder.resolve("data"));

    assertThat(History.add(Papers.shipped(), file, seeds).steps()).hasSize(2);
    assertThat(History.add(Papers.shipped(), file, data).steps()).hasSize(2);
  }

  @Test
  void drawsNoLineOfOneNight() throws IOException {
    Path file = folder.resolve("history.csv");

    History.add(Papers.shipped(), file, night(1, 0));

    assertThat(folder.resolve("history.html"))
        .content()
        .contains("<td data-label=\"Now\" class=\"matches\">within</td>", "One night, 2026-11-01;")
        .doesNotContain("<svg");
  }

  @ParameterizedTest(name = "{0} then {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a 80.0 0.5, a 80.0 0.5            | ''
          a 80.0 0.5, a 81.0 0.5            | ''
          a 80.0 0.5, a 83.0 0.5            | 1
          a 80.0 0.5, b 83.0 0.5            | ''
          a 80.0 0.5, b 83.0 0.5, b 80.0 0.5 | 2
          a 80.0 0.0, a 80.1 0.0            | 1
          a 80.0 0.5, a 83.0 0.5, a 83.0 0.5, a 80.0 0.5 | 1 3
          """)
  void looksForStepsWithinOneSetting(String nights, String steps) {
    List<Night> history = List.of(nights.split(", ")).stream().map(HistoryTest::night).toList();

    Drift drift = Drift.of(history).get(0);

    assertThat(drift.steps().stream().map(i -> Integer.toString(i)).toList())
        .isEqualTo(steps.isEmpty() ? List.of() : List.of(steps.split(" ")));
  }

  @ParameterizedTest(name = "{0}: {1}; {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a 80.0 0.5, a 80.0 0.5 | 1 of 1 cell within its margin | 1 cell over 2 nights; no step
          a 80.0 0.5, a 83.0 0.5 | 1 of 1 cell outside its margin: R › Natural | 1 cell over 2 nights; 1 step
          a 80.0 0.5, b 77.0 0.5 | 1 of 1 cell outside its margin: R › Natural | 1 cell over 2 nights; steps are not tested, because data, weights or settings changed
          a 80.0 0.5             | 1 of 1 cell within its margin | 1 cell over 1 night; steps are not tested, because that takes two nights of several seeds each
          """)
  void saysWhatIsOutsideItsMarginAndWhetherStepsWereTested(
      String nights, String headline, String basis) {
    List<Night> history = List.of(nights.split(", ")).stream().map(HistoryTest::night).toList();
    History.Content content = new History.Content(history.size(), Drift.of(history));

    assertThat(content.headline()).isEqualTo(headline);
    assertThat(content.basis()).isEqualTo(basis);
  }

  @Test
  void countsOnlyCellsThatHaveAMargin() {
    List<Night> nights = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nights.add(cell("R" + i, i == 0 ? 80 : 70, 80, 1));
    }
    nights.add(cell("F", 50, Double.NaN, Double.NaN));
    History.Content content = new History.Content(1, Drift.of(nights));

    assertThat(content.headline())
        .isEqualTo(
            "5 of 6 cells outside their margin: R1 › Natural, R2 › Natural, R3 › Natural, R4 ›"
                + " Natural and 1 more; 1 cell has no margin");
    assertThat(content.outsideFirst())
        .extracting(drift -> drift.last().title())
        .containsExactly("R1", "R2", "R3", "R4", "R5", "R0", "F");
    assertThat(content.outsideFirst())
        .extracting(Drift::lastInShort)
        .contains(
            "now 70.00, reference 80.00, margin 1.00: outside",
            "now 80.00, reference 80.00, margin 1.00: within",
            "now 50.00, no margin");

    assertThat(new History.Content(1, Drift.of(nights.subList(6, 7))).headline())
        .isEqualTo("No cell has a margin");
  }

  private static Night cell(String title, double mean, double reference, double margin) {
    return new Night(
        "2026-11-20T00:00:00Z",
        "c",
        "a",
        "mini/mini",
        title,
        title,
        "Natural",
        new Summary(3, mean, 0.5),
        reference,
        margin);
  }

  @Test
  void leavesOutNightsWithoutAMeanAndLooksForNoStepInOneSeed() {
    Night none = new Night("t", "c", "a", "mini/mini", "r", "R", "Natural", Summary.NONE, 80, 1);
    Night one =
        new Night(
            "t", "c", "a", "mini/mini", "r", "R", "Natural", new Summary(1, 50, Double.NaN), 80, 1);

    assertThat(Drift.of(List.of(none))).isEmpty();
    assertThat(Drift.of(List.of(night("a 80 0.5"), none, one)).get(0))
        .satisfies(drift -> assertThat(drift.nights()).hasSize(2))
        .satisfies(drift -> assertThat(drift.steps()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2,2026 | 7,2026 | :2: schema 7, but this program reads schema 2: begin a new history
          ,3,    | ,x,    | :2: column 'n': expected a whole number, got 'x'
          ,3,    | ,+3,   | :2: column 'n': expected a whole number, got '+3'
          ,3,([^,]*), | ,3,0x1p3, | :2: column 'mean': expected a number, got '0x1p3'
          """)
  void refusesAFileThatIsNone(String from, String to, String message) throws IOException {
    Path file = folder.resolve("history.csv");
    History.add(Papers.shipped(), file, night(1, 0));
    Files.writeString(file, Files.readString(file).replaceFirst(from, to));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> History.add(Papers.shipped(), file, night(2, 0)))
        .withMessage(file + message);
  }

  @Test
  void refusesARunWithoutAnyFinalRun() throws IOException {
    Path run = InventedTable.mini().write(folder.resolve("run"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> History.add(Papers.shipped(), folder.resolve("history.csv"), run))
        .withMessage(
            "%s: provenance.csv has no 'last final run': no final run has ended well", run);
  }

  private Path night(int day, double shift) throws IOException {
    return run(day, shift).write(folder.resolve("night" + day));
  }

  private static InventedTable run(int day, double shift) {
    return InventedTable.mini()
        .shift("e2vpt", shift)
        .fact("last final run", String.format(Locale.ROOT, "2026-11-0%dT00:00:00Z", day));
  }

  /** {@code settings mean sd}. */
  private static Night night(String words) {
    String[] parts = words.split(" ");
    return new Night(
        "2026-11-20T00:00:00Z",
        "c",
        parts[0],
        "mini/mini",
        "r",
        "R",
        "Natural",
        new Summary(3, Double.parseDouble(parts[1]), Double.parseDouble(parts[2])),
        80,
        1);
  }
}
