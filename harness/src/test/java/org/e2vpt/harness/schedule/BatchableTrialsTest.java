package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchableTrialsTest {

  @ParameterizedTest
  @CsvSource({
    "linear, digits, true",
    "mlp-3, shapes-count, true",
    "linear, fgvc_cub, true", // one encoding an epoch
    "mlp-3, folder-0123456789ab, true",
    "sidetune, fgvc_cub, true",
    "sidetune, digits, false", // its features are computed once, and then it has none to share
    "partial-1, fgvc_cub, false",
    "partial-1, digits, false",
    "e2vpt, digits, false",
    "fake, digits, false"
  })
  void areThoseThatReadTheSameOfAFrozenEncoder(String method, String task, boolean heads) {
    assertThat(BatchableTrials.has(trial(method, task, 1, 0, 1))).isEqualTo(heads);
  }

  @Test
  void areComputedOneByOneWithoutShortcuts() {
    Trial trial = trial("linear", "digits", 1, 0, 1);
    Trial plain =
        new Trial(
            trial.backbone(),
            trial.weights(),
            trial.task(),
            trial.data(),
            trial.split(),
            trial.method(),
            trial.options(),
            trial.recipe(),
            trial.seed(),
            new Execution(false, Precision.FP32));

    assertThat(BatchableTrials.has(plain)).isFalse();
  }

  @Test
  void goTogetherIfOnlyRatesAndSeedsDiffer() {
    Trial linear = trial("linear", "digits", 1, 0, 1);
    Trial mlp = trial("mlp-3", "digits", 1, 0, 1);

    assertThat(BatchableTrials.together(linear, trial("linear", "digits", 2, 0.1, 1))).isTrue();
    assertThat(BatchableTrials.together(linear, trial("linear", "digits", 1, 0, 2))).isTrue();
    assertThat(BatchableTrials.together(linear, mlp)).isFalse();
    assertThat(BatchableTrials.together(linear, trial("linear", "shapes-count", 1, 0, 1)))
        .isFalse();
    assertThat(BatchableTrials.together(linear, linear.withSplit(Split.FINAL))).isFalse();
    assertThat(BatchableTrials.together(mlp, trial("mlp-3", "digits", 2, 0, 1))).isTrue();
    // Its dropout draws from one generator, which has one seed.
    assertThat(BatchableTrials.together(mlp, trial("mlp-3", "digits", 1, 0, 2))).isFalse();
  }

  @Test
  void shareTheCropsOfOneSeedInASearch() {
    Trial trial = trial("sidetune", "fgvc_cub", 1, 0, 1);

    assertThat(BatchableTrials.together(trial, trial("sidetune", "fgvc_cub", 2, 0.1, 1))).isTrue();
    assertThat(BatchableTrials.together(trial, trial("sidetune", "fgvc_cub", 1, 0, 2))).isFalse();
    assertThat(BatchableTrials.has(trial.withSplit(Split.FINAL))).isFalse(); // one for each seed
  }

  @Test
  void haveACertainNumberOfCompanionsAtMost() {
    List<Trial> grid =
        IntStream.rangeClosed(1, 100).mapToObj(i -> trial("linear", "digits", i, 0, 1)).toList();

    assertThat(BatchableTrials.of(grid.get(1), grid))
        .hasSize(63)
        .startsWith(grid.get(0), grid.get(2))
        .doesNotContain(grid.get(1));
  }

  private static Trial trial(String method, String task, double rate, double decay, int seed) {
    return new Trial(
        "mini-vit.cifar10",
        "aa11",
        task,
        "bb22",
        Split.SEARCH,
        method,
        ImmutableSortedMap.of(),
        new Recipe(OptimizerKind.SGD, rate, decay, 2, 1, 64, Warmup.FROM_ZERO),
        seed,
        Execution.DEFAULT);
  }
}
