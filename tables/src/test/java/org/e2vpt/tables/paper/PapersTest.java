package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Noise.Margin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class PapersTest {

  private static final Papers SHIPPED = Papers.shipped();

  static final ImmutableSet<String> IDS = SHIPPED.ids();

  private static final String ALL = String.join(", ", IDS);
  private static final String LISTED = String.join(", ", SHIPPED.listed());

  @Test
  void includeTheFirstPaperAndItsMiniature() {
    assertThat(IDS).contains("e2vpt", "mini");
    assertThat(SHIPPED.listed()).contains("table1", "figure4", "mini").doesNotContain("e2vpt");
  }

  @ParameterizedTest
  @CsvSource({
    "table1,         e2vpt/table1",
    "TABLE1,         e2vpt/table1",
    "e2vpt/Table1,   e2vpt/table1",
    "mini,           mini/mini mini/mini-protocols mini/mini-figure4",
    "mini/mini,      mini/mini",
    "mini-protocols, mini/mini-protocols",
    "e2vpt,"
        + " e2vpt/table1 e2vpt/table2 e2vpt/table3 e2vpt/table4 e2vpt/table5 e2vpt/figure3"
        + " e2vpt/figure4",
  })
  void areNamedAndSoAreTheirTables(String name, String tables) {
    assertThat(SHIPPED.named(name).stream().map(TableId::toString).collect(Collectors.joining(" ")))
        .isEqualTo(tables);
  }

  @Test
  void nameWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.named("minni"))
        .withMessage("no table 'minni'; there are %s. Did you mean 'mini'?", LISTED);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.get("e2vtp"))
        .withMessage("no paper 'e2vtp'; there are %s. Did you mean 'e2vpt'?", ALL);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.of("mine/table1"))
        .withMessage(
            "table mine/table1 is of the paper 'mine', which is not among %s: if it is one of your"
                + " own, name the folder that contains its folder with --papers-dir or -Dpapers.dir",
            ALL);
    assertThat(SHIPPED.of("e2vpt/table1").id()).isEqualTo("e2vpt");
    assertThat(SHIPPED.get("e2vpt").table("table1").title()).isEqualTo("Table 1");
  }

  /** Copied is copied to the digit, with the counts of wins. */
  @Test
  void sayWhatTheyCopyFromEachOther() {
    List<PrintedCell> copies =
        SHIPPED.all().stream()
            .flatMap(paper -> paper.tables().values().stream())
            .flatMap(table -> table.cells().stream())
            .filter(cell -> !cell.of().copied().isEmpty())
            .toList();

    assertThat(copies).hasSizeGreaterThan(80);
    for (PrintedCell copy : copies) {
      List<String> row = Splitter.on('/').splitToList(copy.of().copied());
      PrintedCell original =
          SHIPPED.get(row.get(0)).table(row.get(1)).cell(row.get(2), copy.column()).orElseThrow();
      assertThat(copy.accuracy()).as("%s", copy).isEqualTo(original.accuracy());
      assertThat(original.wins()).as("%s", copy).containsAllEntriesOf(copy.wins());
    }
  }

  @Test
  void copyOnlyWhatIsThere(@TempDir Path folder) throws IOException {
    InventedPaper.write(folder, "mine");
    Path rows = folder.resolve("mine/rows.csv");
    Files.writeString(
        rows, Files.readString(rows).replace("full,Full,[1],,", "full,Full,[1],vpt/table1/ful,"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.with(folder))
        .withMessage(
            "mine/rows.csv: row 'table1/full', column 'copied': no paper has a row"
                + " 'vpt/table1/ful'");
  }

  @Test
  void haveThoseOfAnotherFolderToo(@TempDir Path folder) throws IOException {
    InventedPaper.write(folder, "mine");
    Files.createDirectories(folder.resolve("no paper"));
    Papers papers = SHIPPED.with(folder);

    assertThat(papers.ids()).containsAll(IDS).contains("mine").hasSize(IDS.size() + 1);
    assertThat(papers.named("mine/table1")).containsExactly(new TableId("mine", "table1"));
    assertThat(papers.shortName(new TableId("mine", "table1"))).isEqualTo("mine/table1");
    assertThat(papers.named("table1")).containsExactly(new TableId("e2vpt", "table1"));
    assertThat(papers.listed()).containsAll(SHIPPED.listed()).contains("mine/table1");
    assertThat(papers.margins()).contains(new Margin("mine/table1", "Structured", 1, "a guess"));
  }

  @Test
  void giveABareNameToTheFirstThatHasIt(@TempDir Path folder) throws IOException {
    Path mine = InventedPaper.write(folder, "mine");
    Path info = mine.resolve("paper.csv");
    Files.writeString(info, Files.readString(info) + "bare tables,yes\n");
    Papers papers = SHIPPED.with(folder);

    assertThat(papers.named("table1")).containsExactly(new TableId("e2vpt", "table1"));
    assertThat(papers.shortName(new TableId("e2vpt", "table1"))).isEqualTo("table1");
    assertThat(papers.shortName(new TableId("mine", "table1"))).isEqualTo("mine/table1");
    assertThat(papers.listed()).contains("table1", "mine/table1");
  }

  @Test
  void refuseAFolderThatHoldsNone(@TempDir Path folder) throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.with(folder.resolve("nowhere")))
        .withMessage(
            "there is no folder %s: papers.dir names a folder that contains a folder for each paper",
            folder.resolve("nowhere"));

    Path mine = InventedPaper.write(folder, "mine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.with(mine))
        .withMessage("%s holds no paper: a paper is a folder in it, with the file paper.csv", mine);
  }

  @Test
  void refuseAnIdThatIsTaken(@TempDir Path folder) throws IOException {
    Path taken = InventedPaper.write(folder, "e2vpt");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SHIPPED.with(folder))
        .withMessage("%s: there is already a paper 'e2vpt'; give its folder another name", taken);
  }

  @ParameterizedTest
  @FieldSource("IDS")
  void printPercentagesAndPlaces(String id) {
    for (PrintedCell cell : printedCells(id)) {
      Stream.of(cell.accuracy(), cell.tunedShare(), cell.pruning())
          .flatMap(number -> number.stream())
          .forEach(number -> assertThat(number.value()).as(cell.toString()).isBetween(0.0, 100.0));
      assertThat(cell.place()).as(cell.toString()).isNotBlank();
      assertThat(cell.wins().values())
          .as(cell.toString())
          .allMatch(wins -> wins <= cell.tasks().size());
    }
  }

  @ParameterizedTest
  @FieldSource("IDS")
  void haveATaskAndASourceForEachValueOfATask(String id) {
    Paper paper = SHIPPED.get(id);

    assertThat(paper.values())
        .filteredOn(value -> paper.rows().stream().anyMatch(row -> row.row().equals(value.row())))
        .extracting(TaskValue::task)
        .isSubsetOf(paper.tasks().stream().map(PaperTask::id).toList());
    assertThat(paper.values())
        .extracting(value -> value.table() + " " + value.row())
        .isSubsetOf(paper.valueSources().stream().map(s -> s.table() + " " + s.row()).toList());
    assertThat(paper.valueSources())
        .allMatch(s -> !s.source().isBlank() && !s.certainty().isBlank());
  }

  @Test
  void haveNoPrintedAccuracyInJava() throws IOException {
    List<String> accuracies =
        IDS.stream()
            .flatMap(id -> printedCells(id).stream())
            .flatMap(cell -> cell.accuracy().stream())
            .map(Printed::text)
            .filter(text -> text.matches("\\d+\\.\\d\\d"))
            .distinct()
            .toList();
    Pattern anyOfThem =
        Pattern.compile("(?<![\\d.])(" + String.join("|", accuracies) + ")(?![\\d.])");
    try (Stream<Path> sources = Files.walk(Path.of("src", "main", "java"))) {
      for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(source)).as(source.toString()).doesNotContainPattern(anyOfThem);
      }
    }
  }

  private static ImmutableList<PrintedCell> printedCells(String id) {
    Paper paper = SHIPPED.get(id);
    return paper.info().recorded()
        ? ImmutableList.of()
        : paper.tables().values().stream()
            .flatMap(table -> table.cells().stream())
            .collect(ImmutableList.toImmutableList());
  }
}
