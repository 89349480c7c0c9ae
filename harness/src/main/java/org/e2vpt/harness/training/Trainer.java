package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import com.google.common.base.Stopwatch;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Trains a tuned model and measures it: mean cross-entropy, one learning rate an epoch, a fresh
 * order of images every epoch, no augmentation but that of the images themselves (FGVC's random
 * squares), the last batch of an epoch smaller.
 *
 * <p>The device is waited for once an epoch, to read the loss.
 */
public final class Trainer {

  /** Images of a batch when no gradients are recorded. */
  private static final int EVALUATION_BATCH = 256;

  private final Tuning tuning;
  private final NDManager manager;
  private final int microBatch;

  /**
   * Trains on whole batches.
   *
   * @param manager of the trial; its tensors live as long as this
   */
  public Trainer(Tuning tuning, NDManager manager) {
    this(tuning, manager, Integer.MAX_VALUE);
  }

  /**
   * Trains on parts of a batch, whose gradients add up to that of the batch's mean loss: the same
   * mathematics in less memory. Only dropout draws other numbers, part by part.
   *
   * @param microBatch the most images whose gradients are computed at a time
   */
  public Trainer(Tuning tuning, NDManager manager, int microBatch) {
    this.tuning = tuning;
    this.manager = manager;
    this.microBatch = microBatch;
  }

  /**
   * What training left.
   *
   * @param loss mean of the last epoch
   * @param imagesPerSecond images of all epochs over the time of all training, the frozen features
   *     computed at its beginning included
   */
  public record Trained(double loss, double imagesPerSecond) {}

  /**
   * Trains for all epochs of the recipe.
   *
   * @param seed of the order of images and of dropout
   * @throws DivergedException if the loss of an epoch is NaN or infinite
   * @throws IllegalStateException if batches are to be split of which only the head is trained
   */
  public Trained train(LabelledImages images, Recipe recipe, int seed, EpochListener listener) {
    requireSplittable(recipe);
    Stopwatch whole = Stopwatch.createStarted();
    Torch.seed(seed);
    SplittableRandom random = new Initial(seed).stream("order");
    Schedule schedule = new Schedule(recipe);
    Optimizer optimizer = Optimizer.of(recipe, tuning.trainable(), manager);
    LabelledImages seen = images.toTrainOn(new Initial(seed).stream("crops"));
    Function<int[], Step> forward = forward(onDevice(seen), seen == images);
    NDArray sum = manager.create(0f);
    double loss = Double.NaN;
    tuning.setTraining(true);
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      Stopwatch watch = Stopwatch.createStarted();
      double learningRate = schedule.learningRate(epoch);
      for (int[] indices : Order.shuffled(images.size(), recipe.batch(), random)) {
        step(forward, indices, optimizer, learningRate, sum);
      }
      loss = sum.getFloat() / images.size();
      sum.subi(sum);
      if (!Double.isFinite(loss)) {
        throw new DivergedException(epoch + 1, loss, learningRate);
      }
      listener.epoch(epoch + 1, learningRate, loss, images.size() / seconds(watch));
    }
    tuning.setTraining(false);
    return new Trained(loss, (double) images.size() * recipe.epochs() / seconds(whole));
  }

  private static double seconds(Stopwatch watch) {
    return watch.elapsed(TimeUnit.NANOSECONDS) / 1e9;
  }

  private record Step(NDArray logits, NDArray labels) {}

  private void step(
      Function<int[], Step> forward,
      int[] indices,
      Optimizer optimizer,
      double learningRate,
      NDArray sum) {
    for (int[] part : Order.parts(indices, microBatch)) {
      addGradients(forward, part, (double) part.length / indices.length, sum);
    }
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      optimizer.step(learningRate);
    }
  }

  /**
   * Adds a part's share to the gradients of the batch.
   *
   * @param share of the part in the batch: what the mean loss of its images counts there
   */
  private static void addGradients(
      Function<int[], Step> forward, int[] part, double share, NDArray sum) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray loss =
          Torch.withGradients(
              true,
              () -> {
                Step step = forward.apply(part);
                NDArray mean = Losses.crossEntropy(step.logits, step.labels);
                Torch.backward(mean, share);
                return mean;
              });
      Torch.withoutGradients(() -> sum.addi(loss.mul(part.length)));
    }
  }

  /** With frozen features a step costs no memory to speak of, and BatchNorm may read its batch. */
  private void requireSplittable(Recipe recipe) {
    if (microBatch < recipe.batch() && tuning.frozenFeatures()) {
      throw new IllegalStateException(
          ("cannot train in micro-batches of %d images: features are frozen, only the head is"
                  + " trained, and a head with BatchNorm (MLP-3) reads the mean of a whole batch;"
                  + " use a device with more memory")
              .formatted(microBatch));
    }
  }

  private DeviceImages onDevice(LabelledImages images) {
    return new DeviceImages(manager, images, tuning.backbone().architecture().image());
  }

  /**
   * From indices of images to their logits; frozen features are computed here, once, if images stay
   * the same from epoch to epoch.
   */
  private Function<int[], Step> forward(DeviceImages images, boolean same) {
    if (!same || !tuning.frozenFeatures()) {
      return indices -> {
        Batch batch = images.batch(indices);
        return new Step(tuning.logits(batch.images()), batch.labels());
      };
    }
    NDArray features = features(images);
    return indices -> {
      NDArray rows = features.get(new NDIndex("{}", manager.create(indices)));
      return new Step(tuning.classify(rows), images.labels(indices));
    };
  }

  /** (N, features) of all images in order, without dropout and without gradients. */
  public NDArray features(LabelledImages images) {
    tuning.setTraining(false);
    return features(onDevice(images));
  }

  private NDArray features(DeviceImages images) {
    NDList parts = new NDList();
    evaluate(
        images,
        batch -> {
          NDArray part = tuning.features(batch.images());
          NDScope.unregister(part); // outlives its batch
          parts.add(part);
        });
    try (parts) {
      NDArray features = NDArrays.concat(parts);
      features.attach(manager);
      return features;
    }
  }

  /**
   * Top-1 accuracy in percent.
   *
   * @throws DivergedException if a logit is NaN or infinite: the last step can break a model whose
   *     losses were all finite
   */
  public double accuracy(LabelledImages images) {
    long[] correct = {0};
    tuning.setTraining(false);
    evaluate(
        onDevice(images),
        batch -> {
          NDArray logits = tuning.logits(batch.images());
          if (!Float.isFinite(logits.sum().getFloat())) {
            throw new DivergedException("the trained model's logits are not finite");
          }
          correct[0] += logits.argMax(1).eq(batch.labels()).sum().getLong();
        });
    return 100.0 * correct[0] / images.size();
  }

  /**
   * Runs {@code work} on all images in order, without dropout and without gradients.
   *
   * @param batchSize images at a time; the last batch may be smaller
   */
  public void forEachBatch(LabelledImages images, int batchSize, Consumer<Batch> work) {
    tuning.setTraining(false);
    eachBatch(onDevice(images), batchSize, work);
  }

  private static void eachBatch(DeviceImages images, int batchSize, Consumer<Batch> work) {
    for (int[] indices : Order.sequential(images.size(), batchSize)) {
      onBatch(images, indices, work);
    }
  }

  private static void onBatch(DeviceImages images, int[] indices, Consumer<Batch> work) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Torch.withoutGradients(() -> work.accept(images.batch(indices)));
    }
  }

  /**
   * Runs {@code work} on all images in order, in batches of any size: as large as memory allows.
   *
   * @param work that keeps nothing of a batch before it has all of it
   */
  private static void evaluate(DeviceImages images, Consumer<Batch> work) {
    for (int[] indices : Order.sequential(images.size(), EVALUATION_BATCH)) {
      evaluate(images, indices, work);
    }
  }

  private static void evaluate(DeviceImages images, int[] indices, Consumer<Batch> work) {
    try {
      onBatch(images, indices, work);
    } catch (RuntimeException e) {
      if (indices.length == 1 || !Torch.isOutOfMemory(e)) {
        throw e;
      }
      Order.parts(indices, (indices.length + 1) / 2).forEach(half -> evaluate(images, half, work));
    }
  }
}
