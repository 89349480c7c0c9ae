package org.e2vpt.tables.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Properties;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.tables.plan.MiniPlan;
import org.e2vpt.tables.plan.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void runEachRowsOwnTasksInThePapersProtocolByDefault() {
    Settings settings = Settings.mini(new Properties());

    assertThat(settings.protocol()).isEqualTo(Protocol.PAPER);
    assertThat(tasks(settings, "e2vpt")).containsExactly("digits", "shapes-count");
    assertThat(tasks(settings, "bias")).containsExactly("digits");
    assertThat(settings.seeds()).containsExactly(42, 44, 82);
    assertThat(settings.workers()).isPositive();
    assertThat(settings.reports()).hasToString("reports");
    assertThat(settings.command("mini")).isEqualTo("mvn verify -Dseeds=42,44,82");
  }

  @Test
  void runTheProtocolThatWasChosen() {
    Properties properties = new Properties();
    properties.setProperty("protocol", "released");
    properties.setProperty("protocol.segments", "8");
    properties.setProperty("tasks", "digits");
    Settings settings = Settings.mini(properties);

    assertThat(settings.seeds()).containsExactly(42, 44, 82, 100, 800);
    assertThat(settings.command("mini"))
        .isEqualTo(
            "mvn verify -Dtasks=digits -Dseeds=42,44,82,100,800 -Dprotocol=released"
                + " -Dprotocol.segments=8");
  }

  @Test
  void runSomeRowsOnly() {
    Settings settings = with("rows", "vpt-deep,linear");

    assertThat(tasks(settings, "linear")).containsExactly("digits", "shapes-count");
    assertThat(tasks(settings, "bias")).isEmpty();
    assertThat(settings.command("mini"))
        .isEqualTo("mvn verify -Drows=linear,vpt-deep -Dseeds=42,44,82");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with("rows", "nobody"))
        .withMessageStartingWith("rows must be some of full,linear,linear-random,partial-1,")
        .withMessageEndingWith(" of mini; got 'nobody'");
  }

  private static List<String> tasks(Settings settings, String row) {
    return settings.tasks().of().apply(row(row));
  }

  private static Row row(String id) {
    return MiniPlan.rows(Protocol.PAPER).stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void readTasksInTheTablesOrderAndEachOnce() {
    assertThat(tasks(with("tasks", "shapes-location, digits,digits"), "bias"))
        .containsExactly("digits", "shapes-location");
    assertThat(tasks(with("tasks", "all"), "e2vpt")).isEqualTo(MiniPlan.ALL_TASKS);
    assertThat(tasks(with("tasks", "all"), "bias")).containsExactly("digits", "shapes-count");
    assertThat(with("seeds", "7,8").seeds()).containsExactly(7, 8);
    assertThat(with("workers", "3").workers()).isEqualTo(3);
  }

  @Test
  void recordAllTasksWithTheReleasedSeedsByDefault() {
    Settings settings = Settings.mini(Settings.forRecording());

    assertThat(tasks(settings, "full")).hasSize(4);
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
        "seeds | 42,42 | seeds must be different whole numbers: a seed gives one run; got '42,42'",
        "protocol.runs | 6 | protocol.runs is 6, but only 5 seeds are published; name the seeds,"
            + " as in seeds=1,2,3",
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
