package org.e2vpt.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.e2vpt.harness.schedule.GpuUse;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.Experiment;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.e2vpt.harness.worker.Station;

/**
 * Runs trials on Apache Spark: an executor is one device with one worker process, a trial is one
 * job of one task.
 *
 * <p>A job for each, because Spark aborts a whole job, with all that it has finished, when one of
 * its tasks keeps failing. Spark repeats only what ran on a host that it knows to be lost; all else
 * is decided by who journals the attempts.
 */
public final class SparkRunner implements TrialRunner {

  /** Where the program's jars are on every host: {@code tables/target/lib} or a copy of it. */
  static final String LIB = "spark.e2vpt.lib";

  /** Seconds without any executor after which the run gives up. */
  static final String PATIENCE = "spark.e2vpt.patience";

  /** Threads of computation in a worker; by default as many as on this machine. */
  private static final String CORES = "spark.executor.cores";

  /** More trials at a time than any cluster of ours will have devices. */
  private static final int MOST_JOBS = 256;

  private final String master;
  private final Path directory;
  private final Path token;
  private final Duration patience;
  private final TrialTask task;
  private final TrialListener listener;
  private final JavaSparkContext spark;
  private final ExecutorService jobs = Executors.newFixedThreadPool(MOST_JOBS);
  private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
  private final Map<String, CompletableFuture<TrialResult>> running = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /** When an executor was last seen, in {@link System#nanoTime}. */
  private long lastSeen = System.nanoTime();

  private SparkRunner(
      String master,
      Path directory,
      Path token,
      Duration patience,
      TrialTask task,
      TrialListener listener,
      JavaSparkContext spark) {
    this.master = master;
    this.directory = directory;
    this.token = token;
    this.patience = patience;
    this.task = task;
    this.listener = listener;
    this.spark = spark;
  }

  /**
   * Joins the cluster and waits until it has an executor that can run trials.
   *
   * @param workers of which the number is not read: the cluster has as many as it has
   * @throws IllegalStateException if that does not come about, saying why
   */
  static SparkRunner open(
      String master, GpuUse gpus, Path directory, Workers workers, TrialListener listener) {
    Path token = token(directory);
    SparkRunner runner = null;
    try {
      SparkConf conf = conf(master, gpus, workers);
      TrialTask task = new TrialTask(site(directory, token, gpus, workers, conf));
      Duration patience = Duration.ofSeconds(conf.getTimeAsSeconds(PATIENCE, "60"));
      runner =
          new SparkRunner(
              master, directory, token, patience, task, listener, new JavaSparkContext(conf));
      runner.awaitExecutor();
      runner.spark.parallelize(List.of(TrialTask.OPEN), 1).map(task).collect();
      var unused =
          runner.watch.scheduleWithFixedDelay(runner::giveUpIfAlone, 1, 1, TimeUnit.SECONDS);
      return runner;
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      if (runner == null) {
        delete(token);
      } else {
        runner.close();
      }
      throw new IllegalStateException(
          "cannot run trials on %s: %s".formatted(master, firstLine(e)), e);
    }
  }

  /** As many as there are executors now, which may come and go; at least one. */
  @Override
  public int slots() {
    return Math.max(1, executors());
  }

  @Override
  public CompletableFuture<TrialResult> submit(Trial trial, int attempt, List<Trial> companions) {
    CompletableFuture<TrialResult> end = new CompletableFuture<>();
    String job = trial.id() + "-" + attempt;
    running.put(job, end);
    try {
      String order = Station.order(trial, attempt, companions);
      jobs.execute(() -> run(job, trial, attempt, order, end));
    } catch (RejectedExecutionException e) {
      end.complete(
          without(
              trial, attempt, Status.INTERRUPTED, "the run was stopped before this trial began"));
    }
    return end;
  }

  /** In the run's folder, which all hosts share. */
  @Override
  public void forget(Trial trial) {
    Experiment.forget(directory, trial);
  }

  /** Stops the jobs, which stops their workers, and leaves the cluster. */
  @Override
  public void close() {
    closed = true;
    watch.shutdownNow();
    if (!spark.sc().isStopped()) {
      spark.cancelAllJobs();
    }
    jobs.shutdown();
    try {
      if (!jobs.awaitTermination(10, TimeUnit.SECONDS)) {
        jobs.shutdownNow();
      }
    } catch (InterruptedException e) {
      jobs.shutdownNow();
      Thread.currentThread().interrupt();
    }
    spark.stop();
    delete(token);
  }

  private void run(
      String job, Trial trial, int attempt, String order, CompletableFuture<TrialResult> end) {
    try {
      spark.setJobGroup(job, trial.describe(), true);
      var unused =
          end.whenComplete(
              (result, failure) -> {
                if (failure != null) { // cancelled, or given up
                  spark.cancelJobGroup(job);
                }
              });
      listener.started(trial, attempt);
      if (!end.isDone()) {
        List<String> rows = spark.parallelize(List.of(order), 1).map(task).collect();
        end.complete(Station.result(rows.get(0)));
      }
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      // Told to end, this process may have stopped Spark before it closed this.
      end.complete(
          closed || spark.sc().isStopped()
              ? without(trial, attempt, Status.INTERRUPTED, "stopped from outside")
              : without(trial, attempt, Status.CRASHED, firstLine(e)));
    } finally {
      running.remove(job);
    }
  }

  /** An attempt of which no executor said how it ended. */
  private TrialResult without(Trial trial, int attempt, Status status, String message) {
    return new TrialResult(
        trial,
        attempt,
        status,
        Measured.NONE,
        message,
        new Environment(
            BuildInfo.ofProgram().commit(),
            "unknown",
            master,
            "unknown",
            Runtime.version().toString()),
        Instant.now());
  }

  private int executors() {
    return spark.sc().isStopped() ? 0 : spark.statusTracker().getExecutorInfos().length - 1;
  }

  private void awaitExecutor() throws InterruptedException {
    while (executors() == 0) {
      if (isAlone()) {
        throw new IllegalStateException(absence());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** A master that was lost and came back without its memory gives no executors to old runs. */
  private void giveUpIfAlone() {
    if (isAlone()) {
      running
          .values()
          .forEach(end -> end.completeExceptionally(new IllegalStateException(absence())));
    }
  }

  private boolean isAlone() {
    if (executors() > 0) {
      lastSeen = System.nanoTime();
    }
    return spark.sc().isStopped() || System.nanoTime() - lastSeen > patience.toNanos();
  }

  private String absence() {
    return String.format(
        Locale.ROOT,
        "no executor of %s for %d s, with %s cores and %s of memory each%s; see on its page that"
            + " its workers are alive and have as much left, then start the same command again:"
            + " it continues",
        master,
        patience.toSeconds(),
        spark.getConf().get(CORES),
        spark.getConf().get("spark.executor.memory"),
        spark.getConf().contains(gpus("executor")) ? " and a GPU" : "");
  }

  private static SparkConf conf(String master, GpuUse gpus, Workers workers) {
    SparkConf conf = new SparkConf(); // with all system properties that begin with spark.
    String threads = conf.get(CORES, Integer.toString(workers.threads()));
    conf.setMaster(master)
        .setAppName("e2vpt")
        .set(CORES, threads)
        .set("spark.task.cpus", threads)
        .set("spark.task.maxFailures", "1")
        .setIfMissing("spark.executor.memory", "512m") // a worker is a process of its own
        .setIfMissing("spark.ui.enabled", "false")
        .setJars(new String[] {location(SparkRunner.class).toString()});
    if (gpus == GpuUse.REQUIRE) {
      conf.setIfMissing(gpus("executor"), "1");
    }
    if (conf.contains(gpus("executor"))) {
      conf.set(gpus("task"), conf.get(gpus("executor")));
    }
    return conf;
  }

  private static String gpus(String of) {
    return "spark." + of + ".resource.gpu.amount";
  }

  private static Site site(
      Path directory, Path token, GpuUse gpus, Workers workers, SparkConf conf) {
    return new Site(
        Station.class.getName(),
        absolute(directory).toString(),
        token.getFileName().toString(),
        absolute(Path.of(conf.get(LIB, location(Station.class).resolveSibling("").toString())))
            .toString(),
        gpus != GpuUse.OFF,
        conf.getInt(CORES, workers.threads()),
        workers.body(),
        workers.deadline(),
        new TreeMap<>(Station.properties(workers)));
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path token(Path directory) {
    try {
      return Files.createTempFile(Files.createDirectories(directory), "cluster-", ".token");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + directory, e);
    }
  }

  private static void delete(Path token) {
    try {
      Files.deleteIfExists(token);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + token, e);
    }
  }

  /** Spark's messages carry the stack trace of the executor. */
  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }
}
