package org.e2vpt.tables.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void runTwoTasksWithThreeSeedsByDefault() {
    Settings settings = Settings.mini(new Properties());

    assertThat(settings.tasks()).containsExactly("digits", "shapes-count");
    assertThat(settings.seeds()).containsExactly(42, 44, 82);
    assertThat(settings.workers()).isPositive();
    assertThat(settings.reports()).hasToString("reports");
    assertThat(settings.command())
        .isEqualTo("mvn verify -Dtasks=digits,shapes-count -Dseeds=42,44,82");
  }

  @Test
  void readTasksInTheTablesOrderAndEachOnce() {
    assertThat(with("tasks", "shapes-location, digits,digits").tasks())
        .containsExactly("digits", "shapes-location");
    assertThat(with("tasks", "all").tasks()).hasSize(4);
    assertThat(with("seeds", "7,8,7").seeds()).containsExactly(7, 8);
    assertThat(with("workers", "3").workers()).isEqualTo(3);
  }

  @Test
  void recordAllTasksWithTheReleasedSeedsByDefault() {
    Settings settings = Settings.mini(Settings.forRecording());

    assertThat(settings.tasks()).hasSize(4);
    assertThat(settings.seeds()).containsExactly(42, 44, 82, 100, 800);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tasks | digits,cifar | tasks must be some of digits,shapes-count,shapes-location,shapes-orientation,"
            + " or all; got 'digits,cifar'",
        "tasks | '' | tasks must be some of digits,shapes-count,shapes-location,shapes-orientation,"
            + " or all; got ''",
        "seeds | 1,two | seeds must be whole numbers, such as 42,44,82; got '1,two'",
        "workers | 0 | workers must be a whole number of at least 1; got '0'",
      })
  void listWhatIsValid(String name, String value, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> with(name, value)).withMessage(message);
  }

  private static Settings with(String name, String value) {
    Properties properties = new Properties();
    properties.setProperty(name, value);
    return Settings.mini(properties);
  }
}
