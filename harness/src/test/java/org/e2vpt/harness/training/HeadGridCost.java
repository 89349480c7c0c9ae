package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * What all of Linear costs on a task of 1000 training and 1000 test images, beside one extraction
 * of their features by ViT-B/16 in the same run: a search of 40 settings on 800 and 200 of them,
 * then 3 seeds of one setting; 100 epochs each. Run it as {@code main}; nothing is asserted.
 */
public final class HeadGridCost {

  private static final int CLASSES = 47;
  private static final int EXTRACTED = 64;
  private static final int WIDTH = 768;

  private HeadGridCost() {}

  public static void main(String[] arguments) throws IOException {
    Torch.start(Integer.parseInt(arguments[0]));
    try (NDManager manager = Torch.manager("cpu")) {
      Backbone vit = vit(VitConfig.B16, manager);
      double extraction = 2000.0 / EXTRACTED * seconds(() -> extract(vit, manager));
      print(String.format(Locale.ROOT, "features of 2000 images (from %d)", EXTRACTED), extraction);
      List<Setting> grid = new ArrayList<>();
      for (int rate = 1; rate <= 10; rate++) {
        for (double decay : new double[] {0, 0.0001, 0.001, 0.01}) {
          grid.add(setting(0.05 * rate, decay, 1));
        }
      }
      List<Setting> seeds = List.of(setting(1, 0, 1), setting(1, 0, 2), setting(1, 0, 3));
      Backbone wide = vit(new VitConfig(8, 4, WIDTH, 1, 12, WIDTH), manager);
      Task searched = task(wide, 800, 200);
      Task trained = task(wide, 1000, 1000);
      train(grid, searched); // warms up, and computes the features
      train(seeds, trained);
      double search = seconds(() -> train(grid, searched));
      double finals = seconds(() -> train(seeds, trained));
      double alone = seconds(() -> grid.forEach(one -> train(List.of(one), searched)));
      print("40 settings together", search);
      print("40 settings one after the other", alone);
      print("3 seeds together", finals);
      System.out.printf(
          Locale.ROOT,
          "all of it: %.3f times one extraction%n",
          (extraction + search + finals) / extraction);
    }
  }

  /** Images of noise, whose features are as wide as those of ViT-B/16. */
  private record Task(Backbone encoder, ImageSet train, ImageSet measured, FrozenImages frozen) {}

  private static Task task(Backbone encoder, int train, int measured) throws IOException {
    ImageSet first = noise(train);
    ImageSet second = noise(measured);
    FeatureFiles files =
        FeatureFiles.of(
            Files.createTempDirectory("features"), new Splits(first, second, first, second));
    return new Task(encoder, first, second, new FrozenImages(encoder, Torch.manager("cpu"), files));
  }

  private static ImageSet noise(int size) {
    SplittableRandom random = new SplittableRandom(size);
    byte[] pixels = new byte[size * 8 * 8 * ImageSet.CHANNELS];
    random.nextBytes(pixels);
    return new ImageSet(8, 8, pixels, random.ints(size, 0, CLASSES).toArray());
  }

  private static Setting setting(double rate, double decay, int seed) {
    return new Setting(
        new Recipe(OptimizerKind.SGD, rate, decay, 100, 10, 1024, Warmup.FROM_ZERO), seed);
  }

  private static Backbone vit(VitConfig config, NDManager manager) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(config, 1)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    return config.over(weights, Execution.DEFAULT);
  }

  private static void extract(Backbone vit, NDManager manager) {
    byte[] pixels = new byte[EXTRACTED * 224 * 224 * ImageSet.CHANNELS];
    new SplittableRandom(1).nextBytes(pixels);
    DeviceImages images =
        new DeviceImages(manager, new ImageSet(224, 224, pixels, new int[EXTRACTED]), 224);
    Evaluation.collect(images, manager, batch -> FrozenPrefix.ENCODER.of(vit, batch)).close();
  }

  private static void train(List<Setting> settings, Task task) {
    try (NDManager manager = Torch.manager("cpu")) {
      ImmutableList<Tuning> heads =
          settings.stream()
              .map(
                  setting ->
                      TuningMethods.get("linear")
                          .apply(
                              new Adaptation(
                                  task.encoder,
                                  CLASSES,
                                  Map.of(),
                                  new Initial(setting.seed()),
                                  manager,
                                  id -> Map.of())))
              .collect(ImmutableList.toImmutableList());
      new HeadTraining(heads, settings, Optional.of(task.frozen), manager, Optional.empty())
          .run(task.train, task.measured, (epoch, rate, loss, speed) -> {});
    }
  }

  private static double seconds(Runnable work) {
    Stopwatch watch = Stopwatch.createStarted();
    work.run();
    return watch.elapsed(TimeUnit.MILLISECONDS) / 1e3;
  }

  private static void print(String what, double seconds) {
    System.out.printf(Locale.ROOT, "%-40s %8.2f s%n", what, seconds);
  }
}
