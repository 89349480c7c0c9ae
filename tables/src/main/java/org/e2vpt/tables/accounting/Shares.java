package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.PaperTask;

/**
 * What one method tunes, over tasks. A share is in percent, and the mean of the tasks' own shares.
 *
 * @param headOfClass numbers that a class adds to the head
 * @param tasks at least one
 * @param counts one for each task
 * @param withoutHead the same counts without the head's last layer
 */
record Shares(
    int headOfClass,
    ImmutableList<PaperTask> tasks,
    ImmutableList<Count> counts,
    ImmutableList<Count> withoutHead) {

  static Shares of(Counted counted, List<PaperTask> tasks) {
    return new Shares(
        counted.headOfClass(),
        ImmutableList.copyOf(tasks),
        tasks.stream().map(counted::of).collect(ImmutableList.toImmutableList()),
        tasks.stream().map(counted::withoutHead).collect(ImmutableList.toImmutableList()));
  }

  /** The share of the tuned numbers that pruning left. */
  double kept() {
    return mean(count -> 100.0 * count.kept() / count.total());
  }

  /** The share as the released code prints it: pruned numbers are not subtracted. */
  double tuned() {
    return mean(count -> 100.0 * count.tuned() / count.total());
  }

  double meanTuned() {
    return mean(Count::tuned);
  }

  double meanKept() {
    return mean(Count::kept);
  }

  double meanTotal() {
    return mean(Count::total);
  }

  private double mean(ToDoubleFunction<Count> number) {
    return counts.stream().mapToDouble(number).average().orElseThrow();
  }

  /** How {@link #kept} is computed, on one line. */
  String arithmetic() {
    String head =
        tasks.size() == 1 ? headOfClass + "*" + tasks.get(0).classes() : headOfClass + "*C";
    String kept = "%s + %s".formatted(Range.of(withoutHead, Count::kept), head);
    String total = "%s + %s".formatted(Range.of(withoutHead, Count::total), head);
    String over =
        tasks.size() == 1 ? "" : String.format(Locale.ROOT, "mean over %d tasks of ", tasks.size());
    return "%s100*(%s)/(%s)".formatted(over, kept, total);
  }
}
