package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.training.FeatureFiles;
import org.e2vpt.harness.training.FrozenImages;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Tuning;

/** Images a second of E²VPT's steps, as trials compute them. */
final class Speed {

  private static final int EPOCHS = 3;

  private Speed() {}

  /**
   * Of one way to compute.
   *
   * @param fused whether the attention kernel serves training on a GPU, too
   */
  static void check(
      String name,
      Model model,
      Precision precision,
      boolean fused,
      String device,
      int batch,
      int steps,
      Consumer<Finding> found) {
    double[] fastest = {0};
    train(
        model,
        precision,
        fused,
        device,
        batch,
        steps,
        (epoch, rate, loss, speed) -> fastest[0] = Math.max(fastest[0], speed));
    found.accept(
        Finding.told(
            "images/s",
            "e2vpt on %s, %s%s, batch %s"
                .formatted(name, precision.word(), fused ? ", fused attention" : "", batch),
            String.format(Locale.ROOT, "%.1f", fastest[0])));
  }

  /** Some epochs, of which the first computes once what later ones read. */
  static void train(
      Model model,
      Precision precision,
      boolean fused,
      String device,
      int batch,
      int steps,
      EpochListener listener) {
    try (NDManager manager = Torch.manager(device)) {
      Backbone backbone = RandomModel.backbone(model, new Execution(true, precision), manager);
      Tuning tuning = RandomModel.tuning(backbone, "e2vpt", manager);
      Torch.prepareDevice(manager.getDevice(), fused); // without it, the kernel is not used
      ImageSet images = RandomModel.images(steps * batch, model.architecture().image());
      Recipe recipe =
          new Recipe(OptimizerKind.SGD, 0.01, 0.0001, EPOCHS, 0, batch, Warmup.FROM_FIRST_STEP);
      try (FrozenImages frozen = new FrozenImages(backbone, Torch.manager(device), files(images))) {
        var unused =
            new Trainer(tuning, manager, batch, Optional.of(frozen))
                .train(images, recipe, 0, listener);
      }
    }
  }

  private static FeatureFiles files(ImageSet images) {
    try {
      Path folder = Files.createTempDirectory("acceptance");
      return FeatureFiles.of(folder, new Splits(images, images, images, images));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
