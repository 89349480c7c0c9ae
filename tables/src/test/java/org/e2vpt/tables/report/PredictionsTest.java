package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.report.Predictions.Line;
import org.e2vpt.tables.report.Predictions.Wrong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictionsTest {

  @TempDir private Path folder;

  @Test
  void countsOverRunsAndPutsTheMostConfidentErrorsFirst() {
    Predictions row =
        Predictions.of(
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
    assertThat(row.count("cat", "dog")).isEqualTo("1");
    assertThat(row.count("dog", "cat")).isEqualTo("0.5");
    assertThat(row.confusions())
        .containsExactly("cat is taken for dog: 1", "dog is taken for cat: 0.5");
    assertThat(row.wrong())
        .containsExactly(
            new Wrong("test/cat/1", "cat", "dog", 2, 0.625),
            new Wrong("test/dog/1", "dog", "cat", 1, 0.45));
    assertThat(Predictions.shown(List.of(row))).containsExactly("test/cat/1", "test/dog/1");
  }

  @Test
  void keepsSmallCopiesOfImagesInAFile() throws IOException {
    Thumbnails.write(folder, ImmutableMap.of("test/cat/1.png", new byte[] {1, 2, 3}));

    assertThat(Thumbnails.read(folder))
        .containsExactly(Map.entry("test/cat/1.png", "data:image/jpeg;base64,AQID"));
    assertThat(Thumbnails.read(folder.resolve("none"))).isEmpty();
  }
}
