package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recorded run of a user's own images is reported without the images. */
class OwnImagesPageTest {

  private static final Path RECORDED = Path.of("../reports/recorded/drawn-shapes");

  @TempDir private Path folder;

  @Test
  void answersWhichMethodServesAndSpeaksOfNoVerdict() throws IOException {
    Report.render(Papers.shipped().with(RECORDED.resolve("paper")), RECORDED, folder);

    String answer =
        "No method is told apart from another on drawn shapes: VPT-deep 46.78 %, Linear 46.22 %, E²VPT 44.33 % (guessing 20.00 %)";
    String page = Files.readString(folder.resolve("index.html"));
    assertThat(page.substring(page.indexOf("<main>")))
        .contains("<h1>" + Words.unbroken(answer) + "</h1>", "<h2>Measured <", "Method by method")
        .doesNotContain(">not compared", "reproduced", "no reference", "folder-");
    assertThat(page).doesNotContain("<script>");
    assertThat(folder.resolve("summary.md"))
        .content()
        .startsWith("# drawn-shapes: " + answer + "\n\nCost: 26 trials in ")
        .contains("| Row | Trainable, % | drawn shapes |\n")
        .doesNotContain("not compared", "reproduced", "no reference", "folder-");
    assertThat(folder.resolve("summary.json"))
        .content()
        .contains("\"answer\": \"" + answer + "\"", "\"folder-0a10037d407e\"")
        .contains("\"verdict\": \"not compared\"")
        .doesNotContain("\"verdict\": \"inconclusive\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "on folder-0a10037d407e. | on <drawn shapes>.",
        "folder-0a10037d407e, x | <drawn shapes>, x",
        "classes-folder-0a10037d407e | classes-folder-0a10037d407e",
        "see folder-0a10037d407e.csv | see folder-0a10037d407e.csv",
        "on folder-0a10037d407f | on <folder-0a10037d407f>",
      })
  void callsAFolderByItsName(String text, String named) throws IOException {
    Path file = folder.resolve("provenance.csv");
    Files.writeString(
        file,
        "key,value\nimages folder-0a10037d407e,split: user-provided (the folder drawn shapes) drawn shapes: one image (small) is left out.\n");

    assertThat(FolderNames.of(Provenance.read(file)).in(text, name -> "<" + name + ">"))
        .isEqualTo(named);
  }
}
