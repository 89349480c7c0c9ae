package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.tables.verdict.CellReference;

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
  public Optional<CellReference> ofColumn(String row, Set<String> tasks, int runs) {
    ImmutableListMultimap<String, Score> ofTasks =
        scores.stream()
            .filter(score -> score.row().equals(row) && tasks.contains(score.task()))
            .collect(ImmutableListMultimap.toImmutableListMultimap(Score::task, score -> score));
    return ofTasks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new CellReference.Recorded(
                ImmutableMap.copyOf(Maps.transformValues(ofTasks.asMap(), Score::runs))));
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
