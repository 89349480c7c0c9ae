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
import org.e2vpt.tables.report.Family.Numbers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FamilyTest {

  private static final Papers PAPERS = Papers.shipped();
  private static final List<String> IDS = List.of("e2vpt", "vpt", "vfpt");

  @TempDir private Path folder;

  @Test
  void putsTheMethodsSideBySideAsPrintedAndAsMeasured() throws IOException {
    Family family = family(InventedTable.of("vfpt", "table1", 3).sd(0.1));

    assertThat(family.titles()).containsExactly("Full", "VPT-deep", "E²VPT", "VFPT (Ours)");
    assertThat(family.printed())
        .extracting(Numbers::title)
        .containsExactly(
            "E²VPT, Table 1",
            "E²VPT, Table 2",
            "E²VPT, Figure 3",
            "VPT, Table 1",
            "VPT, Swin-B",
            "VFPT, Table 1",
            "VFPT, Table 2");
    assertThat(line(family.printed(), "VFPT, Table 1", "Natural"))
        .containsExactly("Natural", "75.88", "78.48", "80.01", "81.35");
    assertThat(line(family.printed(), "VFPT, Table 1", "svhn"))
        .containsExactly("svhn", "87.40", "78.10", "85.30", "85.60");
    assertThat(line(family.printed(), "VPT, Table 1", "Natural"))
        .containsExactly("Natural", "75.88", "78.48", "", "");
    assertThat(family.measured()).singleElement().extracting(Numbers::lines).asList().hasSize(28);
  }

  @Test
  void saysOfEachPairWhichIsBetterAndWhetherThatIsPrinted() throws IOException {
    Family family = family(InventedTable.of("vfpt", "table1", 3).sd(0.1).shift("vfpt", -9));

    assertThat(family.contrasts()).hasSize(6 * 5);
    assertThat(family.contrasts())
        .filteredOn(sentence -> sentence.startsWith("VPT-deep beats Full by"))
        .isNotEmpty();
    assertThat(family.claims())
        .filteredOn(sentence -> sentence.startsWith("VFPT prints 81.35"))
        .hasSize(3)
        .allSatisfy(sentence -> assertThat(sentence).contains("VFPT (Ours) is below "))
        .filteredOn(sentence -> sentence.contains("78.48 for VPT-deep"))
        .singleElement()
        .asString()
        .startsWith(
            "VFPT prints 81.35 for VFPT (Ours) and 78.48 for VPT-deep, +2.87, in Natural of Table 1."
                + " Measured: VFPT (Ours) is below VPT-deep by ")
        .endsWith(": contradicted.");
    assertThat(family.claims())
        .filteredOn(sentence -> sentence.startsWith("E²VPT prints 57.39 for E²VPT and 47.64"))
        .singleElement()
        .asString()
        .endsWith(": confirmed.");
  }

  @Test
  void isWrittenForPeople() throws IOException {
    InventedTable.of("vfpt", "table1", 3).sd(0.1).write(folder);

    Path page = Report.renderFamily(PAPERS, IDS, folder, folder);

    assertThat(page).isEqualTo(folder.resolve("family.html"));
    assertThat(Files.readString(page)).contains("VFPT (Ours) beats VPT-deep by");
    assertThat(Files.readString(folder.resolve("family.md")))
        .contains("| Natural | 75.88 | 78.48 | 80.01 | 81.35 |");
  }

  @Test
  void takesWhatIsPrintedOfTheSameBackbone() throws IOException {
    assertThat(family(InventedTable.of("vfpt", "table2", 3).sd(0.1)).claims())
        .filteredOn(sentence -> sentence.startsWith("VFPT prints 84.53 for VFPT (Ours) and 76.78"))
        .singleElement()
        .asString()
        .contains("in Natural of Table 2")
        .endsWith(": confirmed.");
  }

  @Test
  void testsNothingThatIsPrintedOnOtherTasks() throws IOException {
    InventedTable table = InventedTable.mini("vpt-deep", "e2vpt").sd(0.1).shift("e2vpt", -20);

    assertThat(family(table).claims())
        .hasSize(2)
        .allMatch(
            sentence ->
                sentence.endsWith(
                    ": not the order as printed, on another backbone or other tasks, so it tests"
                        + " nothing that is printed."));
  }

  @Test
  void needsTwoOfItsMethods() throws IOException {
    InventedTable.mini().write(folder);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.renderFamily(PAPERS, IDS, folder, folder))
        .withMessage(
            "a family needs a run of two of the rows that VFPT asks about, vfpt, vpt-deep, e2vpt,"
                + " full; there is only e2vpt");
  }

  private Family family(InventedTable table) throws IOException {
    table.write(folder);
    List<Paper> papers = IDS.stream().map(PAPERS::get).toList();
    return Family.of(papers, Results.read(PAPERS, folder));
  }

  private static ImmutableList<String> line(List<Numbers> tables, String title, String name) {
    return tables.stream()
        .filter(numbers -> numbers.title().equals(title))
        .flatMap(numbers -> numbers.lines().stream())
        .filter(line -> line.get(0).equals(name))
        .findFirst()
        .orElseThrow();
  }
}
