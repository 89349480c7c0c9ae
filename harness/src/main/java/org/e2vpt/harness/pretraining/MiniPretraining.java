package org.e2vpt.harness.pretraining;

import ai.djl.basicdataset.BasicDatasets;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import com.google.common.base.Stopwatch;
import com.google.common.math.IntMath;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Batches;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.training.DivergedException;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * Pre-trains the mini backbone on CIFAR-10 and writes its weights (without the classifier) and
 * their {@link PretrainingProvenance} beside them. {@code mvn -Ppretrain-mini verify} runs it.
 */
public final class MiniPretraining {

  static final int SEED = 1;
  static final double SMOOTHING = 0.1;
  static final double WARMUP_SHARE = 0.1;

  private MiniPretraining() {}

  /** Arguments: output file, epochs, threads, device, and the folder of images or nothing. */
  public static void main(String... arguments) {
    Locale.setDefault(Locale.ROOT); // libraries and the JDK format numbers, too
    try {
      run(PretrainingSettings.parse(arguments));
    } catch (IOException | IllegalArgumentException | DivergedException e) {
      System.err.println("pre-training failed: " + e.getMessage());
      System.exit(1);
    }
  }

  /**
   * Reads the images, trains, measures and writes.
   *
   * @throws IOException if the images cannot be had or the weights not be written
   * @throws DivergedException if the loss becomes NaN or infinite
   */
  static void run(PretrainingSettings settings) throws IOException {
    Torch.start(settings.threads());
    System.out.println(
        "reading CIFAR-10 "
            + settings
                .images()
                .map(folder -> "from " + folder)
                .orElse("through DJL, which downloads 170 MB on its first use"));
    Cifar10Images images =
        settings.images().isPresent()
            ? Cifar10Images.fromFolder(settings.images().get())
            : Cifar10Images.fromDjl(BasicDatasets.REPOSITORY);
    Recipe recipe =
        new Recipe(
            OptimizerKind.ADAMW, 2e-3, 0.05, settings.epochs(), 0, 256, Warmup.FROM_FIRST_STEP);
    try (NDManager manager = Torch.manager(settings.device())) {
      Tuning tuning = randomModel(manager);
      Stopwatch watch = Stopwatch.createStarted();
      train(tuning, images.train(), recipe, manager);
      double accuracy = new Trainer(tuning, manager).accuracy(images.test());
      Map<String, HostTensor> weights = new LinkedHashMap<>();
      tuning
          .backbone()
          .weights()
          .forEach((name, weight) -> weights.put(name, Tensors.toHost(weight)));
      SafeTensors.write(
          settings.output(), weights, Map.of("architecture", Pretrained.MINI.toString()));
      Path provenance =
          PretrainingProvenance.write(
              settings, images, recipe, accuracy, watch.elapsed().toSeconds());
      System.out.printf(
          Locale.ROOT,
          "CIFAR-10 test top-1 accuracy: %.2f %%%nwrote %s and %s%nto ship them, copy both to"
              + " harness/src/main/resources/org/e2vpt/harness/backbone%n",
          accuracy,
          settings.output(),
          provenance);
    }
  }

  private static Tuning randomModel(NDManager manager) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(Pretrained.MINI, SEED)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    Backbone backbone = new Vit(Pretrained.MINI, weights);
    return TuningMethods.get("full")
        .apply(
            new Adaptation(
                backbone,
                Cifar10Images.CLASSES,
                Map.of("dropout", "0"),
                new Initial(SEED),
                manager,
                id -> Map.of()));
  }

  private static void train(Tuning tuning, ImageSet images, Recipe recipe, NDManager manager) {
    SplittableRandom random = new Initial(SEED).stream("order");
    Optimizer optimizer = Optimizer.of(recipe, tuning.trainable(), manager);
    int stepsAnEpoch = IntMath.divide(images.size(), recipe.batch(), RoundingMode.CEILING);
    int step = 0;
    NDArray sum = manager.create(0f);
    for (int epoch = 1; epoch <= recipe.epochs(); epoch++) {
      Stopwatch watch = Stopwatch.createStarted();
      for (int[] indices : Batches.shuffled(images.size(), recipe.batch(), random)) {
        double rate =
            recipe.learningRate() * factor(step++ / (double) (stepsAnEpoch * recipe.epochs()));
        ImageSet crops = Augmentation.crops(images, indices, random);
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          Batch batch = new DeviceImages(manager, crops, Pretrained.MINI.image()).all();
          NDArray loss =
              Torch.withGradients(
                  true,
                  () -> {
                    NDArray smoothed =
                        Losses.smoothedCrossEntropy(
                            tuning.logits(batch.images()), batch.labels(), SMOOTHING);
                    Torch.backward(smoothed);
                    return smoothed;
                  });
          Torch.withoutGradients(() -> sum.addi(loss));
          optimizer.step(rate);
        }
      }
      float loss = sum.getFloat() / stepsAnEpoch;
      sum.subi(sum);
      if (!Float.isFinite(loss)) {
        throw new DivergedException(epoch, loss, recipe.learningRate());
      }
      System.out.printf(
          Locale.ROOT,
          "epoch %d/%d: loss %.4f, %d s%n",
          epoch,
          recipe.epochs(),
          loss,
          watch.elapsed().toSeconds());
    }
  }

  /** Linear warm-up, then half a cosine, over the share of the steps that is done. */
  private static double factor(double done) {
    return done < WARMUP_SHARE
        ? done / WARMUP_SHARE
        : 0.5 * (1 + Math.cos(Math.PI * (done - WARMUP_SHARE) / (1 - WARMUP_SHARE)));
  }
}
