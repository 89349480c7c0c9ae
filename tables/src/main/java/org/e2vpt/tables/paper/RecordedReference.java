package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.CellReference;

/**
 * The runs that were recorded for a table.
 *
 * @param scores one for each row, task and seed
 * @param provenance how they were recorded
 */
public record RecordedReference(ImmutableList<Score> scores, Provenance provenance)
    implements Reference {

  /** For runs that are to become a reference themselves: no cell has one yet. */
  public static final RecordedReference NONE =
      new RecordedReference(ImmutableList.of(), new Provenance(ImmutableMap.of()));

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

  /**
   * Whether a run is one of those that were recorded, and not a later one that repeats them: the
   * recording has its accuracy and its commit, and it ended while the recording was made. A
   * recording that does not say when it was made holds none.
   */
  public boolean holds(Run run) {
    Optional<Instant> first = time("first final run");
    Optional<Instant> last = time("last final run");
    return first.isPresent()
        && last.isPresent()
        && !run.finished().isBefore(first.get())
        && !run.finished().isAfter(last.get())
        && commits(run.row(), run.task()).contains(run.environment().commit())
        && run.score().stream().anyMatch(scores::contains);
  }

  /** The commits that recorded a row on a task. */
  public ImmutableSet<String> commits(String row, String task) {
    ImmutableMap<String, String> entries = provenance.entries();
    return Stream.of(
            "commit of row %s on %s".formatted(row, task), "commit of row " + row, "commit")
        .flatMap(key -> Optional.ofNullable(entries.get(key)).stream())
        .findFirst()
        .map(commits -> ImmutableSet.copyOf(commits.split(", ", -1)))
        .orElse(ImmutableSet.of());
  }

  /** In whole seconds, as a run's. */
  private Optional<Instant> time(String key) {
    return Optional.ofNullable(provenance.entries().get(key))
        .filter(text -> !text.isEmpty())
        .map(text -> Instant.parse(text).truncatedTo(ChronoUnit.SECONDS));
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
