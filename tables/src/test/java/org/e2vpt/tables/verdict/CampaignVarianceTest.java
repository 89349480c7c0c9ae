package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.e2vpt.tables.verdict.CampaignNoise.Estimated;
import org.e2vpt.tables.verdict.CampaignNoise.Fixed;
import org.e2vpt.tables.verdict.CampaignVariance.Source;
import org.junit.jupiter.api.Test;

class CampaignVarianceTest {

  private static final double EXACT = 1e-12;
  private static final Estimated PRIOR = new Estimated(0.5, 4, ImmutableList.of());

  @Test
  void fixedTauIsCertain() {
    CampaignVariance fixed =
        CampaignVariance.of(new Fixed(0.3), ImmutableMap.of(), ImmutableList.of());

    assertThat(fixed.value()).isCloseTo(0.09, within(EXACT));
    assertThat(fixed.uncertainty()).isZero();
    assertThat(fixed.estimate()).isNaN();
  }

  @Test
  void priorAloneIsUsedWithoutSources() {
    assertThat(CampaignVariance.of(PRIOR, ImmutableList.of()))
        .isEqualTo(new CampaignVariance(Double.NaN, 0, 0.25, 0.25 * 0.25 / 4));
  }

  @Test
  void sourcesArePooledWithThePrior() {
    CampaignVariance variance =
        CampaignVariance.of(
            PRIOR, ImmutableList.of(new Source(2, 1, 0.25), new Source(2, 2, 0.75)));

    assertThat(variance.degreesOfFreedom()).isEqualTo(4);
    assertThat(variance.estimate()).isCloseTo(1, within(EXACT));
    assertThat(variance.value()).isCloseTo((4 * 0.25 + 4) / 8, within(EXACT));
    // min(0.625²/4, (4·0.25² + 2·0.875² + 2·1.375²)/64)
    assertThat(variance.uncertainty())
        .isCloseTo((0.25 + 2 * 0.765625 + 2 * 1.890625) / 64, within(EXACT));
  }

  @Test
  void campaignsThatAgreeBetterThanSeedsDoNotGiveANegativeVariance() {
    CampaignVariance variance = CampaignVariance.of(PRIOR, ImmutableList.of(new Source(4, 0, 3)));

    assertThat(variance.estimate()).isEqualTo(-3);
    assertThat(variance.value()).isCloseTo(4 * 0.25 / 8, within(EXACT));
  }

  @Test
  void printedRepeatTellsOneDegreeOfFreedom() {
    ImmutableMap<String, PooledVariance> columns =
        ImmutableMap.of("Natural", new PooledVariance("Natural", 0.6, 40));

    assertThat(Source.of(new PrintedRepeat("Natural", 7, -0.4, 3), columns))
        .isEqualTo(new Source(1, 7 * 0.4 * 0.4 / 2, 0.6 / 3));
    assertThat(Source.of(new PrintedRepeat("FGVC", 5, 0.4, 3), columns).seedVariance())
        .isCloseTo(0.86 * 0.86 / 3, within(EXACT));
  }

  @Test
  void ownRepeatsTellAsManyAsTheyAreLessOne() {
    TaskRuns runs =
        TaskRuns.of(
            List.of(
                SeedRun.of(1, 1, 50),
                SeedRun.of(1, 2, 52),
                SeedRun.of(2, 1, 53),
                SeedRun.of(3, 1, 55)));
    TaskEstimate task =
        new TaskEstimate(
            new TaskEstimate.Place("full", "Natural", "digits"),
            runs,
            CampaignMeans.of(runs),
            new PooledVariance("Natural", 1, 40),
            0.5,
            0.6);

    // means 51, 53, 55; mean of 1/n: (1/2 + 1 + 1)/3
    assertThat(Source.of(task)).isEqualTo(new Source(2, 4, 0.6 * (2.5 / 3)));
  }
}
