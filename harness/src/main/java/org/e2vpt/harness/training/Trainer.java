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
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Trains a tuned model and measures it: mean cross-entropy, one learning rate an epoch, a fresh
 * order of images every epoch, no augmentation, the last batch of an epoch smaller.
 *
 * <p>The device is waited for once an epoch, to read the loss.
 */
public final class Trainer {

  /** Images of a batch when no gradients are recorded. */
  private static final int EVALUATION_BATCH = 256;

  private final Tuning tuning;
  private final NDManager manager;

  /**
   * @param manager of the trial; its tensors live as long as this
   */
  public Trainer(Tuning tuning, NDManager manager) {
    this.tuning = tuning;
    this.manager = manager;
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
   */
  public Trained train(ImageSet images, Recipe recipe, int seed, EpochListener listener) {
    Stopwatch whole = Stopwatch.createStarted();
    Torch.seed(seed);
    SplittableRandom random = new Initial(seed).stream("order");
    Schedule schedule = new Schedule(recipe);
    Optimizer optimizer = Optimizer.of(recipe, tuning.trainable(), manager);
    Function<int[], Step> forward = forward(new DeviceImages(manager, images));
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

  private static void step(
      Function<int[], Step> forward,
      int[] indices,
      Optimizer optimizer,
      double learningRate,
      NDArray sum) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray loss =
          Torch.withGradients(
              true,
              () -> {
                Step step = forward.apply(indices);
                NDArray mean = Losses.crossEntropy(step.logits, step.labels);
                Torch.backward(mean);
                return mean;
              });
      Torch.withoutGradients(() -> sum.addi(loss.mul(indices.length)));
      optimizer.step(learningRate);
    }
  }

  /** From indices of images to their logits; frozen features are computed here, once. */
  private Function<int[], Step> forward(DeviceImages images) {
    if (!tuning.frozenFeatures()) {
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
  public NDArray features(ImageSet images) {
    tuning.setTraining(false);
    return features(new DeviceImages(manager, images));
  }

  private NDArray features(DeviceImages images) {
    NDList parts = new NDList();
    eachBatch(
        images,
        EVALUATION_BATCH,
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
  public double accuracy(ImageSet images) {
    long[] correct = {0};
    forEachBatch(
        images,
        EVALUATION_BATCH,
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
  public void forEachBatch(ImageSet images, int batchSize, Consumer<Batch> work) {
    tuning.setTraining(false);
    eachBatch(new DeviceImages(manager, images), batchSize, work);
  }

  private static void eachBatch(DeviceImages images, int batchSize, Consumer<Batch> work) {
    for (int[] indices : Order.sequential(images.size(), batchSize)) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        Torch.withoutGradients(() -> work.accept(images.batch(indices)));
      }
    }
  }
}
