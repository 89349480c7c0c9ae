package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyTest {

  private static final Papers PAPERS = Papers.shipped();
  private static final List<String> IDS = List.of("e2vpt", "vpt", "vfpt");

  @TempDir private Path folder;

  @Test
  void putsTheMethodsSideBySideAsPrintedAndAsMeasured() throws IOException {
    Family family = family(InventedTable.of("vfpt", "table1", 3).sd(0.1));

    assertThat(family.run())
        .isEqualTo("Measured by one run of VFPT, protocol paper, on vit-b16.in21k, with 3 seeds");
    assertThat(family.printed())
        .extracting(FamilyNumbers::title)
        .containsExactly(
            "E²VPT, Table 1",
            "E²VPT, Table 2",
            "E²VPT, Table 3, MAE",
            "E²VPT, Table 3, MoCo v3",
            "E²VPT, Figure 3",
            "VPT, Table 1",
            "VPT, Swin-B",
            "VPT, MAE and MoCo v3, MAE",
            "VPT, MAE and MoCo v3, MoCo v3",
            "VFPT, Table 1",
            "VFPT, Table 2",
            "VFPT, Table 3, MAE",
            "VFPT, Table 3, MoCo v3");
    assertThat(family.printed())
        .filteredOn(numbers -> numbers.title().equals("VFPT, Table 1"))
        .extracting(FamilyNumbers::header)
        .containsExactly(ImmutableList.of("", "Full", "VPT-deep", "E²VPT", "VFPT"));
    assertThat(line(family.printed(), "VFPT, Table 1", "Natural"))
        .containsExactly("Natural", "75.88", "78.48", "80.01", "81.35");
    assertThat(line(family.printed(), "VFPT, Table 1", "svhn"))
        .containsExactly("svhn", "87.40", "78.10", "85.30", "85.60");
    assertThat(line(family.printed(), "VPT, Table 1", "Natural"))
        .containsExactly("Natural", "75.88", "78.48");
    assertThat(line(family.printed(), "VFPT, Table 3, MoCo v3", "Structured"))
        .containsExactly("Structured", "51.98", "42.38", "58.74");
    assertThat(family.measured())
        .singleElement()
        .extracting(FamilyNumbers::lines)
        .asList()
        .hasSize(28);
  }

  @Test
  void saysWhichMethodIsBetterOverAllTasksAndWhetherThatIsPrinted() throws IOException {
    Family family = family(InventedTable.of("vfpt", "table1", 3).sd(0.1).shift("vfpt", -9));

    assertThat(family.answers())
        .containsExactly(
            "Table 1, all tasks (24): VPT-deep is above Full and VFPT; E²VPT is above Full, VPT-deep"
                + " and VFPT; Full is above VFPT.",
            "Of the 24 differences that the papers print, this run tests 24: 8 confirmed, 11"
                + " contradicted, 5 neither.");
    assertThat(family.contrasts())
        .singleElement()
        .satisfies(
            numbers -> {
              assertThat(numbers.header())
                  .containsExactly(
                      "",
                      "FGVC (5 tasks)",
                      "Natural (7 tasks)",
                      "Specialized (4 tasks)",
                      "Structured (8 tasks)",
                      "all tasks (24)");
              assertThat(numbers.lines()).hasSize(6);
            });
    assertThat(family.claims().lines())
        .filteredOn(line -> line.contains("81.35 − 78.48 = +2.87"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.subList(0, 2))
                  .containsExactly("VFPT, Table 1, Natural", "VFPT over VPT-deep");
              assertThat(line.get(3)).matches("−6[.]\\d\\d ± \\d[.]\\d\\d on 7 tasks");
              assertThat(line.get(4)).isEqualTo("contradicted");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 40 | Full, VPT-deep, E²VPT and VFPT are not told apart.",
        "-30 | 5 | Full is above VFPT; VPT-deep is above VFPT; E²VPT is above VFPT; Full, VPT-deep"
            + " and E²VPT are not told apart.",
        "-9 | 5 | VPT-deep is above VFPT; not told apart are Full and VPT-deep, Full and E²VPT,"
            + " VPT-deep and E²VPT, Full and VFPT, E²VPT and VFPT.",
      })
  void saysWhichMethodsAreNotToldApart(double shift, double sd, String answer) throws IOException {
    InventedTable table =
        InventedTable.mini("full", "vpt-deep", "e2vpt", "vfpt")
            .sd(sd)
            .shift("full", -26)
            .shift("vpt-deep", -14)
            .shift("e2vpt", -13)
            .shift("vfpt", -14 + shift);

    assertThat(family(table).answers())
        .containsExactly(
            "mini, all tasks (2): " + answer,
            "This run tests none of the 12 differences that the papers print: it has another"
                + " backbone or other tasks.");
  }

  @Test
  void isWrittenForPeople() throws IOException {
    InventedTable.of("vfpt", "table1", 3).sd(0.1).write(folder);

    Path page = Report.renderFamily(PAPERS, IDS, folder, folder);

    assertThat(page).isEqualTo(folder.resolve("family.html"));
    assertThat(Files.readString(page))
        .contains("VFPT is above ", "<th scope=\"row\">VFPT over VPT-deep</th>");
    assertThat(Files.readString(folder.resolve("family.md")))
        .contains("| Natural | 75.88 | 78.48 | 80.01 | 81.35 |");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "table2 | Table 2, Natural | 84.53 − 76.78 = +7.75",
        "table3 | Table 3, MAE, Structured | 36.15 − 26.57 = +9.58",
        "table3 | Table 3, MoCo v3, Natural | 77.47 − 70.27 = +7.20",
      })
  void takesWhatIsPrintedOfTheSameBackbone(String table, String title, String printed)
      throws IOException {
    Family family = family(InventedTable.of("vfpt", table, 3).sd(0.1));

    assertThat(family.claims().lines())
        .filteredOn(line -> line.contains(printed))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.subList(0, 2))
                  .containsExactly("VFPT, " + title, "VFPT over VPT-deep");
              assertThat(line.get(4)).isEqualTo("confirmed");
            });
  }

  @Test
  void testsNothingThatIsPrintedOnOtherTasks() throws IOException {
    InventedTable table = InventedTable.mini("vpt-deep", "e2vpt").sd(0.1).shift("e2vpt", -20);

    assertThat(family(table).claims().lines())
        .isNotEmpty()
        .allMatch(line -> line.get(4).equals("not tested: other backbone and tasks"));
  }

  @Test
  void needsTwoOfItsMethods() throws IOException {
    InventedTable.mini().write(folder);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.renderFamily(PAPERS, IDS, folder, folder))
        .withMessage(
            "a family needs a run of two of the rows that VFPT asks about, vfpt, vpt-deep, e2vpt,"
                + " full, on all tasks of a column; there is only e2vpt");
  }

  private Family family(InventedTable table) throws IOException {
    table.write(folder);
    List<Paper> papers = IDS.stream().map(PAPERS::get).toList();
    return Family.of(papers, Results.read(PAPERS, folder));
  }

  private static ImmutableList<String> line(List<FamilyNumbers> tables, String title, String name) {
    return tables.stream()
        .filter(numbers -> numbers.title().equals(title))
        .flatMap(numbers -> numbers.lines().stream())
        .filter(line -> line.get(0).equals(name))
        .findFirst()
        .orElseThrow();
  }
}
