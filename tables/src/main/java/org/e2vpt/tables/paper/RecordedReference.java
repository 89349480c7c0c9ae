package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Set;

/**
 * The runs that were recorded for a table.
 *
 * @param scores one for each row, task and seed
 * @param provenance how they were recorded
 */
public record RecordedReference(ImmutableList<Score> scores, Provenance provenance)
    implements Reference {

  /**
   * For each seed the mean over {@code tasks}, then mean, spread and n over the seeds that have all
   * of them. {@link Summary#NONE} if none has.
   */
  @Override
  public Summary of(String row, Collection<String> tasks) {
    return Summary.of(Score.seedMeans(scores, row, tasks).values());
  }

  @Override
  public RecordedReference without(Set<String> rows) {
    return new RecordedReference(
        scores.stream()
            .filter(score -> !rows.contains(score.row()))
            .collect(ImmutableList.toImmutableList()),
        provenance);
  }
}
