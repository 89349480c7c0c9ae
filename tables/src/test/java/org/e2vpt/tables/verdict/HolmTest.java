package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Random;
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
  void keepsTheOrderOfValues() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      double[] p = random.doubles(1 + random.nextInt(40)).map(x -> x * x).sorted().toArray();
      ImmutableDoubleArray adjusted = Holm.adjust(ImmutableDoubleArray.copyOf(p));

      assertThat(adjusted.asList())
          .hasSize(p.length)
          .isSorted()
          .allMatch(value -> value <= 1)
          .allMatch(value -> value >= p[0]);
      assertThat(adjusted.get(p.length - 1)).isGreaterThanOrEqualTo(p[p.length - 1]);
      assertThat(adjusted.get(0)).isEqualTo(Math.min(1, p.length * p[0]));
    }
  }

  @Test
  void doesNotDependOnTheOrder() {
    assertThat(Holm.adjust(ImmutableDoubleArray.of(0.2, 0.01)).asList()).containsExactly(0.2, 0.02);
    assertThat(Holm.adjust(ImmutableDoubleArray.of(0.01, 0.2)).asList()).containsExactly(0.02, 0.2);
  }
}
