package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.PaperFigure;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.report.Disk.Measure;
import org.e2vpt.tables.report.Disk.Point;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Drawings; all numbers are invented. The golden pages of {@link ReportTest} show them whole. */
class FiguresTest {

  private static final Path STYLE = Path.of("src/main/jte/style.jte");
  private static final TableId MAP = new TableId("mini", "mini-figure4");
  private static final PaperFigure LENGTHS =
      new PaperFigure(
          PaperFigure.Kind.HEATMAP,
          MAP.table(),
          "Figure 4",
          ImmutableList.of(),
          ImmutableList.of("visual", "kv"));

  @TempDir private Path directory;

  @Test
  void heatMapOutlinesTheBestAndSaysSo() {
    Figure map =
        heatMap(cell("visual-5-kv-1", 70, 1, 0), cell("visual-5-kv-10", 80, 1, 0), missing());

    assertThat(map.svgs().get(0).finding())
        .isEqualTo("2 of 3 pairs measured; highest is visual-5-kv-10, 80.00 % (n = 1)");
    assertThat(map.svgs().get(0).toString())
        .contains(">70.00</text>", ">80.00</text>", ">not run</text>")
        .containsOnlyOnce("class=\"best\"");
    assertThat(map.caption())
        .isEqualTo(
            "Figure 4: top-1 accuracy, %; the highest is outlined. One seed a cell: differences"
                + " below the spread of seeds mean nothing. Nothing is printed or recorded for these"
                + " cells, so none is judged or counted. Cost: 3 trials in 3.0 s of compute time.");
  }

  /** A colour is a round number of points, and at least one: seeds differ by as much. */
  @ParameterizedTest
  @CsvSource({
    "84.08, 85.48, '84 85 86 87 88 89 90', 0 1",
    "60.00, 65.99, '60 61 62 63 64 65 66', 0 5",
    "59.90, 65.99, '58 60 62 64 66 68 70', 0 3",
    "12.00, 91.00, '0 20 40 60 80 100 120', 0 4",
  })
  void heatMapColoursAreRoundNumbersOfPoints(
      double low, double high, String scale, String colours) {
    String svg =
        heatMap(cell("visual-5-kv-1", low, 1, 0), cell("visual-5-kv-5", high, 1, 0))
            .svgs()
            .get(0)
            .toString();

    assertThat(texts(svg, "tick")).endsWith((scale + " top-1 accuracy, %").split(" (?=\\d|top)"));
    assertThat(
            Pattern.compile("class=\"heat-number ink-heat-(\\d)\"")
                .matcher(svg)
                .results()
                .map(found -> found.group(1)))
        .containsExactly(colours.split(" "));
  }

  private static List<String> texts(String svg, String style) {
    Matcher group = Pattern.compile("<g class=\"" + style + "\">(.*)</g>").matcher(svg);
    return group
        .results()
        .flatMap(found -> Pattern.compile(">([^<>]+)</text>").matcher(found.group(1)).results())
        .map(found -> found.group(1))
        .toList();
  }

  /** 5 comes before 10, though not as a word. */
  @Test
  void heatMapOrdersLengthsAsNumbers() {
    String svg =
        heatMap(cell("visual-10-kv-1", 70, 1, 0), cell("visual-5-kv-1", 80, 1, 0))
            .svgs()
            .get(0)
            .toString();

    assertThat(svg).containsSubsequence("class=\"tick-y\"", ">5</text>", ">10</text>");
  }

  @Test
  void heatMapShowsWhatACellIsHeldTo() {
    Figure map = heatMap(cell("visual-50-kv-1", 83, 3, 84.7), cell("visual-50-kv-5", 85, 3, 85.3));

    assertThat(map.svgs().get(0).toString()).contains(" 84.70</text>", " 85.30</text>");
    assertThat(map.caption()).contains("Means over 3 seeds.").doesNotContain("judged");
  }

  @Test
  void nothingMeasuredIsDrawnAsSuch() {
    assertThat(heatMap(missing()).svgs().get(0).finding()).isEqualTo("0 of 1 pairs measured");
  }

  @Test
  void cellsOfAnotherTableAreNoMap() {
    PrintedTable other = Papers.shipped().get("mini").table("mini");

    assertThat(HeatMap.of(LENGTHS, other, "Natural", List.of(cell("visual-5-kv-1", 70, 1, 0))))
        .isEmpty();
  }

  @Test
  void aRowWithoutAnOptionHasNoneOfWhatItCounts() {
    Figure map = heatMap(cell("visual-5", 70, 1, 0), cell("visual-5-kv-1", 80, 1, 0));

    assertThat(map.numbers())
        .containsExactly(
            ImmutableList.of("visual", "kv 0", "kv 1"),
            ImmutableList.of("5", "70.00 % (n = 1)", "80.00 % (n = 1)"));
  }

  /** WCAG's 4.5 for text, of each step of the heat map's scale and its ink, in both schemes. */
  static Stream<String> schemes() throws IOException {
    return Splitter.on("prefers-color-scheme: dark").splitToStream(Files.readString(STYLE));
  }

  @ParameterizedTest
  @MethodSource("schemes")
  void inkIsReadableOnEveryStep(String scheme) {
    for (int step = 0; step < HeatMap.STEPS; step++) {
      double lighter = luminance(variable(scheme, "heat-" + step));
      double darker = luminance(variable(scheme, "ink-" + step));
      double contrast = (Math.max(lighter, darker) + 0.05) / (Math.min(lighter, darker) + 0.05);

      assertThat(contrast).as("step %d", step).isGreaterThanOrEqualTo(4.5);
    }
  }

  private static String variable(String scheme, String name) {
    Matcher matcher = Pattern.compile("--" + name + ": #([0-9a-f]{6})").matcher(scheme);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  private static double luminance(String rgb) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double luminance = 0;
    for (int i = 0; i < 3; i++) {
      double value = Integer.parseInt(rgb.substring(2 * i, 2 * i + 2), 16) / 255.0;
      luminance +=
          weights[i] * (value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
    }
    return luminance;
  }

  @Test
  void sharePlotJoinsReferenceAndMeasurement() throws IOException {
    Figure plot =
        SharePlot.of(
                "Figure 1", "Natural", List.of(row(cell("a", 70, 3, 72)), row(cell("b", 60, 3, 0))))
            .orElseThrow();

    assertThat(plot.title()).isEqualTo("Figure 1: accuracy against tuned share, Natural");
    assertThat(plot.svgs().get(0).finding())
        .isEqualTo("Natural: highest is a with 70.00 ± 1.00 % (n = 3), 0.50 % tuned");
    String svg = plot.svgs().get(0).toString();
    assertThat(svg).containsOnlyOnce("class=\"ring\"").containsOnlyOnce("class=\"join\"");
    assertThat(svg.split("class=\"seed\"", -1)).hasSize(3);
  }

  @Test
  void sharePlotHasErrorBarsAndTitlesAndTicksAlsoForOneShare() throws IOException {
    String svg =
        SharePlot.of(
                "Figure 1", "Natural", List.of(row(cell("a", 70, 3, 0)), row(cell("b", 60, 1, 0))))
            .orElseThrow()
            .svgs()
            .get(0)
            .toString();

    assertThat(svg).containsOnlyOnce("class=\"spread\""); // one seed has no spread
    assertThat(texts(svg, "axis")).containsExactly("top-1 accuracy, %");
    assertThat(texts(svg, "tick"))
        .containsExactly("0.2", "0.5", "1", "trained and kept parameters, % of all (logarithmic)");
  }

  @Test
  void forestPlotHasALineForEachCell() {
    Cell unlike = cell("a", 70, 3, 72, judgement(VerdictWord.NOT_REPRODUCED, -2));
    Cell like = cell("b", 60, 3, 60.5, judgement(VerdictWord.REPRODUCED, -0.5));

    String svg = ForestPlot.svg("Natural", List.of(unlike, like, missing()));

    assertThat(svg)
        .contains(
            "<title>Natural: 1 not reproduced, 1 reproduced, 1 not run; the largest difference is"
                + " −2.00 of a</title>");
    assertThat(svg.split("class=\"band\"", -1)).hasSize(3);
    assertThat(svg)
        .containsSubsequence(
            "class=\"interval not-reproduced\"",
            "class=\"difference not-reproduced\"",
            "class=\"interval reproduced\"",
            "class=\"difference reproduced\"")
        .doesNotContain("difference not-run");
    assertThat(texts(svg, "row")).containsExactly("a", "b", "visual-1-kv-1");
    assertThat(texts(svg, "tick"))
        .containsExactly("−2", "−1", "0", "+1", "Δ = measured − printed, points", "not run");
  }

  private static Judgement judgement(VerdictWord word, double difference) {
    return new Judgement(
        word, word, false, 1, "invented", difference, 0.3, 9, 0.7, 0.5, 1, 0.01, 3, "invented");
  }

  @Test
  void lossPlotShowsTheValidationOfTheSearch() {
    ImmutableList<Epoch> run = curve(Double.NaN, Double.NaN);
    Curves curves =
        new Curves(
            ImmutableMap.of("final", run, "search", curve(62.5, Double.NaN)),
            ImmutableMap.of("final", "search"));
    Cell cell = cell("a", 70, 1, 0);

    String svg = LossPlot.svg(cell, List.of(run("final")), curves).orElseThrow();

    assertThat(svg)
        .contains(
            "<title>a on digits: the training loss goes from 2.00 to 1.00 in 2 epochs, mean of 1"
                + " seed; validation accuracy in the search was 62.50 % after epoch 1</title>")
        .containsOnlyOnce("class=\"validation\"");
    assertThat(texts(svg, "axis"))
        .containsExactly("training loss", "validation accuracy in the search, %");
    assertThat(texts(svg, "key")).containsExactly("one seed", "mean over 1 seed");
    assertThat(
            LossPlot.svg(
                cell,
                List.of(run("final")),
                new Curves(ImmutableMap.of("final", run), ImmutableMap.of())))
        .get(STRING)
        .doesNotContain("validation");
  }

  private static ImmutableList<Epoch> curve(double first, double second) {
    return ImmutableList.of(new Epoch(1, 2, first), new Epoch(2, 1, second));
  }

  private static Run run(String id) {
    return new Run(
        MAP.toString(),
        "a",
        "digits",
        Group.NATURAL,
        1,
        42,
        Status.OK,
        70,
        id,
        "sgd lr 1",
        SearchKind.GRID,
        "fp32",
        1,
        1,
        2,
        1,
        1,
        new Environment("unknown", "cpu", "a host", "an engine", "17"),
        "aa",
        "bb",
        Instant.EPOCH);
  }

  @Test
  void nothingMeasuredGivesNoSharePlot() throws IOException {
    assertThat(SharePlot.of("Figure 1", "Natural", List.of(row(missing())))).isEmpty();
  }

  /** Of many marks in a small area, all that can be placed are. */
  @Test
  void labelsCoverNeitherMarksNorOneAnother() {
    Labels labels = new Labels(new Area(0, 0, 460, 300));
    SplittableRandom random = new SplittableRandom(3);
    double[][] marks =
        IntStream.range(0, 14)
            .mapToObj(i -> new double[] {60 + random.nextInt(120), 80 + random.nextInt(90)})
            .toArray(double[][]::new);
    Svg svg = new Svg(460, 300, "");
    for (double[] mark : marks) {
      labels.avoid(mark[0], mark[1], 5);
    }
    for (int i = 0; i < marks.length; i++) {
      labels.place("label " + i, marks[i][0], marks[i][1], 5);
    }
    labels.write(svg);

    List<Area> boxes = boxes(svg.toString());
    assertThat(boxes).hasSize(14);
    for (int i = 0; i < boxes.size(); i++) {
      assertThat(boxes.subList(0, i)).noneMatch(boxes.get(i)::meets);
      for (double[] mark : marks) {
        assertThat(boxes.get(i).meets(Area.around(mark[0], mark[1], 10, 10))).isFalse();
      }
    }
  }

  @Test
  void labelsKeepOffLines() {
    Labels labels = new Labels(new Area(0, 0, 460, 300));
    labels.avoid(110, 100, 400, 100);
    labels.avoid(100, 0, 100, 300);
    Svg svg = new Svg(460, 300, "");

    labels.place("label 1", 100, 100, 5);
    labels.write(svg);

    assertThat(boxes(svg.toString()))
        .singleElement()
        .returns(false, box -> box.meets(new Area(110, 100, 400, 100)))
        .returns(false, box -> box.meets(new Area(100, 0, 100, 300)));
  }

  private static List<Area> boxes(String svg) {
    Matcher text = Pattern.compile("x=\"([0-9.]+)\" y=\"([0-9.]+)\">(label \\d+)<").matcher(svg);
    List<Area> boxes = new ArrayList<>();
    while (text.find()) {
      double left = Double.parseDouble(text.group(1));
      double middle = Double.parseDouble(text.group(2)) - 4;
      double width = Svg.width(text.group(3));
      boxes.add(new Area(left + 0.1, middle - 6.9, left + width - 0.1, middle + 6.9));
    }
    return boxes;
  }

  @Test
  void disksLieInsideTheirBordersAndNameTheirClasses() {
    Figure figure =
        DiskPlot.of("Figure 3", "digits", List.of(disk("VPT", Status.OK, 3)), List.of())
            .orElseThrow();

    assertThat(figure.svgs().get(0).finding())
        .isEqualTo(
            "Training images of digits. VPT: 97.5 % of the 15 nearest in the disk share the class,"
                + " mean radius 0.90");
    String svg = figure.svgs().get(0).toString();
    assertThat(svg).contains(">0</text>", ">1</text>", ">2</text>");
    Matcher point = Pattern.compile("M([0-9.]+) ([0-9.]+)").matcher(svg);
    int points = 0;
    while (point.find()) {
      double x = Double.parseDouble(point.group(1)) - 210;
      double y = Double.parseDouble(point.group(2)) - 240;
      assertThat(Math.hypot(x, y)).isLessThan(198);
      points++;
    }
    assertThat(points).isEqualTo(300);
  }

  /** The classes of {@link #disk} lie on one another, and so do their middles. */
  @Test
  void numbersOfClassesDoNotOverlap() {
    String svg =
        DiskPlot.of("Figure 3", "digits", List.of(disk("VPT", Status.OK, 10)), List.of())
            .orElseThrow()
            .svgs()
            .get(0)
            .toString();

    Matcher text =
        Pattern.compile("x=\"([0-9.]+)\" y=\"([0-9.]+)\">\\d<")
            .matcher(svg.substring(svg.indexOf("geodesic-label")));
    List<Area> boxes = new ArrayList<>();
    while (text.find()) {
      Area box =
          Area.around(Double.parseDouble(text.group(1)), Double.parseDouble(text.group(2)), 9, 14);
      assertThat(boxes).noneMatch(box::meets);
      boxes.add(box);
    }
    assertThat(boxes).hasSize(3 + 10); // of circles and classes
  }

  @Test
  void manyClassesAndPointsAreThinnedOut() {
    Disk disk = disk("VPT", Status.OK, 50);

    String svg =
        DiskPlot.of("Figure 3", "birds", List.of(disk), List.of())
            .orElseThrow()
            .svgs()
            .get(0)
            .toString();

    assertThat(disk.points()).hasSize(5000);
    assertThat(svg.split("h0M|h0\"", -1)).hasSize(1250 + 1); // every fourth
    assertThat(svg).doesNotContain("class-label");
  }

  @Test
  void aModelThatCouldNotBeEmbeddedIsSaidToBeMissing() {
    Figure figure =
        DiskPlot.of(
                "Figure 3",
                "digits",
                List.of(disk("VPT", Status.OK, 3), disk("E²VPT", Status.FAILED, 0)),
                List.of())
            .orElseThrow();

    assertThat(figure.caption()).contains("E²VPT is missing: its trial ab12 ended as failed.");
    assertThat(DiskPlot.of("Figure 3", "digits", List.of(disk("VPT", Status.FAILED, 0)), List.of()))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'0,0.9,0.9', 'points.csv:2: a point of the Poincaré disk has a radius of at most 1, got (0.9, 0.9)'",
    "'zero,0,0', 'points.csv:2: column ''label'': expected a whole number, got ''zero'''",
  })
  void refusesPointsThatAreNone(String line, String message) throws IOException {
    write("ab12.points.csv", "label,x,y\n" + line + "\n");

    assertThatThrownBy(() -> Disk.read(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("ab12." + message);
  }

  @Test
  void saysWhichFileIsMissing() throws IOException {
    write("other.csv", "");

    assertThatThrownBy(() -> Disk.read(directory))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s is missing, which %s names; delete the line of trial ab12 from %s to run it again",
            directory.resolve("embeddings").resolve("ab12.points.csv"),
            directory.resolve("embeddings.csv"),
            directory.resolve("trials.csv"));
  }

  /** The tables of the paper share a journal. */
  @Test
  void namesTheJournalThatTheTrialIsIn() throws IOException {
    write("other.csv", "");
    Path figure = Files.createDirectory(directory.resolve("figure3-of-the-paper"));
    Files.copy(directory.resolve("embeddings.csv"), figure.resolve("embeddings.csv"));
    Path journal = Files.createDirectory(directory.resolve("trials")).resolve("trials.csv");
    Files.writeString(journal, "");

    assertThatThrownBy(() -> Disk.read(figure))
        .hasMessageEndingWith("delete the line of trial ab12 from %s to run it again", journal);
  }

  @Test
  void saysWhichMeasureIsMissing() {
    assertThatThrownBy(() -> disk("VPT", Status.OK, 2).measure("test", "recall@3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("embeddings/ab12.measures.csv has no line 'test,recall@3'");
  }

  @Test
  void runsOfBeforeHaveNoDisks() throws IOException {
    assertThat(Disk.read(directory)).isEmpty();
  }

  private void write(String file, String text) throws IOException {
    EmbeddedRun.write(
        directory.resolve("embeddings.csv"),
        List.of(new EmbeddedRun("vpt", "VPT", "digits", 1, Status.OK, 70, "ab12")));
    Files.createDirectories(directory.resolve("embeddings"));
    Files.writeString(directory.resolve("embeddings").resolve(file), text);
  }

  private static Disk disk(String title, Status status, int classes) {
    ImmutableList.Builder<Point> points = ImmutableList.builder();
    for (int i = 0; i < 100 * classes; i++) {
      points.add(new Point(i % classes, 0.99 * Math.cos(i), 0.99 * Math.sin(i)));
    }
    ImmutableList.Builder<Measure> measures = ImmutableList.builder();
    measures.add(new Measure("train", "disk purity@15", 97.5));
    measures.add(new Measure("train", "disk mean radius", 0.9));
    for (int k : new int[] {1, 2, 4, 8}) {
      measures.add(new Measure("test", "recall@" + k, 90 + k));
    }
    double accuracy = status == Status.OK ? 70 : Double.NaN;
    return new Disk(
        new EmbeddedRun("row", title, "digits", 42, status, accuracy, "ab12"),
        points.build(),
        measures.build());
  }

  private static Figure heatMap(Cell... cells) {
    PrintedTable table =
        new PrintedTable(
            MAP,
            "Figure 4",
            "invented",
            Stream.of(cells)
                .map(cell -> printed(cell.asked()))
                .collect(ImmutableList.toImmutableList()));
    return HeatMap.of(LENGTHS, table, "Natural", List.of(cells)).orElseThrow();
  }

  /** A row's id tells its options: {@code visual-5-kv-10}. */
  private static PrintedCell printed(AskedCell cell) {
    List<String> words = Splitter.on('-').splitToList(cell.row());
    ImmutableSortedMap.Builder<String, String> options = ImmutableSortedMap.naturalOrder();
    for (int i = 0; i < words.size(); i += 2) {
      options.put(words.get(i), words.get(i + 1));
    }
    PaperRow row =
        new PaperRow(
            MAP.table(),
            cell.row(),
            cell.title(),
            "",
            "",
            ImmutableList.of(),
            cell.row(),
            "mini-vit.cifar10",
            "e2vpt",
            options.buildOrThrow(),
            false,
            "grid",
            "",
            ImmutableSortedMap.of(),
            0,
            "invented");
    return new PrintedCell(
        MAP,
        row,
        cell.column(),
        cell.tasks(),
        cell.tasks(),
        Optional.empty(),
        ImmutableMap.of(),
        Optional.empty(),
        Optional.empty(),
        "",
        "");
  }

  private static PageRow row(Cell cell) {
    AskedCell asked = cell.asked();
    return new PageRow(
        asked.row(), asked.title(), ImmutableList.of(cell), ImmutableList.of(), ImmutableList.of());
  }

  private static Cell missing() {
    return cell("visual-1-kv-1", Double.NaN, 0, 0);
  }

  private static Cell cell(String row, double mean, int n, double reference) {
    return cell(
        row,
        mean,
        n,
        reference,
        Judgement.none(n == 0 ? VerdictWord.NOT_RUN : VerdictWord.INCONCLUSIVE, "invented"));
  }

  private static Cell cell(String row, double mean, int n, double reference, Judgement judgement) {
    boolean held = reference > 0;
    return new Cell(
        new AskedCell(
            MAP.toString(),
            "Figure 4",
            row,
            row,
            "Natural",
            ImmutableList.of("digits"),
            Math.max(n, 1),
            "paper"),
        n == 0 ? Summary.NONE : new Summary(n, mean, n > 1 ? 1 : Double.NaN),
        held ? new Summary(1, reference, Double.NaN) : Summary.NONE,
        judgement,
        n == 0 ? Double.NaN : 0.5,
        n == 0 ? Double.NaN : 0.5,
        new Cost(1, 1),
        n == 0 ? Double.NaN : 1000);
  }
}
