package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.tables.verdict.PrintedRepeat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The tables of the first paper, E²VPT. */
class PrintedTableTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");

  static final ImmutableList<PrintedTable> TABLES = PAPER.tables().values().asList();

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
  void hasEveryRowAndColumnOfThePaper(String id, String title, int rows, String columns) {
    PrintedTable table = PAPER.table(id);

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
  @FieldSource("TABLES")
  void hasAnAccuracyAndAPlaceInEachCell(PrintedTable table) {
    String id = table.id().table();
    int decimals = id.equals("table4") || id.equals("figure4") ? 1 : 2;
    for (PrintedCell cell : table.cells()) {
      assertThat(cell.accuracy().map(Printed::decimals))
          .as(cell.toString())
          .isEqualTo(id.equals("figure3") ? Optional.empty() : Optional.of(decimals));
      assertThat(cell.place()).contains(table.title().replace("Figure", "Fig."));
      assertThat(cell.byDefault()).isEqualTo(cell.tasks());
    }
  }

  /** Table 4 prints one for each of its tasks. */
  @ParameterizedTest
  @FieldSource("TABLES")
  void printsOneShareARow(PrintedTable table) {
    List<String> rows = table.id().table().equals("table4") ? List.of() : table.rows();
    for (String row : rows) {
      assertThat(table.cells().stream().filter(cell -> cell.row().equals(row)))
          .extracting(PrintedCell::tunedShare)
          .containsOnly(table.cell(row, table.columns().get(0)).orElseThrow().tunedShare());
    }
  }

  @Test
  void columnsAreTheTasksOfTheirGroup() {
    PrintedTable table = PAPER.table("table1");

    assertThat(table.cell("full", "FGVC").orElseThrow().tasks()).hasSize(5);
    assertThat(table.cell("full", "Natural").orElseThrow().tasks()).hasSize(7);
    assertThat(table.cell("full", "Specialized").orElseThrow().tasks()).hasSize(4);
    assertThat(table.cell("full", "Structured").orElseThrow().tasks()).hasSize(8);
    assertThat(PAPER.table("table4").cell("visual", "svhn").orElseThrow().tasks())
        .containsExactly("svhn");
  }

  /** In brackets over Full, in braces over VPT. */
  @Test
  void countsWinsOverOneRowOrTwo() {
    PrintedTable table = PAPER.table("table1");

    assertThat(table.cell("full", "Natural").orElseThrow().wins()).isEmpty();
    assertThat(table.cell("linear", "Natural").orElseThrow().wins())
        .isEqualTo(ImmutableMap.of("full", 1));
    assertThat(table.cell("e2vpt", "Natural").orElseThrow().wins())
        .containsOnlyKeys("full", "vpt-deep");
  }

  @Test
  void tasksAreThoseThatTheHarnessKnows() {
    assertThat(PAPER.tasks())
        .extracting(PaperTask::id)
        .containsExactlyElementsOf(DataSets.ofFiles());
  }

  /** {@code shares.csv} says of the same numbers what they are made of. */
  @Test
  void sharesAreThoseThatAreAccountedFor() {
    List<Tuple> printed =
        TABLES.stream()
            .flatMap(table -> table.cells().stream())
            .filter(cell -> cell.tunedShare().isPresent())
            .map(
                cell -> {
                  String table = cell.table().table();
                  String column = table.equals("table4") ? cell.column() : "";
                  return Tuple.tuple(table, cell.row(), column);
                })
            .distinct()
            .toList();

    assertThat(PAPER.shares())
        .extracting(ShareNote::table, ShareNote::row, ShareNote::column)
        .containsExactlyInAnyOrderElementsOf(printed);
  }

  /** Where key-value prompts stand changes nothing on a ViT: Table 5 (a) prints that twice. */
  @ParameterizedTest
  @CsvSource({"Natural", "Specialized", "Structured"})
  void whatIsKnownOfCampaignsIsWhatTable5Repeats(String column) {
    PrintedTable table = PAPER.table("table5");
    BigDecimal repeated =
        accuracy(table, "kv-after", column).subtract(accuracy(table, "kv-before", column)).abs();
    int tasks = table.cell("kv-after", column).orElseThrow().tasks().size();

    assertThat(PAPER.noise().campaigns().repeats())
        .contains(new PrintedRepeat(column, tasks, repeated.doubleValue(), 3));
  }

  private static BigDecimal accuracy(PrintedTable table, String row, String column) {
    return new BigDecimal(table.cell(row, column).orElseThrow().accuracy().orElseThrow().text());
  }

  /**
   * Adds the printed group means again, where every task's value is known. Values have one decimal,
   * so a mean of them is good to 0.05, to which the printed mean adds 0.005.
   */
  @Test
  void groupMeansAreThoseOfTheirTasks() {
    int compared = 0;
    for (String id : List.of("table1", "table2", "table3")) {
      for (PrintedCell cell : PAPER.table(id).cells()) {
        // One task after the other, as of all together it is the printed mean.
        double[] values =
            cell.tasks().stream()
                .map(task -> PAPER.reference(id).of(cell.row(), List.of(task)))
                .filter(value -> value.n() == 1)
                .mapToDouble(Summary::mean)
                .toArray();
        if (values.length == cell.tasks().size()) {
          compared++;
          double mean = Arrays.stream(values).average().orElseThrow();
          assertThat(Math.abs(mean - cell.accuracy().orElseThrow().value()))
              .as(cell.toString())
              .isLessThanOrEqualTo(0.055);
        }
      }
    }
    assertThat(compared).isEqualTo(8 * 4 + 3 * 3 + 2 * 3);
  }

  @Test
  void servesPrintedNumbersAsReferences() {
    Reference reference = PAPER.reference("table1");
    PrintedCell natural = PAPER.table("table1").cell("vpt-deep", "Natural").orElseThrow();

    assertThat(reference.of("vpt-deep", natural.tasks()))
        .isEqualTo(new Summary(1, natural.accuracy().orElseThrow().value(), Double.NaN));
    assertThat(reference.of("vpt-deep", natural.tasks().reverse()).n()).isEqualTo(1);
    assertThat(reference.of("nobody", natural.tasks())).isEqualTo(Summary.NONE);
    assertThat(reference.without(ImmutableSet.of("vpt-deep")).of("vpt-deep", natural.tasks()))
        .isEqualTo(Summary.NONE);
    assertThat(reference.provenance().entries())
        .isEqualTo(ImmutableMap.of("printed in", "E²VPT (arXiv 2307.13770)"));
  }

  /** Figure 3 prints no number; its models are rows of Table 1. */
  @Test
  void comparesModelsOfFigure3WithTheirValuesInTable1() {
    Reference figure = PAPER.reference("figure3");
    Reference table = PAPER.reference("table1");

    for (PrintedCell cell : PAPER.table("figure3").cells()) {
      assertThat(figure.of(cell.row(), cell.tasks()))
          .as(cell.toString())
          .isNotEqualTo(Summary.NONE)
          .isEqualTo(table.of(cell.row(), cell.tasks()));
    }
  }

  @Test
  void ofSomeTasksServesTheMeanOfTheirOwnValues() {
    Reference reference = PAPER.reference("table1");

    assertThat(reference.of("full", List.of("svhn")).mean()).isEqualTo(87.4);
    assertThat(reference.of("full", List.of("svhn", "cifar")).mean()).isEqualTo((87.4 + 68.9) / 2);
    assertThat(reference.of("full", List.of("svhn", "mnist"))).isEqualTo(Summary.NONE);
    assertThat(reference.of("adapter", List.of("svhn"))).isEqualTo(Summary.NONE);
  }
}
