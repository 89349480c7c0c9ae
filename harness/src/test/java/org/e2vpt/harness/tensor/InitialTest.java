package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.math.Stats;
import com.google.common.primitives.Floats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class InitialTest {

  private static final int MANY = 200_000;

  enum Distribution {
    UNIFORM {
      @Override
      float[] draw(Initial initial, String name, int count) {
        return initial.uniform(name, count, 0.5);
      }
    },
    NORMAL {
      @Override
      float[] draw(Initial initial, String name, int count) {
        return initial.normal(name, count, 0.5);
      }
    },
    TRUNCATED {
      @Override
      float[] draw(Initial initial, String name, int count) {
        return initial.truncatedNormal(name, count, 0.5, 1);
      }
    };

    abstract float[] draw(Initial initial, String name, int count);
  }

  /** Recorded once: trials of today and of next year start from the same values. */
  @Test
  void drawsTheseValuesForEver() {
    Initial initial = new Initial(1);

    assertThat(initial.stream("prompts").nextLong()).isEqualTo(4253681764979441161L);
    assertThat(Distribution.UNIFORM.draw(initial, "prompts", 3))
        .containsExactly(-0.26940745f, -0.28869095f, -0.38772646f);
    assertThat(Distribution.NORMAL.draw(initial, "cut", 3))
        .containsExactly(0.09040673f, -0.5461684f, 0.624325f);
    assertThat(initial.truncatedNormal("cut", 3, 0.5, 0.25))
        .containsExactly(0.09040673f, -0.23681155f, 0.1200212f);
  }

  @ParameterizedTest
  @EnumSource
  void drawsTheSameForTheSameSeedAndName(Distribution distribution) {
    assertThat(distribution.draw(new Initial(7), "a", 10))
        .isEqualTo(distribution.draw(new Initial(7), "a", 10))
        .isNotEqualTo(distribution.draw(new Initial(8), "a", 10))
        .isNotEqualTo(distribution.draw(new Initial(7), "b", 10));
  }

  @ParameterizedTest
  @EnumSource
  void startsTheSameHoweverManyAreDrawn(Distribution distribution) {
    float[] many = distribution.draw(new Initial(7), "a", 10);

    assertThat(distribution.draw(new Initial(7), "a", 4)).isEqualTo(Arrays.copyOf(many, 4));
  }

  @ParameterizedTest
  @EnumSource
  void drawsATensorWhateverElseIsDrawn(Distribution distribution) {
    Initial initial = new Initial(7);
    float[] alone = distribution.draw(initial, "a", 10);

    distribution.draw(initial, "b", 1000);

    assertThat(distribution.draw(initial, "a", 10)).isEqualTo(alone);
  }

  @ParameterizedTest
  @EnumSource
  void drawsUncorrelatedValuesForNeighbouringNames(Distribution distribution) {
    float[] first = distribution.draw(new Initial(7), "blocks.1", MANY);
    float[] second = distribution.draw(new Initial(7), "blocks.2", MANY);

    double covariance = 0;
    for (int i = 0; i < MANY; i++) {
      covariance += first[i] * second[i] / MANY;
    }
    // 4 standard errors of variance/√n.
    assertThat(covariance).isCloseTo(0, within(4 * 0.25 / Math.sqrt(MANY)));
  }

  @Test
  void drawsUniformValuesUpToTheBound() {
    Stats stats = stats(Distribution.UNIFORM);

    assertThat(stats.mean()).isCloseTo(0, within(0.003));
    assertThat(stats.populationStandardDeviation()).isCloseTo(0.5 / Math.sqrt(3), within(0.002));
    assertThat(stats.min()).isBetween(-0.5, -0.4999);
    assertThat(stats.max()).isBetween(0.4999, 0.5);
  }

  @Test
  void drawsNormalValuesWithTheirTails() {
    Stats stats = stats(Distribution.NORMAL);
    double beyondTwo =
        Floats.asList(Distribution.NORMAL.draw(new Initial(3), "w", MANY)).stream()
            .filter(value -> Math.abs(value) > 1)
            .count();

    assertThat(stats.mean()).isCloseTo(0, within(0.005));
    assertThat(stats.populationStandardDeviation()).isCloseTo(0.5, within(0.004));
    assertThat(beyondTwo / MANY).as("beyond 2 deviations").isCloseTo(0.0455, within(0.002));
    assertThat(stats.max()).isGreaterThan(2);
  }

  @Test
  void drawsNoNormalValueBeyondTheCut() {
    Stats stats = stats(Distribution.TRUNCATED);

    assertThat(stats.mean()).isCloseTo(0, within(0.004));
    // √(1 − 2·2φ(2)/(2Φ(2)−1)) = 0.8796 of the deviation before the cut.
    assertThat(stats.populationStandardDeviation()).isCloseTo(0.5 * 0.8796, within(0.003));
    assertThat(stats.min()).isBetween(-1.0, -0.99);
    assertThat(stats.max()).isBetween(0.99, 1.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesACutThatLeavesNothing(double cut) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Initial(1).truncatedNormal("a", 1, 1, cut))
        .withMessage("cannot cut a normal distribution at ±" + cut);
  }

  private static Stats stats(Distribution distribution) {
    return Stats.of(Floats.asList(distribution.draw(new Initial(3), "w", MANY)));
  }
}
