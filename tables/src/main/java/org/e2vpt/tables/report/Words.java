package org.e2vpt.tables.report;

import java.util.Collection;
import java.util.Locale;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Run;

/** Numbers as readers of a report see them. */
final class Words {

  /** So many tasks are named, and spoken of one by one, where a mean over them is. */
  static final int FEW = 3;

  private static final String MISSING = "–";

  private Words() {}

  /** With {@code places} decimals and a true minus sign; a dash for NaN. */
  static String number(double value, int places) {
    return Double.isNaN(value) ? MISSING : Decimals.fixed(value, places).replace('-', '−');
  }

  /** A percentage or points: two decimals. */
  static String percent(double value) {
    return number(value, 2);
  }

  /** The number that {@link #percent} shows. */
  static double rounded(double value) {
    return Decimals.round(value, 2);
  }

  /** Like {@link #percent}, with a plus sign for what is above zero. */
  static String signed(double value) {
    return (rounded(value) > 0 ? "+" : "") + percent(value);
  }

  /** Such as {@code −1.20 to +0.40}. */
  static String interval(double points, double halfWidth) {
    return "%s to %s".formatted(signed(points - halfWidth), signed(points + halfWidth));
  }

  /** Such as {@code 12.5 s}, {@code 8 min 31 s}, {@code 2 h 05 min}. */
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return number(seconds, 1) + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }

  /** Such as {@code 212 trials in 8 min 31 s of compute time}. */
  static String cost(Cost cost) {
    return String.format(
        Locale.ROOT,
        "%s in %s of compute time",
        Amounts.count(cost.trials(), "trial"),
        duration(cost.seconds()));
  }

  /** With spaces that do not break a line in "12 %", "± 1", "n = 3" and "42: 70.00". */
  static String unbroken(String words) {
    return words
        .replace(" %", "\u00a0%")
        .replace("± ", "±\u00a0")
        .replace("n = ", "n\u00a0=\u00a0")
        .replaceAll("(?<=\\d): (?=\\S)", ":\u00a0");
  }

  /** The tasks of a mean by their names, or how many if they are more than {@link #FEW}. */
  static String tasks(Collection<String> tasks) {
    return tasks.size() > FEW ? tasks.size() + " tasks" : String.join(", ", tasks);
  }

  /** Whether they are one folder of a user's own images, which says more than its column. */
  static boolean isFolder(Collection<String> tasks) {
    return tasks.size() == 1 && FolderIds.isFolder(tasks.iterator().next());
  }

  /** A column with its tasks, unless it is one task and called so. */
  static String column(String column, Collection<String> tasks) {
    return tasks.size() == 1 && tasks.contains(column)
        ? column
        : "%s (%s)".formatted(column, tasks(tasks));
  }

  /** How a run ended: its accuracy, or why it has none. */
  static String end(Run run) {
    return run.ok() ? percent(run.accuracy()) : status(run.status());
  }

  /** How a trial ended, such as {@code diverged}. */
  static String status(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
