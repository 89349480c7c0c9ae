package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WinCountTest {

  @Test
  void certainWinsHaveNoInterval() {
    assertThat(WinCount.of("A", "B", 2, List.of(1.0, 0.0, 1.0)))
        .isEqualTo(new WinCount("A", "B", 3, 2, 2, 2, 2));
  }

  @Test
  void evenChancesAreBinomial() {
    WinCount count = WinCount.of("A", "B", 5, Collections.nCopies(10, 0.5));

    // of 1024: 1, 11, 56, … so that 2.5 % (25.6) is reached at 2, and 97.5 % at 8
    assertThat(count.expected()).isCloseTo(5, within(1e-12));
    assertThat(count.low()).isEqualTo(2);
    assertThat(count.high()).isEqualTo(8);
    assertThat(count.allows(2)).isTrue();
    assertThat(count.allows(9)).isFalse();
  }
}
