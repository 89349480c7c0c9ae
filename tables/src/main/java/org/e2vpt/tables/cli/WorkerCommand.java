package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.Experiment;
import org.e2vpt.harness.worker.LocalRunner.Workers;
import org.e2vpt.harness.worker.Station;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one trial of a run whose journal another process holds, or none at the moment. */
@Command(
    name = "worker",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Run one trial as a job of a cluster.",
      "Writes the result into the run folder; 'run' and 'trials' add it to the journal when"
          + " they next open it."
    },
    exitCodeList = {
      "0:the trial ended, with a result or by diverging",
      "1:the trial failed, crashed or took too long; it can be tried again"
    })
final class WorkerCommand implements Callable<Integer> {

  private static final String AUTO = "auto";
  private static final String REQUIRE = "require";
  private static final String OFF = "off";

  @Option(
      names = "--trial",
      required = true,
      paramLabel = "SETTINGS",
      description = "A line that 'trials' printed.")
  private String trial = "";

  @Option(
      names = "--directory",
      required = true,
      paramLabel = "FOLDER",
      description = "Run folder, such as reports/mini; all jobs share it.")
  private Path directory = Path.of("");

  @Option(
      names = "--gpu",
      defaultValue = "${sys:gpu:-" + AUTO + "}",
      paramLabel = "WORD",
      description = "Whether to use a GPU: auto (if there is one; default), require, or off.")
  private String gpu = AUTO;

  @Option(
      names = "--threads",
      paramLabel = "NUMBER",
      description = "Number of compute threads; default: ${DEFAULT-VALUE}.")
  private int threads = 1;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      description =
          "Longest time that the trial may take, such as PT8H for 8 hours; default:"
              + " ${DEFAULT-VALUE}.")
  private Duration deadline = Duration.ofDays(1);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Trial asked = Trial.parse(trial);
    Workers workers =
        new Workers(
            List.of(device()),
            threads,
            Experiment.class.getName(),
            deadline,
            ImmutableMap.<String, String>builder()
                .putAll(DataFolder.of(System::getProperty).settings())
                .put(Execution.PRECISION, asked.execution().precision().word())
                .buildOrThrow());
    workers.requireEngine();
    String name = asked.id() + "-" + ProcessHandle.current().pid();
    try (Station station = Station.here(directory, name, workers)) {
      TrialResult result = Station.result(station.apply(Station.order(asked, 1, List.of())));
      spec.commandLine().getOut().println(said(result));
      return result.status() == Status.OK || result.status() == Status.DIVERGED
          ? E2vpt.OK
          : E2vpt.FAILED;
    }
  }

  private static String said(TrialResult result) {
    String what = result.trial().id() + " " + result.trial().describe() + ": ";
    return result.status() == Status.OK
        ? String.format(
            Locale.ROOT,
            "%s%.2f %% in %.1f s",
            what,
            result.measured().accuracy(),
            result.measured().seconds())
        : what + result.status().name().toLowerCase(Locale.ROOT) + ", " + result.message();
  }

  private Device device() {
    List<String> words = List.of(AUTO, REQUIRE, OFF);
    String asked =
        Names.find(gpu, words)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--gpu must be auto, require or off; got '%s'%s"
                            .formatted(gpu, Names.didYouMean(gpu, words))));
    Gpus gpus = Gpus.visible();
    if (asked.equals(REQUIRE) && gpus.list().isEmpty()) {
      throw new IllegalStateException("--gpu=require, but " + gpus.absence());
    }
    return asked.equals(OFF) || gpus.list().isEmpty()
        ? Device.processors(1).get(0)
        : Device.gpus(gpus.list().subList(0, 1), CudaLibtorch.find()).get(0);
  }
}
