package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.e2vpt.tables.report.Predictions.Line;
import org.e2vpt.tables.report.Predictions.Wrong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionsTest {

  @TempDir private Path folder;

  @Test
  void countsOverRunsAndPutsTheMostConfidentErrorsFirst() {
    Predictions row =
        Predictions.of(
            "folder-1",
            "Linear",
            List.of(
                List.of(
                    new Line("test/cat/1", "cat", "dog", 0.75),
                    new Line("test/cat/2", "cat", "cat", 1),
                    new Line("test/dog/1", "dog", "cat", 0.9)),
                List.of(
                    new Line("test/cat/1", "cat", "dog", 0.5),
                    new Line("test/cat/2", "cat", "cat", 1),
                    new Line("test/dog/1", "dog", "dog", 0.6))));

    assertThat(row.runs()).isEqualTo(2);
    assertThat(row.classes()).containsExactly("cat", "dog");
    assertThat(row.images("cat")).isEqualTo(2);
    assertThat(row.accuracy("cat")).isEqualTo("50.0");
    assertThat(row.accuracy("dog")).isEqualTo("50.0");
    assertThat(row.count("cat", "dog")).isEqualTo("1.0");
    assertThat(row.count("dog", "cat")).isEqualTo("0.5");
    assertThat(row.confusions())
        .containsExactly("cat is taken for dog: 1.0", "dog is taken for cat: 0.5");
    assertThat(row.wrong())
        .containsExactly(
            new Wrong("test/cat/1", "cat", "dog", 2, 0.625),
            new Wrong("test/dog/1", "dog", "cat", 1, 0.45));
    assertThat(Predictions.shown(List.of(row)).asMap())
        .isEqualTo(Map.of("folder-1", Set.of("test/cat/1", "test/dog/1")));
  }

  @ParameterizedTest
  @CsvSource({"folder-1 folder-1, cat.png", "folder-1 folder-2, folder-1/cat.png"})
  void keepsSmallCopiesOfTheImagesOfAllFoldersInAFile(String tasks, String name)
      throws IOException {
    List<Predictions> rows =
        Splitter.on(' ')
            .splitToStream(tasks)
            .map(
                task ->
                    Predictions.of(
                        task, "Linear", List.of(List.of(new Line("cat.png", "cat", "dog", 1)))))
            .toList();

    Thumbnails.write(folder, rows, (task, image) -> (task + image).getBytes(UTF_8));

    assertThat(folder.resolve("thumbnails.csv")).content().contains("\n" + name + ",");
    assertThat(Thumbnails.read(folder, rows).rowMap())
        .containsExactlyInAnyOrderEntriesOf(
            Splitter.on(' ')
                .splitToStream(tasks)
                .distinct()
                .collect(toImmutableMap(task -> task, task -> Map.of("cat.png", uri(task)))));
    assertThat(Thumbnails.read(folder.resolve("none"), rows)).isEqualTo(ImmutableTable.of());
  }

  private static String uri(String task) {
    return "data:image/jpeg;base64,"
        + Base64.getEncoder().encodeToString((task + "cat.png").getBytes(UTF_8));
  }
}
