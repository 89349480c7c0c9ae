package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.ledger.RunJournal;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cause;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * All that is on record about one cell.
 *
 * @param cell the cell
 * @param settings its tasks, each with its runs
 * @param copied {@code paper/table/row} of which the paper copied what it prints here, if it did;
 *     else empty
 * @param notRun why it was not run, if it was not and that is on record; else empty
 * @param causes why it may differ; empty unless it is not reproduced, or differs
 * @param reference what is printed of the row, also on single tasks
 * @param lines of its final trials in the run's journal, by their ids; none without a journal
 * @param plots its learning curves and its tasks' seeds, if there are any
 */
record CellSection(
    Cell cell,
    ImmutableList<Setting> settings,
    String copied,
    String notRun,
    ImmutableList<Cause> causes,
    Reference reference,
    ImmutableListMultimap<String, Integer> lines,
    ImmutableList<String> plots) {

  private static final int DIGITS = 12;

  static CellSection of(Cell cell, ImmutableList<Setting> ofRow, Results results) {
    ImmutableList<Setting> settings =
        ofRow.stream()
            .filter(setting -> cell.asked().tasks().contains(setting.task()))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Run> runs =
        settings.stream()
            .flatMap(setting -> setting.runs().stream())
            .collect(ImmutableList.toImmutableList());
    Evidence evidence = Evidence.of(cell, results.provenance().entries());
    return new CellSection(
        cell,
        settings,
        results.printed(cell.asked()).map(printed -> printed.of().copied()).orElse(""),
        cell.verdict() == VerdictWord.NOT_RUN
            ? results
                .reasons()
                .notRun(cell.asked())
                .or(() -> results.reasons().blocked(cell.asked()))
                .orElse("")
            : "",
        cell.verdict() == VerdictWord.NOT_REPRODUCED || cell.verdict() == VerdictWord.DIFFERS
            ? results.paper().causes().stream()
                .filter(cause -> Condition.fits(cause, evidence))
                .collect(ImmutableList.toImmutableList())
            : ImmutableList.of(),
        results.reference(cell.asked().table()),
        results.journal().map(RunJournal::lines).orElse(ImmutableListMultimap.of()),
        Stream.of(
                LossPlot.svg(cell, runs, results.curves()),
                TaskPlot.svg(cell, settings, results.reference(cell.asked().table())))
            .flatMap(Optional::stream)
            .collect(ImmutableList.toImmutableList()));
  }

  /** Whether it is shown without being asked for: it is not reproduced, or differs. */
  boolean isOpen() {
    return cell.verdict() == VerdictWord.NOT_REPRODUCED || cell.verdict() == VerdictWord.DIFFERS;
  }

  /** The verdict with its difference: {@code reproduced, Δ −0.17}. */
  String inShort() {
    return Double.isNaN(cell.difference())
        ? cell.verdictWords()
        : "%s, Δ %s".formatted(cell.verdictWords(), Words.signed(cell.difference()));
  }

  /** Whether something is printed of one of its tasks alone. */
  boolean printsTasks() {
    return settings.stream().anyMatch(setting -> !Double.isNaN(printed(setting)));
  }

  /** What is printed of its row on one task; NaN if nothing is. */
  double printed(Setting setting) {
    return reference.of(cell.asked().withTasks(List.of(setting.task()))).mean();
  }

  /** Measured − printed of one task, in points; NaN if either is missing. */
  double difference(Setting setting) {
    return setting.measured().mean() - printed(setting);
  }

  /** What links to it lead to, such as {@code table1.vpt-deep.Natural}. */
  static String anchor(Cell cell) {
    AskedCell asked = cell.asked();
    return Stream.of(TableId.parse(asked.table()).table(), asked.row(), asked.column())
        .map(CellSection::word)
        .collect(Collectors.joining("."));
  }

  /** Letters, digits, - and _; what is none is told by its code, so that no two words get one. */
  private static String word(String text) {
    return text.codePoints()
        .mapToObj(
            c ->
                c == '-' || c == '_' || (c < 128 && Character.isLetterOrDigit(c))
                    ? Character.toString(c)
                    : "~" + Integer.toHexString(c) + "~")
        .collect(Collectors.joining());
  }

  String anchor() {
    return anchor(cell);
  }

  /**
   * Its seeds in words if every task has all of them, and else nothing: then each task has its own.
   */
  String seeds() {
    List<String> different =
        settings.stream()
            .map(
                setting ->
                    setting.runs().stream()
                        .map(run -> Integer.toString(run.seed()))
                        .collect(Collectors.joining(", ")))
            .distinct()
            .toList();
    return different.size() == 1 ? different.get(0) : "";
  }

  /** Its budget, cost and weights, in words. */
  String caption() {
    String cost =
        "%s. %s, searches included."
            .formatted(search(cell.asked().budget()), Words.cost(cell.cost()));
    return runs().isEmpty() ? cost : "%s Weights %s.".formatted(cost, hashes(runs()));
  }

  /**
   * Its final trials by task, in the order of {@link #seeds}, each with its line in the journal, if
   * that is there, and with its seed, if the tasks have different ones: {@code 04a57bbc5038 (line
   * 35), 98bbb2eaf61c (line 36)}.
   */
  String trials() {
    return settings.stream()
        .map(
            setting ->
                (settings.size() == 1 ? "" : setting.task() + " ")
                    + setting.runs().stream().map(this::trial).collect(Collectors.joining(", ")))
        .collect(Collectors.joining("; "));
  }

  private String trial(Run run) {
    String facts =
        Stream.of(
                Optional.of(String.format(Locale.ROOT, "seed %d", run.seed()))
                    .filter(seed -> seeds().isEmpty()),
                line(run.trialId()).map(line -> String.format(Locale.ROOT, "line %d", line)))
            .flatMap(Optional::stream)
            .collect(Collectors.joining(", "));
    return facts.isEmpty() ? run.trialId() : "%s (%s)".formatted(run.trialId(), facts);
  }

  /** The line of a trial's last attempt in the journal, if it is known. */
  private Optional<Integer> line(String trial) {
    return lines.get(trial).stream().reduce((earlier, later) -> later);
  }

  /** Whether the journal has its trials, or some of them. */
  boolean isInJournal() {
    return runs().stream().anyMatch(run -> lines.containsKey(run.trialId()));
  }

  private List<Run> runs() {
    return settings.stream().flatMap(setting -> setting.runs().stream()).toList();
  }

  /** A budget, in words. */
  private static String search(String budget) {
    return budget.equals("paper") ? "Search: full" : "Search: " + budget;
  }

  /** The first twelve digits of each; those of data are the same for all rows: see provenance. */
  private static String hashes(List<Run> runs) {
    return runs.stream()
        .map(Run::weights)
        .distinct()
        .map(whole -> whole.substring(0, Math.min(DIGITS, whole.length())))
        .collect(Collectors.joining(" "));
  }
}
