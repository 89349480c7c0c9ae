package org.e2vpt.harness.pretraining;

import ai.djl.basicdataset.BasicDatasets;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import com.google.common.base.Stopwatch;
import com.google.common.math.IntMath;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.MiniVit;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Order;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Options;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * Pre-trains the mini backbone on CIFAR-10 and writes its weights (without the classifier) and a
 * provenance file beside them.
 *
 * <p>{@code mvn -Ppretrain-mini verify} runs it. Arguments: output file, epochs, threads, device,
 * and optionally a folder with CIFAR-10 as image files instead of DJL's download.
 */
public final class MiniPretraining {

  private static final int SEED = 1;
  private static final int CLASSES = 10;
  private static final double SMOOTHING = 0.1;
  private static final double WARMUP_SHARE = 0.1;

  private MiniPretraining() {}

  /** See the class. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 4 || arguments.length > 5) {
      throw new IllegalArgumentException(
          "arguments: output.safetensors epochs threads device [folder], got "
              + List.of(arguments));
    }
    Path output = Path.of(arguments[0]);
    int epochs = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    String device = arguments[3];
    boolean folder = arguments.length == 5;
    if (!folder) {
      Torch.allowDownloads();
    }
    Torch.start(threads);
    try (NDManager manager = Torch.manager(device)) {
      Cifar10Images images =
          folder
              ? Cifar10Images.fromFolder(Path.of(arguments[4]))
              : Cifar10Images.fromDjl(manager, BasicDatasets.REPOSITORY);
      Recipe recipe = new Recipe(OptimizerKind.ADAMW, 2e-3, 0.05, epochs, 0, 256);
      Tuning tuning = randomModel(manager);
      Stopwatch watch = Stopwatch.createStarted();
      train(tuning, images.train(), recipe, manager);
      double accuracy = new Trainer(tuning, manager).accuracy(images.test());
      Map<String, HostTensor> weights = new LinkedHashMap<>();
      tuning
          .backbone()
          .weights()
          .forEach((name, weight) -> weights.put(name, Tensors.toHost(weight)));
      SafeTensors.write(output, weights, Map.of("architecture", MiniVit.CONFIG.toString()));

      Map<String, Object> provenance = new LinkedHashMap<>();
      provenance.put("architecture", MiniVit.CONFIG.toString());
      provenance.put(
          "data",
          folder
              ? "CIFAR-10 train, 50,000 images as JPEG files re-encoded from the original pixels"
              : "CIFAR-10 train, 50,000 images, original pixels through DJL basicdataset");
      provenance.put("data sha256 (train)", images.train().sha256());
      provenance.put("data sha256 (test)", images.test().sha256());
      provenance.put("recipe", recipe.toString());
      provenance.put(
          "schedule",
          "linear warm-up over %s of the steps, then a cosine to 0".formatted(WARMUP_SHARE));
      provenance.put("augmentation", "crop out of a 4-pixel border, mirror");
      provenance.put("label smoothing", SMOOTHING);
      provenance.put("seed", SEED);
      provenance.put("CIFAR-10 test top-1 accuracy (%)", accuracy);
      provenance.put("engine", Torch.versions());
      provenance.put("device", device + ", " + threads + " threads");
      provenance.put("seconds", watch.elapsed().toSeconds());
      provenance.put("date", LocalDate.now(ZoneOffset.UTC).toString());
      provenance.put(
          "command",
          "mvn verify -Ppretrain-mini -Depochs=%d%s"
              .formatted(epochs, folder ? " -Dimages=<folder>" : ""));
      Files.writeString(
          output.resolveSibling("mini-vit.json"),
          new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(provenance)
              + "\n");
      System.out.printf(Locale.ROOT, "CIFAR-10 test top-1 accuracy: %.2f %%%n", accuracy);
    }
  }

  private static Tuning randomModel(NDManager manager) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(MiniVit.CONFIG, SEED)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    Backbone backbone = new Vit(MiniVit.CONFIG, weights);
    return TuningMethods.apply(
        "full",
        new Adaptation(
            backbone,
            CLASSES,
            new Options("full", Map.of("dropout", "0")),
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
      for (int[] indices : Order.shuffled(images.size(), recipe.batch(), random)) {
        double rate =
            recipe.learningRate() * factor(step++ / (double) (stepsAnEpoch * recipe.epochs()));
        ImageSet crops = Augmentation.crops(images, indices, random);
        try (NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          Batch batch = new DeviceImages(manager, crops).all();
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
      System.out.printf(
          Locale.ROOT,
          "epoch %d/%d: loss %.4f, %d s%n",
          epoch,
          recipe.epochs(),
          sum.getFloat() / stepsAnEpoch,
          watch.elapsed().toSeconds());
      sum.subi(sum);
    }
  }

  /** Linear warm-up, then half a cosine, over the share of the steps that is done. */
  private static double factor(double done) {
    return done < WARMUP_SHARE
        ? done / WARMUP_SHARE
        : 0.5 * (1 + Math.cos(Math.PI * (done - WARMUP_SHARE) / (1 - WARMUP_SHARE)));
  }
}
