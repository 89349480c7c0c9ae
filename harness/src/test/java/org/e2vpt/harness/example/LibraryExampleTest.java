package org.e2vpt.harness.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.data.archive.Packing;
import org.e2vpt.harness.data.image.Photos;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.tuned.TunedWeights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documentation shows is this code, and it runs. */
class LibraryExampleTest {

  private static final Path SOURCE =
      Path.of("src/test/java/org/e2vpt/harness/example/LibraryExample.java");
  private static final int MOST_LINES = 40;

  @TempDir private Path folder;

  @Test
  void tunesKeepsAndPredicts() throws IOException, InterruptedException {
    for (String part : List.of("train", "test")) {
      for (int i = 0; i < 8; i++) {
        photo(part + "/day/" + i + ".png", Color.ORANGE, i);
        photo(part + "/night/" + i + ".png", Color.BLUE, i);
      }
    }
    Path kept = folder.resolve("kept/model.safetensors");
    Process process =
        ChildProcess.java(LibraryExample.class, folder, kept, folder.resolve("test/night/3.png"))
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(process.waitFor()).isZero();
    assertThat(lines).hasSize(32);
    assertThat(lines.get(29)).startsWith("epoch 30: loss ");
    assertThat(lines.get(30)).isEqualTo("accuracy 100.0 %");
    assertThat(lines.get(31)).startsWith("[Prediction[label=1, name=night, probability=");
    assertThat(TunedWeights.read(kept).info().classes()).containsExactly("day", "night");
    assertThat(Files.size(kept)).isLessThan(100_000);
  }

  private void photo(String name, Color colour, int seed) {
    BufferedImage image = Photos.photo(40, 50, seed);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, 50, 30);
    graphics.dispose();
    Packing.file(folder.resolve(name), Photos.file("png", image));
  }

  @Test
  void documentationShowsTheCode() throws IOException {
    List<String> source = Files.readAllLines(SOURCE);
    List<String> code =
        source.subList(source.indexOf("public final class LibraryExample {"), source.size());

    assertThat(code.size()).isLessThanOrEqualTo(MOST_LINES);
    assertThat(Files.readString(Path.of("../docs/library.md")))
        .contains("```java\n" + String.join("\n", code) + "\n```\n");
    assertThat(
            Files.readAllLines(Path.of("src/main/java/org/e2vpt/harness/tuned/package-info.java")))
        .containsSubsequence(
            code.stream().map(line -> line.isEmpty() ? " *" : " * " + line).toList());
  }
}
