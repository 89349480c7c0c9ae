package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.Group;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.verdict.GainClaim.Weights;

/** A way to average over tasks. The paper uses several and does not say which. */
enum Aggregator {
  /** The mean of the 19 tasks of VTAB-1k: 7 Natural, 4 Specialized, 8 Structured. */
  W19("19w", false, List.of(Group.NATURAL, Group.SPECIALIZED, Group.STRUCTURED)),
  /** The unweighted mean of VTAB-1k's three group means. */
  G3("g3", true, List.of(Group.NATURAL, Group.SPECIALIZED, Group.STRUCTURED)),
  /** The mean of all 24 tasks. */
  W24("24w", false, List.of(Group.NATURAL, Group.SPECIALIZED, Group.STRUCTURED, Group.FGVC));

  private final String id;
  private final boolean ofGroups;
  private final ImmutableList<Group> groups;

  Aggregator(String id, boolean ofGroups, List<Group> groups) {
    this.id = id;
    this.ofGroups = ofGroups;
    this.groups = ImmutableList.copyOf(groups);
  }

  /** Reads ids that are separated by spaces. */
  static ImmutableList<Aggregator> parse(String ids) {
    return Splitter.on(' ')
        .omitEmptyStrings()
        .splitToStream(ids)
        .map(Aggregator::of)
        .collect(ImmutableList.toImmutableList());
  }

  private static Aggregator of(String id) {
    return Arrays.stream(values())
        .filter(aggregator -> aggregator.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no aggregator '%s'; there are %s"
                        .formatted(
                            id,
                            Arrays.stream(values())
                                .map(Aggregator::id)
                                .collect(Collectors.joining(", ")))));
  }

  String id() {
    return id;
  }

  /** The columns that it averages. */
  ImmutableList<String> columns() {
    return groups.stream().map(Group::title).collect(ImmutableList.toImmutableList());
  }

  /** How a task counts. */
  Weights weights() {
    return ofGroups ? Weights.COLUMNS : Weights.TASKS;
  }

  /** What has equal weights in it. */
  String units() {
    return ofGroups ? "groups" : "tasks";
  }

  /** What it averages, in words. */
  String where() {
    return groups.stream().map(Group::benchmark).distinct().collect(Collectors.joining(" and "));
  }

  /** Of group means; empty if one is missing. */
  Optional<Quantity> ofGroups(List<PaperTask> tasks, Function<String, Optional<Quantity>> meanOf) {
    List<Optional<Quantity>> means =
        groups.stream().map(group -> meanOf.apply(group.title())).toList();
    if (means.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        Quantity.mean(
            means.stream().flatMap(Optional::stream).toList(),
            groups.stream().map(group -> ofGroups ? 1 : of(tasks, group).size()).toList()));
  }

  /** Of single tasks; empty if one is missing. */
  Optional<Quantity> ofTasks(List<PaperTask> tasks, Function<String, Optional<Quantity>> of) {
    return ofGroups(
        tasks,
        title -> {
          List<Optional<Quantity>> values =
              tasks.stream()
                  .filter(task -> task.group().title().equals(title))
                  .map(task -> of.apply(task.id()))
                  .toList();
          return values.stream().allMatch(Optional::isPresent)
              ? Optional.of(Quantity.mean(values.stream().flatMap(Optional::stream).toList()))
              : Optional.empty();
        });
  }

  private static List<PaperTask> of(List<PaperTask> tasks, Group group) {
    return tasks.stream().filter(task -> task.group() == group).toList();
  }
}
