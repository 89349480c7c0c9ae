package org.e2vpt.tables.suite;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
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
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Stops;
import org.e2vpt.tables.plan.RowPlan;

/** Where a run's numbers come from, and what a reader has to be warned of. */
final class RunProvenance {

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

  /**
   * The provenance of a run.
   *
   * @param finals final runs, of which those that ended well count
   * @param stops why there is no final run
   * @param commit of the program that is running now
   * @param leftOut what to say of final runs that the journal holds and the report does not show
   */
  static Provenance of(
      TableRun run,
      List<Run> finals,
      Stops stops,
      Reference reference,
      String commit,
      Optional<String> leftOut) {
    List<Run> ok = finals.stream().filter(Run::ok).toList();
    ImmutableMap.Builder<String, String> entries = ImmutableMap.builder();
    String caution =
        Stream.concat(
                Stream.of(
                        unfinished(stops, run),
                        note(ok, commit, run),
                        otherNumerics(reference),
                        leftOut)
                    .flatMap(Optional::stream),
                leftOut(run.lab()))
            .collect(Collectors.joining("; "));
    if (!caution.isEmpty()) {
      entries.put("note", caution);
    }
    stops.blocked().forEach((plan, reason) -> entries.put(Stops.BLOCKED + plan, reason));
    stops.missing().forEach((plan, reason) -> entries.put(Stops.MISSING + plan, reason));
    run.withheld()
        .forEach(
            (cell, reason) ->
                entries.put(Stops.NOT_RUN + cell.row() + " " + cell.column(), reason));
    entries.put("command", run.settings().command(run.table()));
    entries.putAll(run.settings().notes(run.table()));
    entries.put("protocol", run.settings().protocol().label());
    entries.put(
        "protocol choices",
        Joiner.on(", ").withKeyValueSeparator(' ').join(run.settings().protocol().choices()));
    entries.put("numerics", Integer.toString(Trial.NUMERICS));
    entries.put(Execution.PRECISION, Execution.configured().precision().word());
    for (RowPlan plan : run.plans()) {
      if (!plan.row().protocol().equals(run.settings().protocol())) {
        entries.put("protocol of row " + plan.row().id(), plan.row().protocol().label());
      }
    }
    entries.put("commit", distinct(ok, RunProvenance::commit));
    entries.put("device", distinct(ok, end -> end.environment().device()));
    entries.put("host", distinct(ok, end -> end.environment().host()));
    entries.put("engine", distinct(ok, end -> end.environment().engine()));
    entries.put("java", distinct(ok, end -> end.environment().java()));
    for (RowPlan plan : run.plans()) {
      entries.put("weights " + plan.row().backbone(), plan.weights());
      entries.put("data " + plan.task(), plan.data());
      images(run, plan).ifPresent(notes -> entries.put("images " + plan.task(), notes));
    }
    for (RowPlan plan : onEachBackbone(run)) {
      checkpoint(plan)
          .ifPresent(notes -> entries.put("checkpoint " + plan.row().backbone(), notes));
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

  /**
   * What is to be said of a task's images: how exact their split is, if they are those that this
   * machine's lock and data folder name. A journal made elsewhere may be of others.
   */
  private static Optional<String> images(TableRun run, RowPlan plan) {
    if (run.lab() instanceof Lab.Recorded && !plan.data().equals(Tasks.sha256(plan.task()))) {
      return plan.data().equals(PaperWorld.UNKNOWN)
          ? Optional.empty()
          : Optional.of(OTHER_IMAGES.formatted(plan.task()));
    }
    return Optional.of(String.join(" ", Tasks.notes(plan.task())))
        .filter(notes -> !notes.isEmpty());
  }

  /** Of a journal made elsewhere, whose files may have been others: a plan on each backbone. */
  private static Collection<RowPlan> onEachBackbone(TableRun run) {
    Map<String, RowPlan> plans = new LinkedHashMap<>();
    if (run.lab() instanceof Lab.Recorded) {
      run.plans().forEach(plan -> plans.putIfAbsent(plan.row().backbone(), plan));
    }
    return plans.values();
  }

  /** What is to be said of a plan's weights, which this machine may have too. */
  private static Optional<String> checkpoint(RowPlan plan) {
    if (plan.weights().equals(PaperWorld.UNKNOWN)) {
      return Optional.empty();
    }
    String backbone = plan.row().backbone();
    DataFolder folder = DataFolder.chosen();
    List<LockedFile> files = PublishedWeights.files(backbone, DatasetsLock.chosen());
    if (files.stream().allMatch(file -> folder.state(file) == State.MISSING)) {
      String id = files.get(0).id();
      return Optional.of(UNCOMPARED_WEIGHTS.formatted(id, id));
    }
    return plan.weights().equals(Pretrained.get(backbone).sha256())
        ? Optional.empty()
        : Optional.of(OTHER_WEIGHTS.formatted(backbone));
  }

  private static Optional<String> unfinished(Stops stops, TableRun run) {
    return stops.missing().isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the run is not finished: %d of its %d pairs of row and task lack results, see 'missing' below",
                stops.missing().size(),
                run.plans().size()));
  }

  private static Stream<String> leftOut(Lab lab) {
    return lab instanceof Lab.Recorded recorded
        ? recorded.contents().leftOut().stream()
        : Stream.empty();
  }

  private static Optional<String> note(List<Run> runs, String commit, TableRun run) {
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
              run.lab() instanceof Lab.Recorded recorded
                  ? " " + recorded.journal()
                  : "; delete reports/%s to run them again"
                      .formatted(run.settings().trials(run.table()).getFileName())));
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
