package org.e2vpt.harness.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({"0, 0 cells", "1, 1 cell", "2, 2 cells", "1200, 1200 cells"})
  void countsInSingularAndPlural(long count, String words) {
    assertThat(Amounts.count(count, "cell")).isEqualTo(words);
  }
}
