package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.trial.Trials;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class StationTest {

  @TempDir Path directory;

  @Test
  void spoolsEachAttemptBeforeItAnswers() throws IOException {
    try (Station station = station("", false)) {
      String ok = station.apply(Station.order(Trials.doing("succeed", 1), 1, List.of()));
      String crashed = station.apply(Station.order(Trials.doing("crash", 2), 3, List.of()));

      assertThat(spooled()).containsExactlyInAnyOrder(ok + "\n", crashed + "\n");
      assertThat(Station.result(ok))
          .extracting(TrialResult::status, TrialResult::attempt)
          .containsExactly(Status.OK, 1);
      assertThat(Station.result(crashed))
          .extracting(TrialResult::status, TrialResult::attempt)
          .containsExactly(Status.CRASHED, 3);
      assertThat(Station.result(ok).environment().commit())
          .isEqualTo(BuildInfo.ofProgram().commit());
    }
    assertThat(directory.resolve("workers/host-7/0.log")).exists();
  }

  @Test
  void anInterruptedThreadStopsItsAttempt() throws Exception {
    try (Station station = station("", false)) {
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> station.apply(Station.order(Trials.doing("hang", 1), 1, List.of())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("trial %s was stopped".formatted(Trials.doing("hang", 1).id()));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(
              Station.result(
                  station.apply(Station.order(Trials.doing("succeed", 1), 1, List.of()))))
          .extracting(TrialResult::status)
          .isEqualTo(Status.OK);
    }
  }

  /** What was chosen here reaches a station elsewhere, whose process knows nothing of it. */
  @Test
  void carriesWhatWasChosenToItsWorker() {
    Map<String, String> properties =
        Station.properties(
            new Workers(
                Device.processors(1),
                1,
                FakeBody.class.getName(),
                Duration.ofMinutes(1),
                Map.of("data.root", "/my data", "precision", "tf32")));

    try (Station station = station("", false, properties)) {
      String row = station.apply(Station.order(Trials.doing("show-data", 1), 1, List.of()));
      assertThat(Station.result(row).message())
          .endsWith("%s datasets.lock 1".formatted(Path.of("/my data")));
    }
  }

  /** The run that asked for it has the journal; a job of an array has nobody. */
  @Test
  void aResultThatCannotBeSpooledIsNotLost() throws IOException {
    Files.createFile(directory.resolve("spool"));
    String order = Station.order(Trials.doing("succeed", 1), 1, List.of());

    try (Station station = station("", false)) {
      assertThat(Station.result(station.apply(order)).status()).isEqualTo(Status.OK);
    }
    Workers workers =
        new Workers(
            Device.processors(1), 1, FakeBody.class.getName(), Duration.ofMinutes(1), Map.of());
    try (Station station = Station.here(directory, "job-1", workers)) {
      assertThatThrownBy(() -> station.apply(order))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "cannot write the result of trial %s to %s: it is the line above on standard error;"
                      .formatted(Trials.doing("succeed", 1).id(), directory)
                  + " write it to a file spool/NAME.csv there");
    }
  }

  /** Without {@code nvidia-smi} or with it: a machine has no such GPU. */
  @Test
  void refusesAGpuThatIsNotThere() {
    assertThatThrownBy(() -> station("GPU-of-nobody", true))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("no GPU 'GPU-of-nobody': ");
  }

  private Station station(String gpu, boolean computesOnGpu) {
    return station(gpu, computesOnGpu, Map.of());
  }

  private Station station(String gpu, boolean computesOnGpu, Map<String, String> properties) {
    return new Station(
        directory,
        "host-7",
        gpu,
        computesOnGpu,
        1,
        FakeBody.class.getName(),
        Duration.ofMinutes(1),
        properties,
        System.getProperty("java.class.path"));
  }

  private List<String> spooled() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
      return files.map(StationTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
