package org.e2vpt.tables.accounting;

import com.google.common.base.Joiner;
import java.util.List;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.PaperTask;

/**
 * What one method tunes on one backbone.
 *
 * @param options {@code name=value}, separated by spaces
 * @param task its id; empty if the line stands for all tasks, and then the last layer of the head
 *     is left out of the counts
 * @param tuned numbers trained, as the released code counts them
 * @param kept those that pruning left
 * @param total all numbers of the adapted model
 * @param tunedShare tuned of total in percent, with the head; the mean over tasks
 * @param keptShare kept of total in percent, likewise
 */
public record CountLine(
    String backbone,
    String method,
    String options,
    String task,
    Range tuned,
    Range kept,
    Range total,
    double tunedShare,
    double keptShare) {

  static CountLine of(Counted counted, PaperTask task) {
    Shares shares = Shares.of(counted, List.of(task));
    return of(counted, task.id(), shares, shares.counts());
  }

  static CountLine of(Counted counted, List<PaperTask> tasks) {
    Shares shares = Shares.of(counted, tasks);
    return of(counted, "", shares, shares.withoutHead());
  }

  private static CountLine of(Counted counted, String task, Shares shares, List<Count> counts) {
    return new CountLine(
        counted.backbone(),
        counted.method(),
        Joiner.on(' ').withKeyValueSeparator('=').join(counted.options()),
        task,
        Range.of(counts, Count::tuned),
        Range.of(counts, Count::kept),
        Range.of(counts, Count::total),
        shares.tuned(),
        shares.kept());
  }
}
