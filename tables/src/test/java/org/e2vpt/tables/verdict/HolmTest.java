package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.util.DoubleComparator;
import org.junit.jupiter.api.Test;

class HolmTest {

  @Test
  void adjustsByTheNumberOfLargerValues() {
    assertThat(Holm.adjust(ImmutableDoubleArray.of(0.04, 0.01, 0.03, 0.5)).asList())
        .usingElementComparator(new DoubleComparator(1e-12))
        .containsExactly(0.09, 0.04, 0.09, 0.5);
  }

  @Test
  void adjustsNothingAndOne() {
    assertThat(Holm.adjust(ImmutableDoubleArray.of()).isEmpty()).isTrue();
    assertThat(Holm.adjust(ImmutableDoubleArray.of(0.3)).asList()).containsExactly(0.3);
  }

  @Test
  void keepsTheOrderOfValuesAndNeverLowersOne() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      ImmutableDoubleArray p =
          ImmutableDoubleArray.copyOf(random.doubles(1 + random.nextInt(40)).map(x -> x * x));
      ImmutableDoubleArray adjusted = Holm.adjust(p);

      assertThat(adjusted.length()).isEqualTo(p.length());
      for (int a = 0; a < p.length(); a++) {
        assertThat(adjusted.get(a)).isBetween(p.get(a), 1.0);
        int first = a;
        assertThat(IntStream.range(0, p.length()).filter(b -> p.get(b) >= p.get(first)))
            .allMatch(b -> adjusted.get(b) >= adjusted.get(first));
      }
    }
  }
}
