package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collection;
import org.e2vpt.tables.verdict.CampaignNoise.Estimated;
import org.e2vpt.tables.verdict.CampaignNoise.Fixed;

/**
 * The variance τ² of a campaign (search, pruning, hardware) beyond its seeds, per task, from
 * sources with f_j degrees of freedom and a prior τ₀ worth f₀:
 *
 * <pre>
 *   F_τ = Σ f_j
 *   τ̂²  = Σ f_j (v_j − b_j)/F_τ
 *   τ̃²  = (f₀τ₀² + max(0, F_τ τ̂²))/(f₀ + F_τ)
 *   U   = min(τ̃⁴/f₀, (f₀τ₀⁴ + Σ f_j (τ̃² + b_j)²)/(f₀ + F_τ)²)
 * </pre>
 *
 * @param estimate τ̂², before prior and clipping; NaN without a source
 * @param degreesOfFreedom F_τ
 * @param value τ̃², in points²
 * @param uncertainty U; 0 if τ is fixed
 */
public record CampaignVariance(
    double estimate, double degreesOfFreedom, double value, double uncertainty) {

  /**
   * What tells about τ².
   *
   * @param freedom f_j
   * @param variance v, observed
   * @param seedVariance b, what of it comes from seeds
   */
  record Source(double freedom, double variance, double seedVariance) {

    /** f = 1, v = k D²/2, b = s_p²/runs, with the prior's variance if the column is elsewhere. */
    static Source of(PrintedRepeat repeat, ImmutableMap<String, PooledVariance> columns) {
      PooledVariance pooled = columns.get(repeat.column());
      double perSeed = pooled == null ? PooledVariance.PRIOR_VARIANCE : pooled.value();
      return new Source(
          1,
          repeat.tasks() * repeat.difference() * repeat.difference() / 2,
          perSeed / repeat.runs());
    }

    /** f = R − 1, v = variance of the campaigns' means, b = s̃²·mean(1/n). */
    static Source of(TaskEstimate task) {
      return new Source(
          task.means().replication().campaigns() - 1,
          task.means().betweenVariance(),
          task.shrunkenVariance() * task.means().meanInverseSeeds());
    }
  }

  static CampaignVariance of(
      CampaignNoise noise,
      ImmutableMap<String, PooledVariance> columns,
      Collection<TaskEstimate> tasks) {
    if (noise instanceof Fixed fixed) {
      return new CampaignVariance(Double.NaN, 0, fixed.tau() * fixed.tau(), 0);
    }
    Estimated prior = (Estimated) noise;
    ImmutableList.Builder<Source> sources = ImmutableList.builder();
    prior.repeats().forEach(repeat -> sources.add(Source.of(repeat, columns)));
    tasks.stream()
        .filter(task -> task.means().replication().campaigns() > 1)
        .forEach(task -> sources.add(Source.of(task)));
    return of(prior, sources.build());
  }

  static CampaignVariance of(Estimated prior, ImmutableList<Source> sources) {
    double priorFreedom = prior.freedom();
    double prior2 = prior.tau0() * prior.tau0();
    double freedom = 0;
    double sum = 0;
    for (Source source : sources) {
      freedom += source.freedom;
      sum += source.freedom * (source.variance - source.seedVariance);
    }
    double total = priorFreedom + freedom;
    double value = (priorFreedom * prior2 + Math.max(0, sum)) / total;
    double squares = priorFreedom * prior2 * prior2;
    for (Source source : sources) {
      double expected = value + source.seedVariance;
      squares += source.freedom * expected * expected;
    }
    return new CampaignVariance(
        sources.isEmpty() ? Double.NaN : sum / freedom,
        freedom,
        value,
        Math.min(value * value / priorFreedom, squares / (total * total)));
  }
}
