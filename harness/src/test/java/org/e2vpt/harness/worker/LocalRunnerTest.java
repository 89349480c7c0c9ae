package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.trial.Trials;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class LocalRunnerTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path directory;

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @Test
  void tellsAWorkerOfCompanions() {
    Trial first = Trials.doing("succeed", 2);
    Trial second = Trials.doing("succeed", 3);
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      Trial trial = Trials.doing("show-companions", 1);

      assertThat(runner.submit(trial, 1, List.of(first, second)).join().message())
          .isEqualTo(first.id() + " " + second.id());
      assertThat(runner.submit(trial, 1).join().message()).isEmpty();
    }
  }

  @Test
  void runsTrialAfterTrialInOneWorkerWhateverTheirEnd() {
    Trial succeeding = Trials.doing("succeed", 1);
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      TrialResult ok = runner.submit(succeeding, 1).join();
      TrialResult failed = runner.submit(Trials.doing("fail", 2), 1).join();
      TrialResult diverged = runner.submit(Trials.doing("diverge", 3), 1).join();
      TrialResult chatter = runner.submit(Trials.doing("chatter", 4), 2).join();

      assertThat(List.of(ok, failed, diverged, chatter))
          .extracting(TrialResult::status)
          .containsExactly(Status.OK, Status.FAILED, Status.DIVERGED, Status.OK);
      assertThat(List.of(ok, failed, diverged, chatter))
          .extracting(result -> result.environment().engine())
          .containsOnly(ok.environment().engine());
      assertThat(ok.measured()).isEqualTo(new Measured(1.5, 1.5, 10, 9, 100, 0.125, 150));
      assertThat(ok.environment().device()).isEqualTo("cpu");
      assertThat(failed.message()).isEqualTo("no such task");
      assertThat(diverged.message())
          .isEqualTo("the loss became NaN in epoch 2 at learning rate 0.5");
      assertThat(chatter.attempt()).isEqualTo(2);
    }
    assertThat(directory.resolve("workers/0.log"))
        .content()
        .contains("java chatter\n", "native line\n", "native end@e2vpt", "no such\ntask");
    assertThat(directory.resolve("curves").resolve(succeeding.id() + ".csv"))
        .hasContent(
"""
epoch,learning_rate,loss,images_per_second
1,0.50000000,2.500000,100.0
2,0.25000000,1.500000,200.0
""");
    assertThat(events)
        .startsWith("1 attempt 1", "1 epoch 1 of loss 2.5", "1 epoch 2 of loss 1.5", "2 attempt 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "diverge"})
  void aTrialThatDidNotEndWellLeavesTheCurveOfItsEpochs(String end) {
    Trial trial = Trials.doing(end, 1);
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      assertThat(runner.submit(trial, 1).join().status()).isNotEqualTo(Status.OK);
    }
    assertThat(directory.resolve("curves").resolve(trial.id() + ".csv"))
        .hasContent(
"""
epoch,learning_rate,loss,images_per_second
1,0.50000000,2.500000,100.0
""");
  }

  @Test
  void aTrialThatFailsBeforeItsFirstEpochLeavesNoCurve() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      assertThat(runner.submit(Trials.doing("fail-early", 1), 1).join().status())
          .isEqualTo(Status.FAILED);
    }
    assertThat(directory.resolve("curves")).doesNotExist();
  }

  /** What a run can do without is in its way: files where folders should be, and the other way. */
  @ParameterizedTest
  @ValueSource(strings = {"curves", "workers", "workers/0.log/"})
  void anAttemptIsNotLostForACurveOrALog(String inTheWay) throws IOException {
    Path path = directory.resolve(inTheWay);
    if (inTheWay.endsWith("/")) {
      Files.createDirectories(path);
    } else {
      Files.createFile(path);
    }
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      assertThat(runner.submit(Trials.doing("chatter", 1), 1).join().status()).isEqualTo(Status.OK);
      assertThat(runner.submit(Trials.doing("succeed", 2), 1).join().status()).isEqualTo(Status.OK);
      assertThat(runner.submit(Trials.doing("crash", 3), 1).join().message())
          .startsWith("the worker died with exit code 134; it last said: ");
    } finally {
      System.setErr(before);
    }
    assertThat(error.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("cannot write ")
        .endsWith("; the run goes on without");
  }

  @Test
  void anImpossibleMeasurementFails() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      TrialResult failed = runner.submit(Trials.doing("measure-nonsense", 1), 1).join();

      assertThat(failed.status()).isEqualTo(Status.FAILED);
      assertThat(failed.message()).isEqualTo("accuracy must be from 0 to 100, got NaN");
    }
  }

  @Test
  void tellsTheWorkerItsSettings() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      assertThat(runner.submit(Trials.doing("show-settings", 1), 1).join().message())
          .contains("cpu 3 off 3 0 ");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "CUDA is for Linux here")
  void showsEachWorkerOneGpuWhichIsTheFirstToItsEngine() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("lib"));
    Files.createFile(folder.resolve("libcudart-8774224f.so.12"));
    CudaLibtorch libtorch =
        new CudaLibtorch(folder, "2.5.1", "cu124", ImmutableMap.of(), directory.resolve("cache"));
    List<Gpu> gpus =
        List.of(
            new Gpu(0, "GPU-aaaa", "NVIDIA H200", 1, "550.54.15", "9.0"),
            new Gpu(3, "GPU-bbbb", "NVIDIA A100", 1, "550.54.15", "8.0"));

    try (LocalRunner runner = runner(Device.gpus(gpus, libtorch), FakeBody.class.getName(), LONG)) {
      // The second waits for no slot: there are two.
      CompletableFuture<TrialResult> first = runner.submit(Trials.doing("show-settings", 1), 1);
      CompletableFuture<TrialResult> second = runner.submit(Trials.doing("show-settings", 2), 1);

      assertThat(List.of(first.join(), second.join()))
          .extracting(
              result -> result.environment().device(),
              result -> result.environment().host(),
              result -> result.message().replaceAll("[^:]*: | /.*", ""))
          .containsExactlyInAnyOrder(
              tuple("gpu0", "NVIDIA H200", "gpu0 3 off 3 0 GPU-aaaa cu124"),
              tuple("gpu3", "NVIDIA A100", "gpu0 3 off 3 0 GPU-bbbb cu124"));
    }
  }

  @Test
  void givesUpADeviceThatIsLostAgainAndAgain() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      for (int i = 0; i < 3; i++) {
        TrialResult lost = runner.submit(Trials.doing("lose-device", i), 1).join();
        assertThat(lost.status()).isEqualTo(Status.CRASHED);
        assertThat(lost.message())
            .startsWith("the worker lost cpu; it last said: ")
            .contains("CUDA error: an illegal memory access was encountered");
      }
      CompletableFuture<TrialResult> next = runner.submit(Trials.doing("succeed", 4), 1);

      assertThatThrownBy(next::join)
          .rootCause()
          .hasMessage(
              "every device has been given up, since workers lost them again and again; see what"
                  + " nvidia-smi says, and restart the machine");
    }
  }

  @Test
  void keepsADeviceThatIsLostNowAndThen() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      for (String what : List.of("lose-device", "lose-device", "succeed", "lose-device")) {
        var unused = runner.submit(Trials.doing(what, 1), 1).join();
      }

      assertThat(runner.submit(Trials.doing("succeed", 2), 1).join().status()).isEqualTo(Status.OK);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "crash, 134, something native gave up",
    "exit, 3, '-- trial '",
    "run-out-of-memory, 1, Cannot reserve direct buffer memory"
  })
  void aDeadWorkerCostsOneAttempt(String death, int exitCode, String lastWords) {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      TrialResult crashed = runner.submit(Trials.doing(death, 1), 1).join();
      TrialResult next = runner.submit(Trials.doing("succeed", 2), 1).join();

      assertThat(crashed.status()).isEqualTo(Status.CRASHED);
      assertThat(crashed.message())
          .startsWith("the worker died with exit code " + exitCode + "; it last said: ")
          .contains(lastWords);
      assertThat(next.status()).isEqualTo(Status.OK);
      assertThat(next.environment().engine()).isNotEqualTo(crashed.environment().engine());
    }
  }

  @Test
  void tellsTheWorkerWhatWasChosen() throws IOException {
    Path lock = Files.writeString(directory.resolve("my.lock"), "a https://x.org/a 3 ? MIT -\n");
    Map<String, String> chosen =
        Map.of("data.root", "/my data", "lock", lock.toString(), "precision", "tf32");
    try (LocalRunner runner =
        runner(new Workers(Device.processors(1), 1, FakeBody.class.getName(), LONG, chosen))) {
      assertThat(runner.submit(Trials.doing("show-data", 1), 1).join().message())
          .endsWith("%s %s 1".formatted(Path.of("/my data"), lock));
    }
  }

  @Test
  void aWorkerThatTalksNonsenseIsKilledAndCostsOneAttempt() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      TrialResult crashed = runner.submit(Trials.doing("talk-nonsense", 1), 1).join();
      TrialResult next = runner.submit(Trials.doing("succeed", 2), 1).join();

      assertThat(crashed.status()).isEqualTo(Status.CRASHED);
      assertThat(crashed.message())
          .isEqualTo("a worker answered '@e2vpt nonsense', which cannot be read");
      assertThat(next.status()).isEqualTo(Status.OK);
      assertThat(next.environment().engine()).isNotEqualTo(crashed.environment().engine());
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "exit codes name no signal there")
  void aKilledWorkerCostsOneAttempt() throws InterruptedException {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      CompletableFuture<TrialResult> hanging = runner.submit(Trials.doing("hang", 1), 1);
      awaitFirstEpoch();
      onlyChild().destroyForcibly();

      assertThat(hanging.join().status()).isEqualTo(Status.CRASHED);
      assertThat(hanging.join().message()).startsWith("the worker died with exit code 137");
      assertThat(runner.submit(Trials.doing("succeed", 2), 1).join().status()).isEqualTo(Status.OK);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNativeCrashIsQuotedAndReportedBelowTheRun() throws Exception {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      CompletableFuture<TrialResult> hanging = runner.submit(Trials.doing("hang", 1), 1);
      awaitFirstEpoch();
      new ProcessBuilder("kill", "-SEGV", Long.toString(onlyChild().pid())).start().waitFor();

      assertThat(hanging.join().message())
          .startsWith("the worker died with exit code ")
          .contains("SIGSEGV", "Problematic frame");
      assertThat(directory.resolve("workers")).isDirectoryContaining("glob:**hs_err_*.log");
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "exit codes name no signal there")
  void aStoppedWorkerIsInterrupted() throws InterruptedException {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      CompletableFuture<TrialResult> hanging = runner.submit(Trials.doing("hang", 1), 1);
      awaitFirstEpoch();
      onlyChild().destroy();

      assertThat(hanging.join().status()).isEqualTo(Status.INTERRUPTED);
    }
  }

  @Test
  void aBodyThatCannotBeMadeIsNamed() {
    try (LocalRunner runner = runner("org.e2vpt.NoSuchBody", LONG)) {
      assertThat(runner.submit(Trials.doing("succeed", 1), 1).join().message())
          .startsWith("the worker died with exit code 1; it last said: ")
          .contains("java.lang.ClassNotFoundException: org.e2vpt.NoSuchBody");
    }
  }

  @Test
  void anAttemptThatTakesTooLongIsKilled() {
    try (LocalRunner runner = runner(FakeBody.class.getName(), Duration.ofSeconds(1))) {
      TrialResult late = runner.submit(Trials.doing("hang", 1), 1).join();

      assertThat(late.status()).isEqualTo(Status.TIMEOUT);
      assertThat(late.message()).isEqualTo("stopped after 1 s, the most an attempt may take");
      assertThat(late.measured()).isEqualTo(Measured.NONE);
    }
  }

  @Test
  void cancellingStopsTheAttemptAndKeepsTheSlot() throws InterruptedException {
    try (LocalRunner runner = runner(FakeBody.class.getName(), LONG)) {
      CompletableFuture<TrialResult> hanging = runner.submit(Trials.doing("hang", 1), 1);
      awaitFirstEpoch();
      ProcessHandle worker = onlyChild();

      hanging.cancel(true);

      assertThatThrownBy(hanging::join).isInstanceOf(CancellationException.class);
      assertThat(runner.submit(Trials.doing("succeed", 2), 1).join().status()).isEqualTo(Status.OK);
      assertThat(worker.isAlive()).isFalse();
    }
  }

  @Test
  void closingInterruptsWhatRunsAndWhatWaits() throws InterruptedException {
    LocalRunner runner = runner(FakeBody.class.getName(), LONG);
    CompletableFuture<TrialResult> running = runner.submit(Trials.doing("hang", 1), 1);
    CompletableFuture<TrialResult> waiting = runner.submit(Trials.doing("hang", 2), 1);
    awaitFirstEpoch();
    ProcessHandle worker = onlyChild();

    runner.close();

    assertThat(running.join().status()).isEqualTo(Status.INTERRUPTED);
    assertThat(running.join().message()).isEqualTo("stopped from outside");
    assertThat(waiting.join().message()).isEqualTo("the run was stopped before this trial began");
    assertThat(runner.submit(Trials.doing("succeed", 3), 1).join().status())
        .isEqualTo(Status.INTERRUPTED);
    assertThat(worker.isAlive()).isFalse();
  }

  @Test
  void refusesToRunOnNothing() {
    assertThatThrownBy(() -> new Workers(List.of(), 0, "body", LONG, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("need a device and a thread for it, got devices [] with 0 threads each");
  }

  private LocalRunner runner(String body, Duration deadline) {
    return runner(Device.processors(1), body, deadline);
  }

  private LocalRunner runner(List<Device> devices, String body, Duration deadline) {
    return runner(new Workers(devices, 3, body, deadline, Map.of("shortcuts", "off")));
  }

  private LocalRunner runner(Workers workers) {
    return new LocalRunner(
        directory,
        workers,
        new TrialListener() {
          @Override
          public void started(Trial trial, int attempt) {
            events.add(String.format(Locale.ROOT, "%d attempt %d", trial.seed(), attempt));
          }

          @Override
          public void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {
            events.add(
                String.format(Locale.ROOT, "%d epoch %d of loss %s", trial.seed(), epoch, loss));
          }
        });
  }

  private void awaitFirstEpoch() throws InterruptedException {
    assertThat(events.take()).isEqualTo("1 attempt 1");
    assertThat(events.take()).isEqualTo("1 epoch 1 of loss 2.5");
  }

  private static ProcessHandle onlyChild() {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    assertThat(children).hasSize(1);
    return children.get(0);
  }
}
