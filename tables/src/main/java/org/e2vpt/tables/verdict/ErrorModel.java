package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What a difference d = m − r of weighted means varies by. With the weights w of the tasks, and n₀
 * runs behind a task's reference:
 *
 * <pre>
 *   g   = w²(h + 1/n₀),  A = Σ g s̃²,  C = Σ w²·{@link Campaigns}
 *   se² = A + C τ̃² + ρ + Σ w² extra
 *   den = Σ (g s̃²)²/(d₀ + f) + Σ_columns (Σ g B s_p²)²/F + C² U   (first sum 0 if d₀ = ∞)
 *   ν   = min(12, se⁴/den)
 * </pre>
 *
 * @param terms tasks with their weights
 * @param rounding ρ, the variance of what was printed with few decimals
 */
record ErrorModel(
    ImmutableList<Term> terms,
    double rounding,
    VarianceShrinkage shrinkage,
    CampaignVariance campaigns) {

  /** Seeds that fall by 5 to 15 points are no normal ones: so no more is believed. */
  private static final double MOST_FREEDOM = 12;

  /** By how much of τ² a task's difference varies, with R campaigns. */
  enum Campaigns {
    /** The reference is another campaign: 1/R + 1. */
    INDEPENDENT,
    /** There is no reference: 1/R. */
    MEASURED,
    /** The reference is a recording of the same search: 0. */
    SHARED;

    double coefficient(int campaigns) {
      return switch (this) {
        case INDEPENDENT -> 1.0 / campaigns + 1;
        case MEASURED -> 1.0 / campaigns;
        case SHARED -> 0;
      };
    }
  }

  /**
   * A task in a difference.
   *
   * @param weight w
   * @param inverseReferenceRuns 1/n₀; 0 if the reference is known
   */
  record Term(TaskEstimate task, double weight, double inverseReferenceRuns, Campaigns campaigns) {

    Replication replication() {
      return task.means().replication();
    }

    Term scaled(double factor) {
      return new Term(task, weight * factor, inverseReferenceRuns, campaigns);
    }
  }

  /** With the runs at hand. */
  StandardError standardError() {
    return standardError(Term::replication);
  }

  /** With other runs, whose variances are the same. */
  StandardError standardError(Function<Term, Replication> runs) {
    double seeds = 0;
    double c = 0;
    double extra = 0;
    double den = 0;
    Map<PooledVariance, Double> pooled = new LinkedHashMap<>();
    for (Term term : terms) {
      TaskEstimate task = term.task();
      Replication replication = runs.apply(term);
      double w2 = term.weight() * term.weight();
      double g = w2 * (replication.h() + term.inverseReferenceRuns());
      double part = g * task.shrunkenVariance();
      seeds += part;
      c += w2 * term.campaigns().coefficient(replication.campaigns());
      extra += w2 * task.runs().extraPoints2();
      den += part * part / (shrinkage.d0() + replication.f()); // 0 if d₀ = ∞
      pooled.merge(task.pooled(), g * task.priorWeight() * task.pooled().value(), Double::sum);
    }
    for (Map.Entry<PooledVariance, Double> column : pooled.entrySet()) {
      den += column.getValue() * column.getValue() / column.getKey().degreesOfFreedom();
    }
    den += c * c * campaigns.uncertainty();
    double variance = seeds + c * campaigns.value() + rounding + extra;
    return new StandardError(
        seeds, c, Math.sqrt(variance), Math.min(MOST_FREEDOM, variance * variance / den));
  }
}
