package org.e2vpt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.TrialResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs on a real cluster of a master and two workers, of which parts are killed. */
@Timeout(900)
class SparkRunnerIT {

  @TempDir Path temporary;
  private Path directory;
  private StandaloneCluster cluster;
  private Process run;

  @BeforeEach
  void startCluster() throws Exception {
    directory = Files.createDirectories(temporary.resolve("run"));
    cluster = new StandaloneCluster(temporary.resolve("cluster"), 2);
  }

  @AfterEach
  void stopAll() {
    if (run != null) {
      run.destroyForcibly();
    }
    cluster.close();
  }

  @Test
  void aTrialThatAlwaysCrashesFailsAlone() throws Exception {
    run = start("succeed,crash,succeed,succeed");

    assertThat(ended()).isZero();
    assertThat(ends()).containsExactlyInAnyOrder("0 OK", "1 CRASHED", "1 CRASHED", "2 OK", "3 OK");
    assertThat(results())
        .filteredOn(result -> result.trial().seed() == 1)
        .allSatisfy(
            result ->
                assertThat(result.message()).startsWith("the worker died with exit code 134;"));
    // Each worker process sees the GPU of its executor alone, and nothing of Spark.
    assertThat(results())
        .filteredOn(result -> result.trial().seed() != 1)
        .extracting(result -> result.environment().engine())
        .isSubsetOf("GPU 0", "GPU 1");
  }

  @Test
  void killedWorkerAndExecutorLoseNothing() throws Exception {
    run = start("succeed,hang-once,succeed,succeed,succeed");
    ProcessHandle trial = hanging(1);
    ProcessHandle executor = trial.parent().orElseThrow();
    ProcessHandle worker = executor.parent().orElseThrow();
    assertThat(executor.info().commandLine().orElseThrow()).contains("CoarseGrainedExecutor");
    assertThat(worker.info().commandLine().orElseThrow()).contains("deploy.worker.Worker");

    worker.destroyForcibly();
    executor.destroyForcibly();

    assertThat(ended()).isZero();
    assertThat(ends())
        .filteredOn(end -> !end.equals("1 CRASHED")) // not journalled if Spark itself repeated it
        .containsExactlyInAnyOrder("0 OK", "1 OK", "2 OK", "3 OK", "4 OK");
    StandaloneCluster.await("the orphan to end", () -> !trial.isAlive());
    assertThat(begun()).containsExactly("0", "1", "1", "2", "3", "4");
  }

  @Test
  void aKilledRunContinuesWithWhatIsMissing() throws Exception {
    run = start("succeed,hang-once,succeed");
    ProcessHandle trial = hanging(1);
    StandaloneCluster.await("the others", () -> spooled().size() == 2);

    run.destroyForcibly().waitFor();
    StandaloneCluster.await("the orphan to end", () -> !trial.isAlive());
    run = start("succeed,hang-once,succeed");

    assertThat(ended()).isZero();
    assertThat(ends()).containsExactlyInAnyOrder("0 OK", "1 OK", "2 OK");
    assertThat(begun()).containsExactly("0", "1", "1", "2");
    try (Stream<Path> spool = Files.list(directory.resolve("spool"))) {
      assertThat(spool).as("taken in by the journal, %s", ends()).isEmpty();
    }
  }

  @Test
  void aRestartedMasterGoesOn() throws Exception {
    run = start("hang-once,succeed");
    ProcessHandle trial = hanging(0);

    cluster.killMaster();
    cluster.startMaster();
    trial.destroyForcibly();

    assertThat(ended()).isZero();
    assertThat(ends()).containsExactlyInAnyOrder("0 CRASHED", "0 OK", "1 OK");
  }

  @Test
  void aClusterThatIsGoneEndsTheRun() throws Exception {
    run = start("hang-once,succeed", "-Dspark.e2vpt.patience=30s");
    hanging(0);

    cluster.close();

    assertThat(ended()).isEqualTo(2);
    assertThat(log())
        .contains(
            "GAVE UP: no executor of %s for 30 s, with 1 cores and 512m of memory each and a GPU; "
                .formatted(cluster.url()));
  }

  private Process start(String trials, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Dspark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1",
            "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
            "-Dspark.master=" + cluster.url(),
            "-Dspark.driver.host=127.0.0.1",
            "-Dspark.executor.memory=512m",
            "-Dspark.executor.resource.gpu.amount=1",
            "-Dspark.e2vpt.lib=" + Path.of("target", "lib-it").toAbsolutePath()));
    command.addAll(List.of(more));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            Grid.class.getName(),
            directory.toString(),
            trials));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(temporary.resolve("run.log").toFile()))
        .start();
  }

  private int ended() throws Exception {
    assertThat(run.waitFor(300, TimeUnit.SECONDS)).as(log()).isTrue();
    System.out.println(log());
    return run.exitValue();
  }

  private String log() throws IOException {
    return Files.readString(temporary.resolve("run.log"));
  }

  /** The process of the trial with this seed, which hangs. */
  private ProcessHandle hanging(int seed) throws Exception {
    Path file = directory.resolve("begun").resolve("hanging-" + seed);
    StandaloneCluster.await(
        "trial " + seed + " to hang", () -> Files.exists(file) || !run.isAlive());
    assertThat(run.isAlive()).as(log()).isTrue();
    return ProcessHandle.of(Long.parseLong(Files.readString(file))).orElseThrow();
  }

  /** The seed of each trial, as often as it began. */
  private List<String> begun() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("begun"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.startsWith("hanging"))
          .map(name -> name.substring(0, name.indexOf('-')))
          .sorted()
          .toList();
    }
  }

  private List<Path> spooled() throws IOException {
    Path spool = directory.resolve("spool");
    if (Files.notExists(spool)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(spool)) {
      return files.toList();
    }
  }

  private List<String> ends() {
    return results().stream().map(result -> result.trial().seed() + " " + result.status()).toList();
  }

  private List<TrialResult> results() {
    try (Journal journal = Journal.open(directory)) {
      return journal.results();
    }
  }
}
