package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {

  @TempDir Path folder;

  @Test
  void writesWhatASpreadsheetDoesNotCompute() throws IOException {
    Path file = folder.resolve("a/b.csv");
    List<String> words = List.of("=HYPERLINK(\"http://x\")", "-1.5", "'=1");

    CsvFile.write(file, List.of("x", "y", "z"), List.of(words));

    assertThat(file).content().isEqualTo("x,y,z\n\"'=HYPERLINK(\"\"http://x\"\")\",-1.5,''=1\n");
    assertThat(
            CsvFile.read(
                file,
                List.of("x", "y", "z"),
                line -> List.of(line.text("x"), line.text("y"), line.text("z"))))
        .containsExactly(words);
  }

  @Test
  void writesThroughALinkToAFolder() throws IOException {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("link"), Files.createDirectory(folder.resolve("real")));

    CsvFile.write(link.resolve("a.csv"), List.of("x"), List.of(List.of("1")));

    assertThat(folder.resolve("real/a.csv")).content().isEqualTo("x\n1\n");
  }
}
