package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  @ParameterizedTest
  @CsvSource({"warmup10_total100, 10, 100", "warmup5_total100, 5, 100"})
  void followsTheOfficialScheduler(String name, int warmup, int epochs) throws IOException {
    String json = Files.readString(Path.of("src/test/resources/fixtures/lr_schedule.json"));
    JsonArray official = JsonParser.parseString(json).getAsJsonObject().getAsJsonArray(name);
    Schedule schedule =
        new Schedule(new Recipe(OptimizerKind.SGD, 4, 0, epochs, warmup, 64, Warmup.FROM_ZERO));

    assertThat(official).isNotNull();
    for (int epoch = 0; epoch < epochs; epoch++) {
      double factor = official.get(epoch).getAsDouble();
      assertThat(schedule.factor(epoch)).isCloseTo(factor, Offset.offset(1e-12));
      assertThat(schedule.learningRate(epoch)).isCloseTo(factor, Offset.offset(1e-12));
    }
  }
}
