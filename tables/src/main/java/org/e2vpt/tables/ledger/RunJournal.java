package org.e2vpt.tables.ledger;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.plan.RowPlan;

/**
 * What the journal of a run says of its trials beside their results.
 *
 * @param file the journal
 * @param link what leads to it from the folder of the run
 * @param lines of each trial's attempts in it, counted from 1, by the trial's id
 * @param searches ids of the trials that trained a final run's setting on the images to train on,
 *     and measured it on those to choose by, by the id of the final run; of those that were
 *     searched
 */
public record RunJournal(
    Path file,
    String link,
    ImmutableListMultimap<String, Integer> lines,
    ImmutableMap<String, String> searches) {

  /** The unpruned run of the same seed, so it differs. */
  private static final String PRUNED_FROM = "option.%s=".formatted(RowPlan.PRUNE_FROM);

  /**
   * Those of the final runs of a page whose settings were searched for it: a journal may hold the
   * searches of other pages, too.
   */
  public ImmutableMap<String, String> searches(List<Run> runs) {
    Set<String> searched =
        runs.stream()
            .filter(run -> run.searched() != SearchKind.NONE)
            .map(Run::trialId)
            .collect(Collectors.toSet());
    return ImmutableMap.copyOf(Maps.filterKeys(searches, searched::contains));
  }

  /**
   * Where the journal of a run is: in its folder, or in that which all tables of the paper share.
   */
  public static Optional<Path> file(Path directory) {
    return Stream.of(directory.resolve(Journal.FILE), sharedFolder(directory).resolve(Journal.FILE))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Path sharedFolder(Path directory) {
    return directory.toAbsolutePath().normalize().resolveSibling("trials");
  }

  /**
   * Reads the journal of a run, if it is there.
   *
   * @throws IllegalStateException as {@link Journal#read}
   */
  public static Optional<RunJournal> read(Path directory) throws IOException {
    Optional<Path> file = file(directory);
    return file.isEmpty() ? Optional.empty() : Optional.of(of(file.get(), directory));
  }

  private static RunJournal of(Path file, Path directory) throws IOException {
    Journal.Contents contents = Journal.read(file);
    ImmutableListMultimap.Builder<String, Integer> lines = ImmutableListMultimap.builder();
    Map<String, String> searched = new HashMap<>();
    for (int i = 0; i < contents.results().size(); i++) {
      TrialResult result = contents.results().get(i);
      lines.put(result.trial().id(), contents.lines().get(i));
      if (result.trial().split() == Split.SEARCH && result.status() == Status.OK) {
        searched.putIfAbsent(setting(result.trial()), result.trial().id());
      }
    }
    ImmutableMap.Builder<String, String> searches = ImmutableMap.builder();
    for (TrialResult result : contents.results()) {
      String search = searched.get(setting(result.trial()));
      if (result.trial().split() == Split.FINAL && search != null) {
        searches.put(result.trial().id(), search);
      }
    }
    return new RunJournal(
        file, Folders.link(directory, file), lines.build(), searches.buildKeepingLast());
  }

  /** What a final run and the trial that chose it have in common. */
  private static String setting(Trial trial) {
    return Splitter.on(';')
        .splitToStream(trial.withSplit(Split.FINAL).withSeed(0).canonical())
        .filter(pair -> !pair.startsWith(PRUNED_FROM))
        .collect(Collectors.joining(";"));
  }
}
