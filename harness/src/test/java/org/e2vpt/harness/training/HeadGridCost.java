package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.HeadTraining.Labelled;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.HeadStack;
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

  public static void main(String[] arguments) {
    Torch.start(Integer.parseInt(arguments[0]));
    try (NDManager manager = Torch.manager("cpu")) {
      Backbone vit = vit(manager);
      double extraction = 2000.0 / EXTRACTED * seconds(() -> extract(vit, manager));
      print(String.format(Locale.ROOT, "features of 2000 images (from %d)", EXTRACTED), extraction);
      List<Setting> grid = new ArrayList<>();
      for (int rate = 1; rate <= 10; rate++) {
        for (double decay : new double[] {0, 0.0001, 0.001, 0.01}) {
          grid.add(setting(0.05 * rate, decay, 1));
        }
      }
      List<Setting> seeds = List.of(setting(1, 0, 1), setting(1, 0, 2), setting(1, 0, 3));
      train(grid, vit, 100, 100); // warms up
      double search = seconds(() -> train(grid, vit, 800, 200));
      double finals = seconds(() -> train(seeds, vit, 1000, 1000));
      double alone = seconds(() -> grid.forEach(one -> train(List.of(one), vit, 800, 200)));
      print("40 settings together", search);
      print("40 settings one after the other", alone);
      print("3 seeds together", finals);
      System.out.printf(
          Locale.ROOT,
          "all of it: %.3f times one extraction%n",
          (extraction + search + finals) / extraction);
    }
  }

  private static Setting setting(double rate, double decay, int seed) {
    return new Setting(
        new Recipe(OptimizerKind.SGD, rate, decay, 100, 10, 1024, Warmup.FROM_ZERO), seed);
  }

  private static Backbone vit(NDManager manager) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(VitConfig.B16, 1)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    return VitConfig.B16.over(weights, Execution.DEFAULT);
  }

  private static void extract(Backbone vit, NDManager manager) {
    byte[] pixels = new byte[EXTRACTED * 224 * 224 * ImageSet.CHANNELS];
    new SplittableRandom(1).nextBytes(pixels);
    DeviceImages images =
        new DeviceImages(manager, new ImageSet(224, 224, pixels, new int[EXTRACTED]), 224);
    Evaluation.collect(images, manager, batch -> FrozenPrefix.ENCODER.of(vit, batch)).close();
  }

  private static void train(List<Setting> settings, Backbone vit, int train, int measured) {
    try (NDManager manager = Torch.manager("cpu")) {
      HeadStack heads =
          new HeadStack(
              settings.stream()
                  .map(
                      setting ->
                          TuningMethods.get("linear")
                              .apply(
                                  new Adaptation(
                                      vit,
                                      CLASSES,
                                      Map.of(),
                                      new Initial(setting.seed()),
                                      manager,
                                      id -> Map.of())))
                  .collect(ImmutableList.toImmutableList()),
              manager);
      new HeadTraining(heads, settings, manager)
          .run(random(train, manager), random(measured, manager));
    }
  }

  private static Labelled random(int size, NDManager manager) {
    SplittableRandom random = new SplittableRandom(size);
    long[] labels = random.longs(size, 0, CLASSES).toArray();
    float[] values = new Initial(size).normal("features", size * WIDTH, 1);
    return new Labelled(manager.create(values, new Shape(size, WIDTH)), manager.create(labels));
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
