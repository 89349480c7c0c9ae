package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;

/** What is assumed about τ, the standard deviation of a campaign beyond its seeds, per task. */
public sealed interface CampaignNoise {

  /**
   * τ is given.
   *
   * @param tau in points
   */
  record Fixed(double tau) implements CampaignNoise {
    public Fixed {
      if (!(tau >= 0) || Double.isInfinite(tau)) {
        throw new IllegalArgumentException("tau is a number of points >= 0, got " + tau);
      }
    }
  }

  /**
   * τ is estimated from printed repeats and from the table's own, beginning with a prior.
   *
   * @param tau0 τ₀ in points
   * @param freedom f₀, what the prior is worth in degrees of freedom
   */
  record Estimated(double tau0, double freedom, ImmutableList<PrintedRepeat> repeats)
      implements CampaignNoise {
    public Estimated {
      if (!(tau0 >= 0) || Double.isInfinite(tau0) || !(freedom > 0) || Double.isInfinite(freedom)) {
        throw new IllegalArgumentException(
            "a prior of tau is a number of points >= 0 worth more than 0 degrees of freedom, got"
                + " tau0 = %s, f0 = %s".formatted(tau0, freedom));
      }
    }
  }
}
