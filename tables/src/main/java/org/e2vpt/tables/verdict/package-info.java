/**
 * The statistics of verdicts: measured runs of a table in, words with every intermediate number
 * out.
 *
 * <p>A cell is a weighted mean over tasks, m = Σ w mᵢ, compared with a reference r. Its variance
 * has a part within campaigns (seeds, {@link org.e2vpt.tables.verdict.PooledVariance} and {@link
 * org.e2vpt.tables.verdict.VarianceShrinkage}), a part between campaigns (search, pruning,
 * hardware, {@link org.e2vpt.tables.verdict.CampaignVariance}), and those of rounding and of
 * whatever else was measured. {@link org.e2vpt.tables.verdict.TableVerdict} puts them together.
 * Accuracies are in points, variances in points².
 */
@NullMarked
package org.e2vpt.tables.verdict;

import org.jspecify.annotations.NullMarked;
