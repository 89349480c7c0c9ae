package org.e2vpt.harness.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "0, cell, 0 cells",
    "1, cell, 1 cell",
    "2, cell, 2 cells",
    "1200, cell, 1200 cells",
    "1, class, 1 class",
    "2, class, 2 classes",
    "2, search, 2 searches",
    "2, epoch, 2 epochs",
    "1, quantity, 1 quantity",
    "2, quantity, 2 quantities"
  })
  void countsInSingularAndPlural(long count, String noun, String words) {
    assertThat(Amounts.count(count, noun)).isEqualTo(words);
  }
}
