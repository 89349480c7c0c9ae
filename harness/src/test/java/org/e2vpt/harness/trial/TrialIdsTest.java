package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.trial.Trial.Split;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A journal is paid for: what it names its trials by stays as it is as long as the numerics do. */
class TrialIdsTest {

  private static final Path RECORDED = Path.of("src/test/resources/trial/canonical.txt");

  static List<String> recorded() throws IOException {
    return Files.readAllLines(RECORDED);
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void stayAsTheyAre(String line) {
    List<String> idAndSetting = Splitter.on(' ').splitToList(line);
    Trial trial = Trial.parse(idAndSetting.get(1));

    assertThat(trial.canonical()).isEqualTo(idAndSetting.get(1));
    assertThat(trial.id()).isEqualTo(idAndSetting.get(0));
    for (Split split : Split.values()) {
      assertThat(trial.withSplit(split).canonical())
          .isEqualTo(
              trial.canonical().replaceFirst("split=[a-z]+", "split=" + RecordWords.word(split)));
    }
  }
}
