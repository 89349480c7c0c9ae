package org.e2vpt.tables.ledger;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.ShellCommand;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.paper.Difference;
import org.e2vpt.tables.paper.Presets;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.RowPlan;

/** Where a run's numbers come from, and what a reader has to be warned of. */
public final class RunProvenance {

  private static final List<String> OF_REFERENCE =
      List.of("commit", "host", "numerics", "last final run");

  private static final String OTHER_IMAGES =
      "The journal's images are not those of this machine's lock and data folder: its files, its"
          + " split or its lock were others, perhaps miniatures. 'e2vpt data show %s' says what they"
          + " should be.";

  private static final String OTHER_WEIGHTS =
      "The journal's weights are not those of %s in this machine's data folder: they were another"
          + " file's, perhaps a miniature's.";

  private static final String UNCOMPARED_WEIGHTS =
      "The journal's weights are compared with no others: %s is not in this machine's data folder."
          + " 'e2vpt data fetch %s' gets it.";

  private RunProvenance() {}

  /** Stands for a hash of a file that nobody has. */
  public static final String UNKNOWN = "unknown";

  /**
   * What a run knows of itself that its journal does not say.
   *
   * @param command that makes the same run on another machine
   * @param trials name of the folder of the journal
   * @param foreign the journal, if it was made elsewhere
   * @param leftOut what of that journal was not read, in sentences
   * @param notShown what to say of final runs that the journal holds and the report does not show
   * @param folder of this machine's files
   * @param plan with which settings
   * @param inferred how lengths follow from what is printed, by row and task
   * @param tables their ids in the paper
   */
  public record Facts(
      String command,
      String trials,
      Optional<Path> foreign,
      ImmutableList<String> leftOut,
      Optional<String> notShown,
      DataFolder folder,
      PaperPlan plan,
      ImmutableMap<String, String> inferred,
      ImmutableList<String> tables) {}

  /** The provenance of a run by the program that is running now. */
  public static Provenance of(Facts facts, Ledger ledger, Reference reference) {
    return of(facts, ledger, reference, BuildInfo.ofProgram().commit());
  }

  static Provenance of(Facts facts, Ledger ledger, Reference reference, String commit) {
    List<Run> ok = ledger.runs().stream().filter(Run::ok).toList();
    PaperPlan plan = facts.plan();
    ImmutableMap.Builder<String, String> entries = ImmutableMap.builder();
    String caution =
        Stream.concat(
                Stream.of(
                        unfinished(ledger),
                        note(ok, commit, facts),
                        otherNumerics(reference),
                        facts.notShown())
                    .flatMap(Optional::stream),
                facts.leftOut().stream())
            .collect(Collectors.joining("; "));
    if (!caution.isEmpty()) {
      entries.put("note", caution);
    }
    entries.put("command", facts.command());
    entries.put("budget", plan.budget().word());
    entries.put("lengths", plan.lengths().word());
    entries.put("search", plan.search().word());
    facts.inferred().forEach((where, how) -> entries.put("length of " + where, how));
    entries.putAll(differences(facts));
    Presets presets = plan.paper().presets();
    entries.put("protocol", presets.label(plan.protocol()));
    entries.put(
        "protocol choices",
        Joiner.on(", ").withKeyValueSeparator(' ').join(plan.protocol().choices()));
    entries.put("numerics", Integer.toString(Trial.NUMERICS));
    entries.put(Execution.PRECISION, plan.execution().precision().word());
    for (RowPlan row : ledger.plans()) {
      if (!row.row().protocol().equals(plan.protocol())) {
        entries.put("protocol of row " + row.row().id(), presets.label(row.row().protocol()));
      }
    }
    entries.put("commit", distinct(ok, RunProvenance::commit));
    entries.put("device", distinct(ok, end -> end.environment().device()));
    entries.put("host", distinct(ok, end -> end.environment().host()));
    entries.put("engine", distinct(ok, end -> end.environment().engine()));
    entries.put("java", distinct(ok, end -> end.environment().java()));
    for (RowPlan row : ledger.plans()) {
      entries.put("weights " + row.row().backbone(), row.weights());
      entries.put("data " + row.task(), row.data());
      images(facts, row).ifPresent(notes -> entries.put("images " + row.task(), notes));
    }
    for (RowPlan row : onEachBackbone(facts, ledger)) {
      checkpoint(row, facts.folder())
          .ifPresent(notes -> entries.put("checkpoint " + row.row().backbone(), notes));
    }
    entries.put("first final run", at(ok, Comparator.naturalOrder()));
    entries.put("last final run", at(ok, Comparator.reverseOrder()));
    for (String key : OF_REFERENCE) {
      String value = reference.provenance().entries().get(key);
      if (value != null) {
        entries.put("recorded " + key, value);
      }
    }
    return new Provenance(entries.buildKeepingLast());
  }

  private static Map<String, String> differences(Facts facts) {
    Map<String, String> notes = new LinkedHashMap<>();
    for (String table : facts.tables()) {
      for (Difference difference : facts.plan().differences(table)) {
        notes.merge(
            "difference of " + difference.where(),
            difference.words(),
            (one, other) -> one.contains(other) ? one : one + "; " + other);
      }
    }
    return notes;
  }

  /**
   * What is to be said of a task's images: how exact their split is, if they are those that this
   * machine's lock and data folder name. A journal made elsewhere may be of others.
   */
  private static Optional<String> images(Facts facts, RowPlan plan) {
    Tasks tasks = new Tasks(facts.folder(), plan.row().protocol().plan().pixels().decoder());
    if (facts.foreign().isPresent() && !plan.data().equals(tasks.sha256(plan.task()))) {
      return plan.data().equals(UNKNOWN)
          ? Optional.empty()
          : Optional.of(OTHER_IMAGES.formatted(ShellCommand.word(plan.task())));
    }
    return Optional.of(String.join(" ", tasks.notes(plan.task())))
        .filter(notes -> !notes.isEmpty());
  }

  /** Of a journal made elsewhere, whose files may have been others: a plan on each backbone. */
  private static Collection<RowPlan> onEachBackbone(Facts facts, Ledger ledger) {
    Map<String, RowPlan> plans = new LinkedHashMap<>();
    if (facts.foreign().isPresent()) {
      ledger.plans().forEach(plan -> plans.putIfAbsent(plan.row().backbone(), plan));
    }
    return plans.values();
  }

  /** What is to be said of a plan's weights, which this machine may have too. */
  private static Optional<String> checkpoint(RowPlan plan, DataFolder folder) {
    if (plan.weights().equals(UNKNOWN) || Pretrained.isShipped(plan.row().backbone())) {
      return Optional.empty();
    }
    String backbone = plan.row().backbone();
    List<LockedFile> files = PublishedWeights.files(backbone, folder.lock());
    if (files.stream().allMatch(file -> folder.state(file) == State.MISSING)) {
      String id = files.get(0).id();
      return Optional.of(UNCOMPARED_WEIGHTS.formatted(id, id));
    }
    return plan.weights().equals(Pretrained.get(backbone, folder).sha256())
        ? Optional.empty()
        : Optional.of(OTHER_WEIGHTS.formatted(backbone));
  }

  private static Optional<String> unfinished(Ledger ledger) {
    int missing = ledger.reasons().of(Reasons.Kind.MISSING).size();
    return missing == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the run is not finished: results are missing for %d of its %s of row and task, see 'missing' below",
                missing,
                Amounts.count(ledger.plans().size(), "pair")));
  }

  private static Optional<String> note(List<Run> runs, String commit, Facts facts) {
    List<Run> others = runs.stream().filter(end -> !commit(end).equals(commit)).toList();
    if (!others.isEmpty()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "%d of %d final runs were made by commit %s, the program is now at %s: their numbers"
                  + " come from the journal%s",
              others.size(),
              runs.size(),
              distinct(others, RunProvenance::commit),
              commit,
              facts
                  .foreign()
                  .map(journal -> " " + journal)
                  .orElse("; delete reports/%s to run them again".formatted(facts.trials()))));
    }
    if (!runs.isEmpty() && !BuildInfo.isClean(commit)) {
      return Optional.of(
          "the final runs were made by a program with uncommitted changes, or of an unknown"
              + " commit: "
              + commit);
    }
    return Optional.empty();
  }

  /** The numbers of a reference that says nothing of its numerics are compared as they are. */
  private static Optional<String> otherNumerics(Reference reference) {
    String program = Integer.toString(Trial.NUMERICS);
    return Optional.ofNullable(reference.provenance().entries().get("numerics"))
        .filter(recorded -> !recorded.equals(program))
        .map(
            recorded ->
                ("the reference was recorded with numerics %s, the program computes with numerics"
                        + " %s: record the reference again")
                    .formatted(recorded, program));
  }

  private static String commit(Run run) {
    return run.environment().commit();
  }

  private static String distinct(List<Run> runs, Function<Run, String> value) {
    return Joiner.on(", ").join(runs.stream().map(value).distinct().sorted().toList());
  }

  private static String at(List<Run> runs, Comparator<Instant> order) {
    return runs.stream().map(Run::finished).min(order).map(Instant::toString).orElse("");
  }
}
