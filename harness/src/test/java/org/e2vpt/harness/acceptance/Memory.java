package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.MemoryFit;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Hungry;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;

/** Where memory does not hold a batch, halves of it are tried, and a later training is whole. */
final class Memory {

  private static final String CHECK = "memory";
  private static final Shape BLOCK = new Shape(64 << 20); // 256 MiB
  private static final int BLOCKS_LEFT = 6;

  private Memory() {}

  /** Of an operation that asks for more than any device has, for all but two images. */
  static void check(String device, Consumer<Finding> found) {
    found.accept(
        Finding.of(
            CHECK,
            "batches tried of 8, of which 2 fit",
            tried(
                8,
                size -> {
                  try (NDManager manager = Torch.manager(device)) {
                    return trained(Hungry.of(manager, 2), manager, TinyModel.images(8, 1), 8, size);
                  }
                }),
            "8 4 2"));
  }

  /** Of a GPU that is full but for {@value #BLOCKS_LEFT} blocks, and of the same one emptied. */
  static void checkFull(
      String name, Model model, String device, int batch, Consumer<Finding> found) {
    String subject = "batches tried of %s by e2vpt on %s ".formatted(batch, name);
    try (NDManager manager = Torch.manager(device)) {
      Backbone backbone = RandomModel.backbone(model, Execution.DEFAULT, manager);
      try (NDManager ballast = Torch.manager(device)) {
        fill(ballast);
        String tried = tried(batch, size -> trained(backbone, device, batch, size));
        found.accept(
            Finding.of(
                CHECK,
                subject + "with 1.5 GiB free",
                tried,
                batch + " and smaller ones",
                tried.startsWith(batch + " ")));
      }
      found.accept(
          Finding.of(
              CHECK,
              subject + "afterwards",
              tried(batch, size -> trained(backbone, device, batch, size)),
              Integer.toString(batch)));
    }
  }

  private static void fill(NDManager ballast) {
    List<NDArray> blocks = new ArrayList<>();
    try {
      while (true) {
        blocks.add(ballast.zeros(BLOCK));
      }
    } catch (RuntimeException e) {
      if (!Torch.isOutOfMemory(e)) {
        throw e;
      }
    }
    blocks.subList(Math.max(0, blocks.size() - BLOCKS_LEFT), blocks.size()).forEach(NDArray::close);
  }

  /** The sizes that were tried, the last of which fitted. */
  private static String tried(int batch, IntFunction<Double> training) {
    List<String> sizes = new ArrayList<>();
    double loss =
        MemoryFit.halving(
            batch,
            size -> {
              sizes.add(Integer.toString(size));
              return training.apply(size);
            });
    return String.join(" ", sizes) + (Double.isFinite(loss) ? "" : ", loss " + loss);
  }

  private static double trained(Backbone backbone, String device, int batch, int size) {
    try (NDManager manager = Torch.manager(device)) {
      ImageSet images = RandomModel.images(batch, backbone.architecture().image());
      return trained(RandomModel.tuning(backbone, "e2vpt", manager), manager, images, batch, size);
    }
  }

  private static double trained(
      Tuning tuning, NDManager manager, ImageSet images, int batch, int size) {
    Recipe recipe = new Recipe(OptimizerKind.SGD, 0.01, 0, 1, 0, batch, Warmup.FROM_FIRST_STEP);
    return new Trainer(tuning, manager, size, Optional.empty())
        .train(images, recipe, 0, (epoch, rate, loss, imagesPerSecond) -> {})
        .loss();
  }
}
