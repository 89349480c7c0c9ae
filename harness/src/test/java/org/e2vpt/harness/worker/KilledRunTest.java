package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.schedule.Campaign;
import org.e2vpt.harness.schedule.CampaignTest;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TimeBox;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trials;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole run in a process of its own, which is killed. */
@Timeout(300)
class KilledRunTest {

  private static final List<String> PLAN = List.of("succeed", "crash-once", "hang-once", "succeed");

  @TempDir Path directory;

  @Test
  void aKilledRunLeavesNoWorkerAndResumesWithoutCountingTwice() throws Exception {
    Process run = start();
    awaitHangingTrial(run);

    run.destroyForcibly();

    awaitDeathOfWorker();
    run.waitFor();
    assertThat(ends()).containsExactly("0 OK", "1 CRASHED", "1 OK");

    assertThat(start().waitFor()).isZero();
    assertThat(ends()).containsExactly("0 OK", "1 CRASHED", "1 OK", "2 OK", "3 OK");

    assertThat(start().waitFor()).isZero();
    assertThat(ends()).hasSize(5);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no signal lets a process end in good order")
  void aStoppedRunJournalsWhatWasRunning() throws Exception {
    Process run = start();
    awaitHangingTrial(run);

    run.destroy(); // SIGTERM; Ctrl-C is handled alike

    awaitDeathOfWorker();
    assertThat(run.waitFor()).isEqualTo(128 + 15);
    assertThat(ends()).containsExactly("0 OK", "1 CRASHED", "1 OK", "2 INTERRUPTED");
  }

  /** Runs the plan, and says when its hanging trial has begun. */
  static final class Run {
    private Run() {}

    public static void main(String[] args) {
      Path directory = Path.of(args[0]);
      Trial[] trials =
          IntStream.range(0, PLAN.size())
              .mapToObj(seed -> Trials.doing(PLAN.get(seed), seed))
              .toArray(Trial[]::new);
      Workers workers =
          new Workers(
              Device.processors(1), 1, FakeBody.class.getName(), Duration.ofMinutes(5), Map.of());
      try (Journal journal = Journal.open(directory);
          Progress progress = Progress.open(directory, journal, Progress.Console.LINES);
          LocalRunner runner = new LocalRunner(directory, workers, saying(progress))) {
        new Campaign(journal, runner, progress, TimeBox.ENDLESS).run(new CampaignTest.All(trials));
      } catch (CancellationException e) {
        System.out.println(e.getMessage());
      }
    }

    private static TrialListener saying(TrialListener listener) {
      return new TrialListener() {
        @Override
        public void started(Trial trial, int attempt) {
          listener.started(trial, attempt);
        }

        @Override
        public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {
          listener.epoch(trial, epoch, loss, imagesPerSecond);
          if (loss == FakeBody.HANGING) {
            System.out.println("hanging");
          }
        }
      };
    }
  }

  private Process start() throws IOException {
    ProcessBuilder run = ChildProcess.java(List.of(), Run.class, directory.toString());
    return run.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void awaitHangingTrial(Process run) throws IOException {
    BufferedReader output = run.inputReader();
    String line = output.readLine();
    while (!line.equals("hanging")) {
      line = output.readLine();
    }
    try (FileChannel held = FileChannel.open(heldByWorker(), StandardOpenOption.WRITE)) {
      assertThat(held.tryLock()).isNull();
    }
  }

  /** The worker's lock ends with it, whoever has to bury the process. */
  private void awaitDeathOfWorker() throws IOException {
    try (FileChannel held = FileChannel.open(heldByWorker(), StandardOpenOption.WRITE)) {
      held.lock();
    }
  }

  private Path heldByWorker() {
    return directory.resolve("hung-" + Trials.doing("hang-once", 2).id());
  }

  private List<String> ends() {
    try (Journal journal = Journal.open(directory)) {
      return journal.results().stream()
          .map(result -> result.trial().seed() + " " + result.status())
          .toList();
    }
  }
}
