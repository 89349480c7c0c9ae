package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import com.google.common.base.Stopwatch;
import com.google.common.collect.Iterables;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Scalars;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Checkpoint.Past;
import org.e2vpt.harness.training.HeadTraining.Epoch;
import org.e2vpt.harness.training.PrefixedImages.EpochReader;
import org.e2vpt.harness.training.PrefixedImages.Read;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Trains a tuned model and measures it: mean cross-entropy, one learning rate an epoch, a fresh
 * order of images every epoch, no augmentation but that of the images themselves (FGVC's random
 * squares), the last batch of an epoch smaller.
 *
 * <p>Nothing is read from the device but an epoch's loss. A copy of host memory to a GPU begins
 * when the GPU has done all that it was told before, so what an epoch needs goes up once: the order
 * and the labels of the images, and the rates of {@link Optimizer}. Where images are kept on the
 * device a step copies nothing; else it copies the images of each of its parts.
 */
public final class Trainer {

  /** Images of a batch when accuracy is measured. */
  public static final int EVALUATION_BATCH = Evaluation.BATCH;

  private final Tuning tuning;
  private final NDManager manager;
  private final int microBatch;
  private final Optional<FrozenImages> frozen;
  private final Scalars scalars;

  /**
   * Trains on whole batches, and computes nothing once that is computed in each epoch.
   *
   * @param manager of the trial; its tensors live as long as this
   */
  public Trainer(Tuning tuning, NDManager manager) {
    this(tuning, manager, Integer.MAX_VALUE, Optional.empty());
  }

  /**
   * Trains on parts of a batch, whose gradients add up to that of the batch's mean loss: the same
   * mathematics in less memory. Only dropout draws other numbers, part by part.
   *
   * @param microBatch the most images whose gradients are computed at a time
   * @param frozen what the method's frozen prefix makes of images that stay the same, if that is to
   *     be computed once
   */
  public Trainer(Tuning tuning, NDManager manager, int microBatch, Optional<FrozenImages> frozen) {
    this.tuning = tuning;
    this.manager = manager;
    this.microBatch = microBatch;
    this.frozen = frozen;
    this.scalars = new Scalars(manager);
  }

  /**
   * What training left.
   *
   * @param loss mean of the last epoch
   * @param bestAccuracy the highest that was measured before the last epoch's end; 0 if none was
   * @param imagesPerSecond images of all epochs over the time of all training, what is computed
   *     once at its beginning included
   * @param earlierSeconds wall time of the earlier attempts whose epochs were continued, up to the
   *     last of these
   */
  public record Trained(
      double loss, double bestAccuracy, double imagesPerSecond, double earlierSeconds) {}

  /**
   * Trains for all epochs of the recipe.
   *
   * @param seed of the order of images, of their crops and of dropout: see {@link EpochRandom}
   * @throws DivergedException if the loss of an epoch is NaN or infinite
   * @throws IllegalStateException if batches are to be split that the method normalises
   */
  public Trained train(LabelledImages images, Recipe recipe, int seed, EpochListener listener) {
    return train(images, recipe, seed, Optional.empty(), Optional.empty(), listener);
  }

  /**
   * As {@link #train(LabelledImages, Recipe, int, EpochListener)}; continues from a checkpoint if
   * there is one that fits, with the numbers of a training that nobody interrupted.
   *
   * @param validation images to measure accuracy on at the ends of epochs, the last of them
   *     excepted: see {@link ChosenEpoch#validations}; this changes no number of the training
   * @param checkpoint where training is saved; empty if it is not
   * @throws PausedException if it is, and the listener wants training to pause
   */
  public Trained train(
      LabelledImages images,
      Recipe recipe,
      int seed,
      Optional<LabelledImages> validation,
      Optional<Checkpoint> checkpoint,
      EpochListener listener) {
    requireSplittable(recipe);
    Stopwatch whole = Stopwatch.createStarted();
    Schedule schedule = new Schedule(recipe);
    Optimizer optimizer = Optimizer.of(recipe, tuning.trainable(), manager);
    Map<String, NDArray> state = new LinkedHashMap<>(tuning.trainable());
    state.putAll(tuning.untrained());
    state.putAll(optimizer.state());
    Past past =
        checkpoint
            .map(file -> file.restore(state, recipe.lastEpoch(), listener))
            .orElse(Past.NOTHING);
    int batches = IntMath.divide(images.size(), recipe.batch(), RoundingMode.CEILING);
    optimizer.continueAfter(past.epochs() * batches);
    PrefixedImages.Epochs epochs = prefixed().toTrainOn(images);
    Optional<Supplier<OptionalDouble>> validated =
        validation.map(held -> measured(held, logits -> {}));
    NDArray sum = manager.create(0f);
    double loss = Double.NaN;
    List<Epoch> told = new ArrayList<>(Iterables.getOnlyElement(past.trials(), List.of()));
    double best = HeadTraining.bestAccuracy(told);
    for (int epoch = past.epochs(); epoch < recipe.lastEpoch(); epoch++) {
      Stopwatch watch = Stopwatch.createStarted();
      EpochRandom random = new EpochRandom(seed, epoch + 1);
      random.seedDropout();
      tuning.setTraining(true);
      double learningRate = schedule.learningRate(epoch);
      List<List<int[]>> steps =
          Batches.shuffled(images.size(), recipe.batch(), random.order()).stream()
              .map(indices -> Batches.parts(indices, microBatch))
              .toList();
      try (EpochReader reader =
          epochs.read(random, steps.stream().flatMap(List::stream).toList())) {
        optimizer.prepare(steps.size(), learningRate);
        steps.forEach(parts -> step(reader, parts, optimizer, sum));
      }
      loss = sum.getFloat() / images.size();
      sum.subi(sum);
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch + 1, loss, learningRate);
      }
      double speed = images.size() / seconds(watch);
      OptionalDouble accuracy =
          isValidated(epoch + 1, recipe)
              ? validated.map(Supplier::get).orElse(OptionalDouble.empty())
              : OptionalDouble.empty();
      Epoch ended =
          new Epoch(
              epoch + 1,
              learningRate,
              loss,
              speed,
              accuracy.isPresent() ? accuracy.getAsDouble() : null);
      ended.tell(listener);
      told.add(ended);
      best = Math.max(best, accuracy.orElse(0));
      if (ended.epoch() < recipe.lastEpoch()) {
        checkpoint.ifPresent(
            file -> file.ended(ended.epoch(), List.of(told), seconds(whole), state, listener));
      } else if (!recipe.isWhole()) {
        checkpoint.ifPresent(file -> file.onRung(List.of(told), seconds(whole), state, listener));
      }
    }
    tuning.setTraining(false);
    double seconds = past.trainingSeconds() + seconds(whole);
    return new Trained(
        loss, best, (double) images.size() * recipe.lastEpoch() / seconds, past.seconds());
  }

  /** Whether accuracy is measured at the end of an epoch, which is not the last. */
  private static boolean isValidated(int epoch, Recipe recipe) {
    int epochs = recipe.epochs();
    int validations = recipe.chosenEpoch().validations(epochs);
    return epoch < epochs && epoch * validations / epochs > (epoch - 1) * validations / epochs;
  }

  private static double seconds(Stopwatch watch) {
    return watch.elapsed(TimeUnit.NANOSECONDS) / 1e9;
  }

  /** One step on a batch, whose parts are read one after the other. */
  private void step(EpochReader reader, List<int[]> parts, Optimizer optimizer, NDArray sum) {
    int images = parts.stream().mapToInt(part -> part.length).sum();
    for (int[] part : parts) {
      addGradients(reader, part.length, (double) part.length / images, sum);
    }
    optimizer.step();
  }

  /**
   * Adds a part's share to the gradients of the batch.
   *
   * @param share of the part in the batch: what the mean loss of its images counts there
   */
  private void addGradients(EpochReader reader, int images, double share, NDArray sum) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray loss =
          Torch.withGradients(
              true,
              () -> {
                Read read = reader.next();
                NDArray mean = Losses.crossEntropy(read.logits(tuning), read.labels());
                Torch.backward(mean, scalars.of(share));
                return mean;
              });
      Torch.withoutGradients(() -> sum.addi(loss.mul(scalars.of(images))));
    }
  }

  private void requireSplittable(Recipe recipe) {
    if (microBatch < recipe.batch() && tuning.normalisesBatches()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "cannot train in micro-batches of %d images: the head has BatchNorm (MLP-3), which"
                  + " reads the mean of a whole batch; use a device with more memory",
              microBatch));
    }
  }

  private DeviceImages onDevice(LabelledImages images) {
    return new DeviceImages(manager, images, tuning.backbone().architecture().image());
  }

  private PrefixedImages prefixed() {
    return new PrefixedImages(tuning.backbone(), tuning.prefix(), frozen, manager);
  }

  /** (N, features) of all images in order, without dropout and without gradients. */
  public NDArray features(LabelledImages images) {
    tuning.setTraining(false);
    return Evaluation.collect(onDevice(images), manager, tuning::features);
  }

  /**
   * Top-1 accuracy in percent.
   *
   * @throws DivergedException if a logit is NaN or infinite: the last step can break a model whose
   *     losses were all finite
   */
  public double accuracy(LabelledImages images) {
    return accuracy(images, logits -> {});
  }

  /**
   * Likewise.
   *
   * @param logits gets those of each batch, (B, C), in the order of the images
   * @throws DivergedException as {@link #accuracy(LabelledImages)}
   */
  public double accuracy(LabelledImages images, Consumer<NDArray> logits) {
    return measured(images, logits).get().orElseThrow(DivergedException::ofLogits);
  }

  /**
   * Logits of all images in order, (N, C), without dropout and without gradients. In batches of
   * {@value #EVALUATION_BATCH} they are those that {@link #accuracy} compares.
   *
   * @param batch images at a time
   */
  public NDArray logits(LabelledImages images, int batch) {
    tuning.setTraining(false);
    Function<int[], Read> reader = prefixed().toMeasure(images);
    return Evaluation.collect(
        images.size(), batch, manager, indices -> reader.apply(indices).logits(tuning));
  }

  /** Measures the accuracy, as often as it is asked; empty if a logit is NaN or infinite. */
  private Supplier<OptionalDouble> measured(LabelledImages images, Consumer<NDArray> seen) {
    Function<int[], Read> reader = prefixed().toMeasure(images);
    return () -> {
      long[] correct = {0};
      boolean[] finite = {true};
      tuning.setTraining(false);
      Evaluation.onAll(
          images.size(),
          indices -> {
            Read read = reader.apply(indices);
            NDArray logits = read.logits(tuning);
            finite[0] &= Float.isFinite(logits.sum().getFloat());
            seen.accept(logits);
            correct[0] += logits.argMax(1).eq(read.labels()).sum().getLong();
          });
      return finite[0]
          ? OptionalDouble.of(100.0 * correct[0] / images.size())
          : OptionalDouble.empty();
    };
  }

  /**
   * Runs {@code work} on all images in order, without dropout and without gradients.
   *
   * @param batchSize images at a time; the last batch may be smaller
   */
  public void forEachBatch(LabelledImages images, int batchSize, Consumer<Batch> work) {
    tuning.setTraining(false);
    DeviceImages onDevice = onDevice(images);
    for (int[] indices : Batches.sequential(images.size(), batchSize)) {
      Evaluation.on(indices, batch -> work.accept(onDevice.batch(batch)));
    }
  }
}
