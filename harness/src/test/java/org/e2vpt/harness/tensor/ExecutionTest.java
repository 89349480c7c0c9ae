package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutionTest {

  @ParameterizedTest
  @CsvSource({
    "on, fp32, {}",
    "off, fp32, {shortcuts=off}",
    "on, bf16, {precision=bf16}",
    "off, tf32, '{precision=tf32, shortcuts=off}'"
  })
  void writesOnlyWhatDiffersFromTheDefault(String shortcuts, String precision, String settings) {
    Map<String, String> words =
        new HashMap<>(Map.of("shortcuts", shortcuts, "precision", precision, "seed", "1"));

    Execution execution = Execution.take(words);

    assertThat(words).isEqualTo(Map.of("seed", "1"));
    assertThat(execution.settings()).hasToString(settings);
    assertThat(Execution.take(new HashMap<>(execution.settings()))).isEqualTo(execution);
    assertThat(execution.words()).containsEntry("shortcuts", shortcuts);
    assertThat(execution.words()).containsEntry("precision", precision);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shortcuts | yes | shortcuts must be one of on, off, got 'yes'",
        "precision | fp16 | precision must be one of fp32, tf32, bf16, got 'fp16'"
      })
  void refusesWhatItDoesNotKnow(String name, String word, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Execution.take(new HashMap<>(Map.of(name, word))))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "false, {}, '{NVIDIA_TF32_OVERRIDE=0, TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=0}'",
    "false, 1, '{NVIDIA_TF32_OVERRIDE=0, TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=0}'",
    "true, {}, {TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1}",
    "true, 0, {TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1}",
    "true, 1, '{NVIDIA_TF32_OVERRIDE=1, TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1}'"
  })
  void switchesTf32ForAllOfNvidiasLibraries(boolean on, String inherited, String environment) {
    Map<String, String> variables = new TreeMap<>();
    if (!inherited.equals("{}")) {
      variables.put("NVIDIA_TF32_OVERRIDE", inherited);
    }

    Execution.switchTf32(variables, on);

    assertThat(variables).hasToString(environment);
  }
}
