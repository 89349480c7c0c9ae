package org.e2vpt.tables.verdict;

/**
 * A row's task with its shrunken variance.
 *
 * @param runs which it is made of
 * @param pooled of its column
 * @param priorWeight B
 * @param shrunkenVariance s̃², of a seed, in points²
 */
public record TaskEstimate(
    Place place,
    TaskRuns runs,
    CampaignMeans means,
    PooledVariance pooled,
    double priorWeight,
    double shrunkenVariance) {

  /** Where in the table it stands. */
  public record Place(String row, String column, String task) {}
}
