package org.e2vpt.harness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PretrainingSettingsTest {

  @Test
  void readsItsArguments() {
    PretrainingSettings settings =
        PretrainingSettings.parse("out/mini.safetensors", "45", "2", "cpu", "images");

    assertThat(settings.output()).isEqualTo(Path.of("out/mini.safetensors"));
    assertThat(settings.epochs()).isEqualTo(45);
    assertThat(settings.threads()).isEqualTo(2);
    assertThat(settings.device()).isEqualTo("cpu");
    assertThat(settings.images()).hasValue(Path.of("images"));
    assertThat(settings.command())
        .isEqualTo(
            "mvn -Ppretrain-mini verify -Depochs=45 -Dthreads=2 -Ddevice=cpu -Dimages=FOLDER");
  }

  @Test
  void takesAnEmptyFolderForTheDownload() {
    PretrainingSettings settings = PretrainingSettings.parse("out", "1", "1", "cpu", "");

    assertThat(settings).isEqualTo(PretrainingSettings.parse("out", "1", "1", "cpu"));
    assertThat(settings.images()).isEmpty();
    assertThat(settings.command())
        .isEqualTo("mvn -Ppretrain-mini verify -Depochs=1 -Dthreads=1 -Ddevice=cpu");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          out 1 1            | expected output.safetensors epochs threads device [folder], got [out, 1, 1]
          out 1 1 cpu a b    | expected output.safetensors epochs threads device [folder], got [out, 1, 1, cpu, a, b]
          out 1.5 1 cpu      | epochs must be a positive whole number, got '1.5'
          out 1 0 cpu        | threads must be a positive whole number, got '0'
          """)
  void saysWhatItExpected(String arguments, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PretrainingSettings.parse(arguments.split(" ", -1)))
        .withMessage(message);
  }
}
