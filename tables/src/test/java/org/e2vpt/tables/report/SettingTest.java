package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgd lr 1 wd 0; visual 4 | sgd lr 1 wd 0; visual 4",
        "sgd lr 1 wd 0; prune-from aa; visual 4, sgd lr 1 wd 0; prune-from bb; visual 4 | sgd lr 1 wd 0; visual 4; prune-from aa / bb",
        "sgd lr 1 wd 0, sgd lr 1 wd 1 | sgd lr 1 wd 0 / 1",
        "sgd lr 1 wd 0; visual 4, sgd lr 1 wd 0 | sgd lr 1 wd 0; visual 4 / sgd lr 1 wd 0",
        "adamw lr 1 wd 0, sgd lr 1 wd 0 | adamw lr 1 wd 0 / sgd lr 1 wd 0",
      })
  void saysOnceWhatAllSeedsHave(String settings, String words) {
    assertThat(Setting.words(List.of(settings.split(", ")))).isEqualTo(words);
  }
}
