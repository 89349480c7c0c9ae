package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {

  @Test
  void hasMeanSampleDeviationAndStudentInterval() {
    Summary summary = Summary.of(List.of(10.0, 12.0, 14.0));

    assertThat(summary).isEqualTo(new Summary(3, 12, 2));
    // t(0.975, 2) = 4.3027, so 4.3027 * 2 / sqrt(3) = 4.97.
    assertThat(summary.halfWidth()).isEqualTo(4.97);
    assertThat(summary.low()).isEqualTo(7.03);
    assertThat(summary.high()).isEqualTo(16.97);
  }

  @Test
  void oneValueHasNoSpread() {
    Summary summary = Summary.of(List.of(41.5));

    assertThat(summary).isEqualTo(new Summary(1, 41.5, Double.NaN));
    assertThat(summary.halfWidth()).isNaN();
  }

  @Test
  void noValueHasNoMean() {
    assertThat(Summary.of(List.of())).isEqualTo(Summary.NONE);
  }

  @Test
  void keepsTheTwoDecimalsThatAreShown() {
    assertThat(Summary.of(List.of(10.0, 10.0, 10.01)).mean()).isEqualTo(10.0);
    assertThat(new Summary(2, 1.005, 0.004)).isEqualTo(new Summary(2, 1.01, 0));
  }

  @Test
  void neverShowsAMeanWithoutSpreadAndCount() {
    assertThat(Summary.of(List.of(10.0, 12.0, 14.0))).hasToString("12.00 ± 2.00 % (n = 3)");
    assertThat(Summary.of(List.of(41.5))).hasToString("41.50 % (n = 1)");
    assertThat(Summary.NONE).hasToString("nothing (n = 0)");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesWhatIsNotFinite(double value) {
    assertThatThrownBy(() -> Summary.of(List.of(10.0, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("accuracies must be finite to be averaged, got [10.0, %s]", value);
  }

  @Test
  void refusesASpreadThatItsCountCannotHave() {
    assertThatThrownBy(() -> new Summary(1, 41.5, 0.3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no summary of n = 1 values: mean 41.5, standard deviation 0.3");
  }
}
