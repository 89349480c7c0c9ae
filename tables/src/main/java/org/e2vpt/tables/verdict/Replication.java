package org.e2vpt.tables.verdict;

/**
 * How often a row's task was run.
 *
 * @param campaigns R
 * @param f Σ(n − 1) over the campaigns, the degrees of freedom of the variance within them
 * @param h Σ(1/n)/R²: the variance of the mean is h times that of a seed
 */
public record Replication(int campaigns, int f, double h) {

  /** R campaigns of n seeds each: f = R(n − 1), h = 1/(R n). */
  static Replication of(int campaigns, int seeds) {
    return new Replication(campaigns, campaigns * (seeds - 1), 1.0 / (campaigns * seeds));
  }

  /** n, if each campaign has as many seeds. */
  public int seeds() {
    return f / campaigns + 1;
  }

  /** As many campaigns of infinitely many seeds: h = 0. */
  Replication withoutSeedVariance() {
    return new Replication(campaigns, f, 0);
  }
}
