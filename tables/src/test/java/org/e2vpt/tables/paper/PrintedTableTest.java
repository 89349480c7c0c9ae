package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataSets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PrintedTableTest {

  static final ImmutableList<String> IDS = PrintedTable.IDS;

  @ParameterizedTest
  @CsvSource({
    "table1, Table 1, 9, FGVC Natural Specialized Structured",
    "table2, Table 2, 7, Natural Specialized Structured",
    "table3, Table 3, 14, Natural Specialized Structured",
    "table4, Table 4, 4, svhn fgvc_nabirds",
    "table5, Table 5, 4, Natural Specialized Structured",
    "figure3, Figure 3, 2, fgvc_cub fgvc_flowers fgvc_dogs",
    "figure4, Figure 4, 4, svhn",
  })
  void hasEveryRowAndColumnOfThePaper(String id, String title, int rows, String columns)
      throws IOException {
    PrintedTable table = PrintedTable.load(id);

    assertThat(table.title()).isEqualTo(title);
    assertThat(table.rows()).hasSize(rows);
    assertThat(String.join(" ", table.columns())).isEqualTo(columns);
    assertThat(table.cells()).hasSize(rows * table.columns().size());
    for (String row : table.rows()) {
      for (String column : table.columns()) {
        assertThat(table.cell(row, column)).as(row + " " + column).isPresent();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("IDS")
  void printsPercentagesAndPlaces(String id) throws IOException {
    int decimals = id.equals("table4") || id.equals("figure4") ? 1 : 2;
    for (PrintedCell cell : PrintedTable.load(id).cells()) {
      assertThat(cell.accuracy().isPresent())
          .as(cell.toString())
          .isEqualTo(!id.equals(PrintedTable.FIGURE3));
      cell.accuracy()
          .ifPresent(
              accuracy -> {
                assertThat(accuracy.value()).as(cell.toString()).isBetween(0.0, 100.0);
                assertThat(accuracy.decimals()).as(cell.toString()).isEqualTo(decimals);
              });
      assertThat(cell.place()).as(cell.toString()).contains(title(id));
      assertThat(cell.winsOverFull().map(Printed::value).orElse(0.0))
          .as(cell.toString())
          .isLessThanOrEqualTo(cell.tasks().size());
    }
  }

  private static String title(String id) {
    return PrintedTable.title(id).replace("Figure", "Fig.");
  }

  @ParameterizedTest
  @FieldSource("IDS")
  void printsOneShareAndOneTitleARow(String id) throws IOException {
    PrintedTable table = PrintedTable.load(id);
    for (String row : table.rows()) {
      List<PrintedCell> cells =
          table.cells().stream().filter(cell -> cell.row().equals(row)).toList();
      assertThat(cells).extracting(PrintedCell::title).containsOnly(cells.get(0).title());
      if (!id.equals("table4")) {
        assertThat(cells)
            .extracting(PrintedCell::tunedShare)
            .containsOnly(cells.get(0).tunedShare());
      }
    }
  }

  @Test
  void columnsAreTheTasksOfTheirGroup() throws IOException {
    PrintedTable table = PrintedTable.load("table1");

    assertThat(table.cell("full", "FGVC").orElseThrow().tasks()).hasSize(5);
    assertThat(table.cell("full", "Natural").orElseThrow().tasks()).hasSize(7);
    assertThat(table.cell("full", "Specialized").orElseThrow().tasks()).hasSize(4);
    assertThat(table.cell("full", "Structured").orElseThrow().tasks()).hasSize(8);
    assertThat(PrintedTable.load("table4").cell("visual", "svhn").orElseThrow().tasks())
        .containsExactly("svhn");
  }

  @Test
  void tasksAreThoseThatTheHarnessKnows() throws IOException {
    assertThat(PaperTask.load())
        .extracting(PaperTask::id)
        .containsExactlyElementsOf(DataSets.ofFiles());
  }

  /** {@code tuned_share.csv} says of the same numbers what they are made of. */
  @Test
  void sharesAreThoseThatAreAccountedFor() throws IOException {
    List<String> accounted = new ArrayList<>();
    for (TunedShare share : TunedShare.load()) {
      accounted.add(
          String.format(
              Locale.ROOT,
              "table%d %s %s %s %s",
              share.table(),
              share.backbone(),
              share.task(),
              share.printed(),
              share.pruning()));
    }
    List<String> printed = new ArrayList<>();
    for (String id : IDS) {
      for (PrintedCell cell : PrintedTable.load(id).cells()) {
        String task = id.equals("table4") ? cell.column() : "";
        if (cell.tunedShare().isPresent()
            && (id.equals("table4") || cell.column().equals("Natural"))) {
          printed.add(
              "%s %s %s %s %s"
                  .formatted(
                      id,
                      cell.backbone(),
                      task,
                      cell.tunedShare().orElseThrow(),
                      Printed.text(cell.pruning())));
        }
      }
    }
    assertThat(printed).containsExactlyInAnyOrderElementsOf(accounted);
  }

  @Test
  void everyColumnHasATolerance() throws IOException {
    Tolerances tolerances = Tolerances.load();
    Summary printed = new Summary(1, 50, Double.NaN);
    for (String id : IDS) {
      for (String column : PrintedTable.load(id).columns()) {
        assertThat(tolerances.of(id, column, printed, 3).points()).as(id + column).isPositive();
      }
    }
  }

  /**
   * The tolerance is what Table 5 (a) prints twice: where key-value prompts stand changes nothing.
   */
  @ParameterizedTest
  @CsvSource({"Natural", "Specialized", "Structured"})
  void theNoiseFloorIsThatOfTable5(String column) throws IOException {
    PrintedTable table = PrintedTable.load("table5");
    BigDecimal after = accuracy(table, "kv-after", column);
    BigDecimal before = accuracy(table, "kv-before", column);

    for (String id : List.of("table1", "table2", "table3", "table5")) {
      assertThat(Tolerances.load().floors())
          .filteredOn(floor -> floor.table().equals(id) && floor.column().equals(column))
          .singleElement()
          .satisfies(
              floor -> {
                assertThat(BigDecimal.valueOf(floor.points()))
                    .isEqualByComparingTo(after.subtract(before).abs());
                assertThat(floor.source()).contains(after.toString(), before.toString());
              });
    }
  }

  private static BigDecimal accuracy(PrintedTable table, String row, String column) {
    return new BigDecimal(table.cell(row, column).orElseThrow().accuracy().orElseThrow().text());
  }

  @Test
  void everyTaskValueHasATaskAndASource() throws IOException {
    ImmutableSet<String> tasks =
        PaperTask.load().stream().map(PaperTask::id).collect(ImmutableSet.toImmutableSet());
    ImmutableSet<String> sources =
        TaskValue.sources().stream()
            .map(source -> source.table() + " " + source.row())
            .collect(ImmutableSet.toImmutableSet());
    for (TaskValue value : TaskValue.load()) {
      assertThat(tasks).contains(value.task());
      assertThat(sources).contains(value.table() + " " + value.row());
    }
    assertThat(TaskValue.sources())
        .allMatch(s -> !s.source().isBlank() && !s.certainty().isBlank());
  }

  /**
   * Adds the printed group means again, where every task's value is known. Values have one decimal,
   * so a mean of them is good to 0.05, to which the printed mean adds 0.005.
   */
  @Test
  void groupMeansAreThoseOfTheirTasks() throws IOException {
    int compared = 0;
    for (String id : List.of("table1", "table2", "table3")) {
      PrintedTable table = PrintedTable.load(id);
      List<TaskValue> values =
          TaskValue.load().stream().filter(value -> value.table().equals(id)).toList();
      for (PrintedCell cell : table.cells()) {
        Summary mean =
            new PrintedReference(ImmutableList.of(), ImmutableList.copyOf(values))
                .of(cell.row(), cell.tasks());
        if (mean.n() == 1) {
          compared++;
          assertThat(Math.abs(mean.mean() - cell.accuracy().orElseThrow().value()))
              .as("%s %s %s", id, cell.row(), cell.column())
              .isLessThanOrEqualTo(0.055);
        }
      }
    }
    assertThat(compared).isEqualTo(8 * 4 + 3 * 3 + 2 * 3);
  }

  @Test
  void servesPrintedNumbersAsReferences() throws IOException {
    Reference reference = Reference.load("table1");
    PrintedCell natural = PrintedTable.load("table1").cell("vpt-deep", "Natural").orElseThrow();

    assertThat(reference.of("vpt-deep", natural.tasks()))
        .isEqualTo(new Summary(1, natural.accuracy().orElseThrow().value(), Double.NaN));
    assertThat(reference.of("vpt-deep", natural.tasks().reverse()).n()).isEqualTo(1);
    assertThat(reference.of("nobody", natural.tasks())).isEqualTo(Summary.NONE);
    assertThat(reference.without(ImmutableSet.of("vpt-deep")).of("vpt-deep", natural.tasks()))
        .isEqualTo(Summary.NONE);
  }

  /** Figure 3 prints no number; its models are rows of Table 1. */
  @Test
  void holdsModelsOfFigure3ToTheirValuesInTable1() throws IOException {
    Reference figure = Reference.load("figure3");
    Reference table = Reference.load("table1");

    for (PrintedCell cell : PrintedTable.load("figure3").cells()) {
      assertThat(figure.of(cell.row(), cell.tasks()))
          .as(cell.toString())
          .isNotEqualTo(Summary.NONE)
          .isEqualTo(table.of(cell.row(), cell.tasks()));
    }
  }

  @Test
  void ofSomeTasksServesTheMeanOfTheirOwnValues() {
    Reference reference =
        new PrintedReference(
            ImmutableList.of(), ImmutableList.of(value("svhn", "70.0"), value("dtd", "60.1")));

    assertThat(reference.of("full", List.of("svhn", "dtd")).mean()).isEqualTo(65.05);
    assertThat(reference.of("full", List.of("svhn")).mean()).isEqualTo(70);
    assertThat(reference.of("full", List.of("svhn", "cifar"))).isEqualTo(Summary.NONE);
    assertThat(reference.of("linear", List.of("svhn"))).isEqualTo(Summary.NONE);
  }

  private static TaskValue value(String task, String accuracy) {
    return new TaskValue(
        "table1", "full", task, new Printed(accuracy), Optional.empty(), "invented");
  }

  @Test
  void noPrintedAccuracyStandsInJava() throws IOException {
    List<String> accuracies = new ArrayList<>();
    for (String id : IDS) {
      PrintedTable.load(id).cells().stream()
          .flatMap(cell -> cell.accuracy().stream())
          .map(Printed::text)
          .filter(text -> text.matches("\\d+\\.\\d\\d"))
          .forEach(accuracies::add);
    }
    Pattern anyOfThem =
        Pattern.compile("(?<![\\d.])(" + String.join("|", accuracies) + ")(?![\\d.])");
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(source)).as(source.toString()).doesNotContainPattern(anyOfThem);
      }
    }
  }

  @Test
  void refusesATableThatThePaperHasNot() {
    assertThatThrownBy(() -> PrintedTable.load("table9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the paper has no table 'table9';"
                + " it has table1, table2, table3, table4, table5, figure3, figure4");
  }
}
