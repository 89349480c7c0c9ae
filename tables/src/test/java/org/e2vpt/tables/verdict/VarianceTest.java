package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Gamma;
import org.e2vpt.tables.verdict.TaskEstimate.Place;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Variances of seeds: of one task, pooled in a column, and between the two. */
class VarianceTest {

  private static final double EXACT = 1e-12;

  @Test
  void campaignsOfSeveralSizesArePooled() {
    // means 51 and 60; squares 2 and 0
    CampaignMeans means = CampaignMeans.of(runs(List.of(50.0, 52.0), List.of(60.0)));

    assertThat(means.replication()).isEqualTo(new Replication(2, 1, (1 / 2.0 + 1) / 4));
    assertThat(means.mean()).isEqualTo(55.5);
    assertThat(means.variance()).isEqualTo(2);
    assertThat(means.betweenVariance()).isEqualTo(40.5);
    assertThat(means.meanInverseSeeds()).isEqualTo(0.75);
    assertThat(means.maxSeeds()).isEqualTo(2);
  }

  @Test
  void oneSeedHasNoVariance() {
    CampaignMeans means = CampaignMeans.of(runs(List.of(50.0)));

    assertThat(means.replication()).isEqualTo(new Replication(1, 0, 1));
    assertThat(means.variance()).isNaN();
    assertThat(means.betweenVariance()).isNaN();
  }

  @Test
  void equalSeedsHaveExactlyNoVarianceAndAreTakenForFiveHundredths() {
    CampaignMeans means = CampaignMeans.of(runs(List.of(44.64, 44.64, 44.64)));

    assertThat(means.variance()).isZero();
    assertThat(means.flooredVariance()).isCloseTo(0.0025, within(EXACT));
  }

  @Test
  void columnWithoutRunsHasThePriorsVariance() {
    assertThat(PooledVariance.of("Natural", List.of()))
        .isEqualTo(new PooledVariance("Natural", 0.86 * 0.86, 4));
  }

  @Test
  void columnIsTheMeanOfItsVariancesAndThePriors() {
    PooledVariance pooled =
        PooledVariance.of(
            "Natural",
            List.of(
                CampaignMeans.of(runs(List.of(50.0, 52.0))), // u = 2, f = 1
                CampaignMeans.of(runs(List.of(50.0))),
                CampaignMeans.of(runs(List.of(49.0, 50.0, 51.0))))); // u = 1, f = 2

    assertThat(pooled.degreesOfFreedom()).isEqualTo(7);
    assertThat(pooled.value()).isCloseTo((4 * 0.7396 + 2 + 2 * 1) / 7, within(EXACT));
  }

  @Test
  void fewVariancesShrinkByFourDegreesOfFreedom() {
    VarianceShrinkage shrinkage = shrinkage(10, 1); // G − J = 9

    assertThat(shrinkage.variances()).isEqualTo(10);
    assertThat(shrinkage.moment()).isNaN();
    assertThat(shrinkage.d0()).isEqualTo(4);
    assertThat(shrinkage.weight(0)).isEqualTo(1);
    assertThat(shrinkage.weight(2)).isCloseTo(4 / 6.0, within(EXACT));
  }

  @Test
  void equalVariancesAreReplacedByThePooledOne() {
    VarianceShrinkage shrinkage = shrinkage(20, 1);

    // no spread of ln u is left to explain: −ψ′(1)
    assertThat(shrinkage.moment()).isCloseTo(-Math.PI * Math.PI / 6, within(1e-8));
    assertThat(shrinkage.d0()).isInfinite();
    assertThat(shrinkage.weight(2)).isEqualTo(1);
  }

  @Test
  void unequalVariancesKeepMoreOfTheirOwn() {
    VarianceShrinkage little = shrinkage(20, 20);
    VarianceShrinkage much = shrinkage(20, 1000);

    assertThat(much.d0()).isLessThan(little.d0());
    assertThat(much.weight(2)).isLessThan(little.weight(2));
    assertThat(much.weight(10)).isLessThan(much.weight(2));
  }

  @Test
  void shrunkenVarianceLiesBetweenItsOwnAndTheColumns() {
    TaskRuns runs = runs(List.of(50.0, 52.0, 54.0)); // u = 4
    CampaignMeans means = CampaignMeans.of(runs);
    PooledVariance pooled = new PooledVariance("Natural", 1, 40);
    Place place = new Place("full", "Natural", "digits");

    TaskEstimate task =
        new VarianceShrinkage(20, 1, 1, 6).shrink(place, runs, means, pooled); // B = 6/8

    assertThat(task.priorWeight()).isEqualTo(0.75);
    assertThat(task.shrunkenVariance()).isCloseTo(0.75 * 1 + 0.25 * 4, within(EXACT));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.01, 0.4, 1, 1.6449340668482264, 30, 1e5})
  void invertsTheTrigammaFunction(double x) {
    assertThat(Gamma.trigamma(VarianceShrinkage.inverseTrigamma(x)) / x).isCloseTo(1, within(1e-9));
  }

  @Test
  void knowsTrigammaOfOne() {
    assertThat(VarianceShrinkage.inverseTrigamma(Math.PI * Math.PI / 6)).isCloseTo(1, within(1e-9));
  }

  /** Variances of three seeds, half of them {@code ratio} times the others. */
  private static VarianceShrinkage shrinkage(int count, double ratio) {
    return VarianceShrinkage.of(
        IntStream.range(0, count)
            .mapToObj(i -> 2 * (i % 2 == 0 ? 1 : Math.sqrt(ratio)))
            .collect(
                ImmutableListMultimap.toImmutableListMultimap(
                    half -> "Natural",
                    half -> CampaignMeans.of(runs(List.of(50 - half, 50.0, 50 + half))))));
  }

  @SafeVarargs
  private static TaskRuns runs(List<Double>... campaigns) {
    ImmutableList.Builder<SeedRun> runs = ImmutableList.builder();
    for (int campaign = 1; campaign <= campaigns.length; campaign++) {
      List<Double> accuracies = campaigns[campaign - 1];
      for (int seed = 1; seed <= accuracies.size(); seed++) {
        runs.add(SeedRun.of(campaign, seed, accuracies.get(seed - 1)));
      }
    }
    return TaskRuns.of(runs.build());
  }
}
