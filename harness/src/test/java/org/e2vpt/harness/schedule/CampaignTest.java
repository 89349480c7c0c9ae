package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.trial.Trials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
public class CampaignTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);
  private static final Trial THIRD = Trials.doing("succeed", 3);

  @TempDir Path directory;

  @Test
  void runsWhatIsNeededMostUrgentFirst() {
    ScriptedRunner runner = new ScriptedRunner(1);

    run(runner, all(SECOND, FIRST, THIRD));

    assertThat(runner.submitted).containsExactly("2 attempt 1", "1 attempt 1", "3 attempt 1");
  }

  @Test
  void submitsNoTrialThatAWorkerComputesWithAnother() {
    ScriptedRunner runner = new ScriptedRunner(2);
    List<Trial> grid = Stream.of(1, 2, 3).map(CampaignTest::linear).toList();

    run(runner, all(grid.get(0), grid.get(1), FIRST, grid.get(2)));

    assertThat(runner.submitted)
        .containsExactly(
            "11 attempt 1 with 12 13", "1 attempt 1", "12 attempt 1 with 13", "13 attempt 1");
  }

  /** Should one of them be what kills the worker, the others end well without it. */
  @Test
  void triesATrialAgainWithoutCompanions() {
    ScriptedRunner runner = new ScriptedRunner(1).answering(Status.CRASHED);
    List<Trial> grid = Stream.of(1, 2, 3).map(CampaignTest::linear).toList();

    run(runner, all(grid.get(0), grid.get(1), grid.get(2)));

    assertThat(runner.submitted)
        .containsExactly(
            "11 attempt 1 with 12 13", "11 attempt 2", "12 attempt 1 with 13", "13 attempt 1");
  }

  private static Trial linear(int number) {
    Trial fake = Trials.doing("succeed", 10 + number);
    return new Trial(
        "mini-vit.cifar10",
        fake.weights(),
        fake.task(),
        fake.data(),
        fake.split(),
        "linear",
        ImmutableSortedMap.of(),
        fake.recipe(),
        fake.seed(),
        Execution.DEFAULT);
  }

  @Test
  void asksAgainWithEachResult() {
    ScriptedRunner runner = new ScriptedRunner(2);
    // The final trial depends on what both search trials measured.
    Demand demand =
        new All() {
          @Override
          public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
            Optional<TrialResult> first = known.apply(FIRST);
            Optional<TrialResult> second = known.apply(SECOND);
            return first.isPresent() && second.isPresent()
                ? List.of(THIRD)
                : List.of(FIRST, SECOND);
          }
        };

    run(runner, demand);

    assertThat(runner.submitted).containsExactly("1 attempt 1", "2 attempt 1", "3 attempt 1");
  }

  @Test
  void knowsAResultOnlyOnceItIsJournalled() {
    try (Journal journal = Journal.open(directory)) {
      List<Integer> journalled = new ArrayList<>();
      Demand demand =
          new All(FIRST, SECOND) {
            @Override
            public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
              trials.stream()
                  .filter(trial -> known.apply(trial).isPresent())
                  .forEach(trial -> journalled.add(journal.attempts(trial).size()));
              return super.needed(known);
            }
          };

      campaign(journal, new ScriptedRunner(1)).run(demand);

      assertThat(journalled).containsExactly(1, 1, 1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CRASHED", "TIMEOUT", "INTERRUPTED"})
  void repeatsALostAttemptOnce(Status lost) {
    ScriptedRunner runner = new ScriptedRunner(1).answering(lost, Status.OK, Status.OK);

    List<TrialResult> results = run(runner, all(FIRST, SECOND));

    assertThat(runner.submitted).containsExactly("1 attempt 1", "1 attempt 2", "2 attempt 1");
    assertThat(results).extracting(TrialResult::status).containsExactly(lost, Status.OK, Status.OK);
  }

  @Test
  void aTrialThatAlwaysCrashesFailsAlone() {
    ScriptedRunner runner =
        new ScriptedRunner(1).answering(Status.CRASHED, Status.CRASHED, Status.OK);

    try (Journal journal = Journal.open(directory)) {
      Campaign campaign = campaign(journal, runner);
      campaign.run(all(FIRST, SECOND));

      assertThat(runner.submitted).containsExactly("1 attempt 1", "1 attempt 2", "2 attempt 1");
      assertThat(campaign.known(FIRST).orElseThrow().status()).isEqualTo(Status.CRASHED);
      assertThat(campaign.known(SECOND).orElseThrow().status()).isEqualTo(Status.OK);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FAILED", "DIVERGED"})
  void doesNotRepeatWhatFailedByItself(Status status) {
    ScriptedRunner runner = new ScriptedRunner(1).answering(status, Status.OK);

    run(runner, all(FIRST, SECOND));

    assertThat(runner.submitted).containsExactly("1 attempt 1", "2 attempt 1");
  }

  @ParameterizedTest
  @EnumSource
  void theNextRunRepeatsAllButWhatIsSettled(Status status) {
    try (Journal journal = Journal.open(directory)) {
      journal.append(
          status == Status.OK
              ? Trials.ok(FIRST, 1, 50)
              : Trials.without(FIRST, 1, status, "because"));
    }
    ScriptedRunner runner = new ScriptedRunner(1);

    run(runner, all(FIRST));

    assertThat(runner.submitted)
        .isEqualTo(
            status == Status.OK || status == Status.DIVERGED ? List.of() : List.of("1 attempt 2"));
  }

  @Test
  void anInterruptedRunJournalsWhatFilledItsSlots() {
    TrialRunner runner = new HangingRunner(2);
    try (Journal journal = Journal.open(directory)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> campaign(journal, runner).run(all(FIRST, SECOND, THIRD)))
          .isInstanceOf(CancellationException.class)
          .hasMessage("the run was stopped; starting it again continues it");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(journal.results())
          .extracting(TrialResult::status)
          .containsExactly(Status.INTERRUPTED, Status.INTERRUPTED);
    }
  }

  @Test
  void aBrokenRunnerEndsTheRun() {
    TrialRunner runner =
        new ScriptedRunner(1) {
          @Override
          public CompletableFuture<TrialResult> submit(
              Trial trial, int attempt, List<Trial> companions) {
            return CompletableFuture.failedFuture(new IllegalStateException("no java"));
          }
        };

    assertThatThrownBy(() -> run(runner, all(FIRST)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no java");
  }

  @Test
  void aDemandThatCannotGoOnEndsTheRun() {
    Demand demand =
        new All(FIRST) {
          @Override
          public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
            if (known.apply(FIRST).isPresent()) {
              throw new IllegalStateException("all settings diverged");
            }
            return trials;
          }
        };

    assertThatThrownBy(() -> run(new ScriptedRunner(1).answering(Status.DIVERGED), demand))
        .hasMessage("all settings diverged");
  }

  /** A trial takes 12.5 seconds, as the journal says. */
  @ParameterizedTest
  @CsvSource({"10m, 3", "38s, 3", "37s, 2", "25s, 2", "24s, 1", "5s, 1"})
  void beginsNoTrialThatWouldNotEndInTime(String time, int ended) {
    try (Journal journal = Journal.open(directory)) {
      Campaign campaign = timed(journal, new ScriptedRunner(1), time);

      campaign.run(all(FIRST, SECOND, THIRD));

      assertThat(journal.results()).hasSize(ended);
      assertThat(campaign.shortage())
          .isEqualTo(
              ended == 3
                  ? Optional.empty()
                  : Optional.of(
                      "-Dtime=%s was over: %s did not begin, or did not end in time; the same command again continues"
                          .formatted(time, ended == 2 ? "1 trial" : 3 - ended + " trials")));
    }
  }

  /** They take next to nothing, whatever the first of them took. */
  @Test
  void asksForWhatIsComputedAlreadyHoweverLittleTimeIsLeft() {
    Trial[] grid = {linear(1), linear(2), linear(3)};
    try (Journal journal = Journal.open(directory)) {
      Campaign campaign = timed(journal, new ScriptedRunner(1), "13s");

      campaign.run(all(grid));

      assertThat(journal.results()).hasSize(3);
      assertThat(campaign.shortage()).isEmpty();
    }
  }

  @Test
  void takesAKindThatWasNeverMeasuredForAsSlowAsTheSlowestOfAll() {
    Trial other = Trials.ofTask("shapes-count", 1);
    try (Journal journal = Journal.open(directory)) {
      journal.append(Trials.ok(FIRST, 1, 50));

      Campaign campaign = timed(journal, new ScriptedRunner(1), "12s");
      campaign.run(all(FIRST, other));

      assertThat(campaign.known(other)).isEmpty();
      assertThat(campaign.shortage()).isPresent();
    }
  }

  /** A trial takes 12.5 seconds, and can pause. */
  @Test
  void pausesTrialsWhenTheTimeIsOverAndTheNextRunContinuesThem() {
    try (Journal journal = Journal.open(directory)) {
      journal.append(Trials.without(FIRST, 1, Status.CRASHED, "because"));
      journal.append(Trials.ok(THIRD, 1, 50));
      Campaign campaign = timed(journal, new PausingRunner(), "10s");

      campaign.run(all(FIRST, SECOND));

      assertThat(journal.attempts(FIRST))
          .extracting(TrialResult::status)
          .containsExactly(Status.CRASHED, Status.INTERRUPTED);
      assertThat(journal.attempts(SECOND)).isEmpty();
      assertThat(campaign.shortage())
          .hasValue(
              "-Dtime=10s was over: 2 trials did not begin, or did not end in time; the same command"
                  + " again continues");
      ScriptedRunner next = new ScriptedRunner(1);
      timed(journal, next, "60s").run(all(FIRST, SECOND));
      assertThat(next.submitted).containsExactly("1 attempt 3", "2 attempt 1");
    }
  }

  @Test
  void anotherRunBeginsWhatTheFirstHadNoTimeFor() {
    try (Journal journal = Journal.open(directory)) {
      timed(journal, new ScriptedRunner(1), "20s").run(all(FIRST, SECOND));
      ScriptedRunner next = new ScriptedRunner(1);

      timed(journal, next, "20s").run(all(FIRST, SECOND));

      assertThat(next.submitted).containsExactly("2 attempt 1");
    }
  }

  @Test
  void tellsTheRunnerWhatNothingContinues() {
    ScriptedRunner runner = new ScriptedRunner(1);
    run(
        runner,
        new All(FIRST, SECOND) {
          @Override
          public Collection<Trial> eliminated(
              TrialResult end, Function<Trial, Optional<TrialResult>> known) {
            return end.trial().equals(SECOND) ? List.of(FIRST, THIRD) : List.of();
          }
        });

    assertThat(runner.forgotten).containsExactly(FIRST, THIRD);
  }

  private static Campaign timed(Journal journal, ScriptedRunner runner, String time) {
    ManualClock clock = new ManualClock();
    runner.takesTime(() -> clock.pass(12.5));
    return new Campaign(
        journal,
        runner,
        new Progress(clock, clock.ticker(), List.of(), List.of()),
        TimeBox.of(time),
        clock.ticker());
  }

  private List<TrialResult> run(TrialRunner runner, Demand demand) {
    try (Journal journal = Journal.open(directory)) {
      campaign(journal, runner).run(demand);
      return journal.results();
    }
  }

  private static Campaign campaign(Journal journal, TrialRunner runner) {
    return new Campaign(journal, runner, silent(), TimeBox.ENDLESS);
  }

  private static Progress silent() {
    return new Progress(Clock.systemUTC(), Ticker.systemTicker(), List.of(), List.of());
  }

  private static Demand all(Trial... trials) {
    return new All(trials);
  }

  /** Needs some trials, whatever they measure. */
  public static class All implements Demand {

    final List<Trial> trials;

    public All(Trial... trials) {
      this.trials = List.of(trials);
    }

    @Override
    public Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known) {
      return trials;
    }

    @Override
    public Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known) {
      return trials.stream()
          .filter(trial -> known.apply(trial).isEmpty())
          .map(TrialKind::of)
          .toList();
    }
  }

  /** Ends attempts at once as told, in order, and well when nothing is told. */
  private static class ScriptedRunner implements TrialRunner {

    final List<String> submitted = new ArrayList<>();
    final List<Trial> forgotten = new ArrayList<>();
    private final int slots;
    private final Deque<Status> script = new ArrayDeque<>();
    private Runnable work = () -> {};

    ScriptedRunner(int slots) {
      this.slots = slots;
    }

    ScriptedRunner answering(Status... statuses) {
      script.addAll(List.of(statuses));
      return this;
    }

    void takesTime(Runnable passing) {
      work = passing;
    }

    @Override
    public int slots() {
      return slots;
    }

    @Override
    public CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions) {
      submitted.add(
          companions.stream()
              .map(companion -> Integer.toString(companion.seed()))
              .collect(
                  Collectors.joining(
                      " ",
                      String.format(Locale.ROOT, "%d attempt %d with ", trial.seed(), attempt),
                      ""))
              .replaceFirst(" with $", ""));
      work.run();
      Status status = script.isEmpty() ? Status.OK : script.remove();
      return CompletableFuture.completedFuture(
          status == Status.OK
              ? Trials.ok(trial, attempt, 50)
              : Trials.without(trial, attempt, status, "because"));
    }

    @Override
    public void forget(Trial trial) {
      forgotten.add(trial);
    }

    @Override
    public void close() {}
  }

  /** Runs a trial until it is asked to pause. */
  private static final class PausingRunner extends ScriptedRunner {

    private final CompletableFuture<TrialResult> end = new CompletableFuture<>();
    private @Nullable TrialResult paused;

    PausingRunner() {
      super(1);
    }

    @Override
    public CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions) {
      var unused = super.submit(trial, attempt, companions); // takes its time
      paused = Trials.without(trial, attempt, Status.INTERRUPTED, "paused after epoch 1");
      return end;
    }

    @Override
    public boolean pauses(Trial trial) {
      return true;
    }

    @Override
    public void pause() {
      end.complete(paused);
    }
  }

  /** Runs for ever, until it is closed. */
  private static final class HangingRunner extends ScriptedRunner {

    private final Map<CompletableFuture<TrialResult>, TrialResult> running = new LinkedHashMap<>();

    HangingRunner(int slots) {
      super(slots);
    }

    @Override
    public CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions) {
      CompletableFuture<TrialResult> end = new CompletableFuture<>();
      running.put(end, Trials.without(trial, attempt, Status.INTERRUPTED, "stopped"));
      return end;
    }

    @Override
    public void close() {
      running.forEach(CompletableFuture::complete);
    }
  }
}
