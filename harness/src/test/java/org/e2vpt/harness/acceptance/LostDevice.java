package org.e2vpt.harness.acceptance;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.schedule.TrialListener;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.LocalRunner;
import org.e2vpt.harness.worker.LocalRunner.Workers;

/**
 * A trial that fails an assertion on the device, after which a GPU's process is of no use, and one
 * after it, which a new worker runs.
 */
final class LostDevice {

  private static final String CHECK = "assertion on the device";

  private LostDevice() {}

  /** A real trial of the mini table's kind. */
  static Trial trial(int seed) {
    String backbone = "mini-vit.cifar10";
    return new Trial(
        backbone,
        Pretrained.get(backbone, NoData.FOLDER).sha256(),
        "digits",
        NoData.TASKS.sha256("digits"),
        Split.SEARCH,
        "e2vpt",
        ImmutableSortedMap.of("visual", "4", "kv", "2"),
        new Recipe(OptimizerKind.SGD, 0.25, 0.0001, 2, 0, 64, Warmup.FROM_FIRST_STEP),
        seed,
        Execution.DEFAULT);
  }

  /** On {@code device}, in a folder of its own. */
  static void check(Device device, int threads, Path folder, Consumer<Finding> found) {
    Workers workers =
        new Workers(
            List.of(device),
            threads,
            BrokenOnce.class.getName(),
            Duration.ofMinutes(5),
            Map.of("data.root", folder.resolve("data").toString()));
    try (LocalRunner runner = new LocalRunner(folder, workers, TrialListener.NONE)) {
      TrialResult broken = runner.submit(trial(BrokenOnce.BREAKS), 1).join();
      TrialResult clean = runner.submit(trial(1), 1).join();
      boolean cpu = device.name().equals(Device.CPU);
      found.accept(
          Finding.of(
              CHECK,
              "a trial that fails one",
              broken.status() + ": " + broken.message(),
              cpu ? "FAILED" : "CRASHED, the worker lost " + device.name(),
              cpu
                  ? broken.status() == Status.FAILED
                  : broken.status() == Status.CRASHED
                      && broken.message().startsWith("the worker lost " + device.name())));
      found.accept(
          Finding.of(
              CHECK, "the next trial", (clean.status() + " " + clean.message()).strip(), "OK"));
    }
  }
}
