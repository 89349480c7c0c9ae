package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.CheckpointFile.Progress;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * What a checkpoint of ViT-B/16 takes, written to the disk of the working directory and read again.
 * Run it as {@code main}; nothing is asserted.
 */
public final class CheckpointCost {

  private static final int ROUNDS = 3;

  private CheckpointCost() {}

  public static void main(String[] arguments) throws IOException {
    Torch.start(Integer.parseInt(arguments[0]));
    try (NDManager manager = Torch.manager("cpu")) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      RandomVit.weights(VitConfig.B16, 1)
          .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
      Backbone vit = VitConfig.B16.over(weights, Execution.DEFAULT);
      for (OptimizerKind optimizer : OptimizerKind.values()) {
        measure("full", Map.of(), optimizer, vit);
      }
      measure("e2vpt", Map.of("visual", "50", "kv", "5"), OptimizerKind.SGD, vit);
    }
  }

  private static void measure(
      String method, Map<String, String> options, OptimizerKind optimizer, Backbone vit)
      throws IOException {
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "checkpoint");
    Path file = folder.resolve("cost.safetensors");
    try (NDManager manager = Torch.manager("cpu")) {
      Tuning tuning =
          TuningMethods.get(method)
              .apply(new Adaptation(vit, 100, options, new Initial(1), manager, id -> Map.of()));
      Recipe recipe = new Recipe(optimizer, 0.1, 0.0001, 100, 10, 64, Warmup.FROM_ZERO);
      Map<String, NDArray> state = new LinkedHashMap<>(tuning.trainable());
      state.putAll(Optimizer.of(recipe, tuning.trainable(), manager).state());
      Progress progress = new Progress(Map.of(), 0, 0, List.of());
      for (int round = 0; round < ROUNDS; round++) {
        Stopwatch writing = Stopwatch.createStarted();
        CheckpointFile.write(file, progress, state);
        writing.stop();
        Stopwatch reading = Stopwatch.createStarted();
        CheckpointFile.read(file, Map.of(), Integer.MAX_VALUE, state);
        System.out.printf(
            Locale.ROOT,
            "%-5s %-5s %6.1f MB written in %5d ms, read in %5d ms%n",
            method,
            optimizer,
            Files.size(file) / 1e6,
            writing.elapsed(TimeUnit.MILLISECONDS),
            reading.elapsed(TimeUnit.MILLISECONDS));
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
