package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.HeadStack;
import org.jspecify.annotations.Nullable;

/**
 * Trains the heads of several trials on the same frozen features, as one batched problem: each step
 * is one for all learning rates, weight decays and seeds. Each head gets the numbers that it would
 * get alone.
 */
public final class HeadTraining {

  /**
   * How one head is trained.
   *
   * @param recipe which may differ from the others' in learning rate and weight decay
   * @param seed of the order of images and of dropout: see {@link EpochRandom}
   */
  public record Setting(Recipe recipe, int seed) {}

  /**
   * Features with their classes.
   *
   * @param features (N, D)
   * @param labels (N), int64
   */
  public record Labelled(NDArray features, NDArray labels) {

    int size() {
      return Math.toIntExact(features.getShape().get(0));
    }
  }

  /**
   * An epoch, as an {@link EpochListener} hears of it.
   *
   * @param accuracy at its end, if it was measured there
   */
  public record Epoch(
      int epoch,
      double learningRate,
      double loss,
      double imagesPerSecond,
      @Nullable Double accuracy) {

    Epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
      this(epoch, learningRate, loss, imagesPerSecond, null);
    }

    void tell(EpochListener listener) {
      listener.epoch(epoch, learningRate, loss, imagesPerSecond);
      if (accuracy != null) {
        listener.validated(epoch, accuracy);
      }
    }
  }

  /**
   * What became of one head.
   *
   * @param epochs up to that in which the loss left the real numbers
   * @param accuracy top-1 in percent on the measured features
   * @param diverged why there is no accuracy
   */
  public record Outcome(
      ImmutableList<Epoch> epochs, double accuracy, Optional<DivergedException> diverged) {

    /** Mean of the last epoch. */
    public double loss() {
      return epochs.get(epochs.size() - 1).loss;
    }

    /** Training throughput of all heads together, mean over the epochs. */
    public double imagesPerSecond() {
      return epochs.stream().mapToDouble(Epoch::imagesPerSecond).average().orElseThrow();
    }
  }

  private final HeadStack heads;
  private final ImmutableList<Setting> settings;
  private final NDManager manager;
  private final List<List<Epoch>> epochs = new ArrayList<>();
  private final DivergedException[] diverged;

  /**
   * One setting for each head.
   *
   * @param manager of the trials; its tensors live as long as this
   * @throws IllegalArgumentException if there are not as many settings as heads
   */
  public HeadTraining(HeadStack heads, List<Setting> settings, NDManager manager) {
    if (settings.size() != heads.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d settings for %d heads", settings.size(), heads.size()));
    }
    this.heads = heads;
    this.settings = ImmutableList.copyOf(settings);
    this.manager = manager;
    this.diverged = new DivergedException[settings.size()];
    settings.forEach(setting -> epochs.add(new ArrayList<>()));
  }

  /** Trains on some features and measures on others; one outcome for each setting. */
  public ImmutableList<Outcome> run(Labelled train, Labelled measured) {
    train(train);
    double[] accuracies = accuracies(measured);
    return IntStream.range(0, settings.size())
        .mapToObj(
            head ->
                new Outcome(
                    ImmutableList.copyOf(epochs.get(head)),
                    accuracies[head],
                    Optional.ofNullable(diverged[head])))
        .collect(ImmutableList.toImmutableList());
  }

  private void train(Labelled images) {
    Recipe common = settings.get(0).recipe;
    List<Recipe> recipes = settings.stream().map(Setting::recipe).toList();
    List<Schedule> schedules = recipes.stream().map(Schedule::new).toList();
    // Heads that see the images in the same order read the same rows.
    boolean alike = settings.stream().mapToInt(Setting::seed).distinct().count() == 1;
    List<Setting> ordered = alike ? settings.subList(0, 1) : settings;
    Optimizer optimizer = Optimizer.of(recipes, heads.trainable(), manager);
    NDArray sums = manager.zeros(new Shape(heads.size()));
    for (int epoch = 0; epoch < common.epochs() && anyLeft(); epoch++) {
      Stopwatch watch = Stopwatch.createStarted();
      int now = epoch;
      new EpochRandom(settings.get(0).seed, epoch + 1).seedDropout(); // of the head
      double[] rates = schedules.stream().mapToDouble(s -> s.learningRate(now)).toArray();
      List<List<int[]>> batches =
          ordered.stream()
              .map(setting -> new EpochRandom(setting.seed, now + 1).order())
              .map(order -> Batches.shuffled(images.size(), common.batch(), order))
              .toList();
      for (int step = 0; step < batches.get(0).size(); step++) {
        int at = step;
        step(images, batches.stream().map(order -> order.get(at)).toList(), optimizer, rates, sums);
      }
      ended(epoch + 1, rates, images.size(), sums.toFloatArray(), watch);
      sums.subi(sums.duplicate());
    }
  }

  /** One step of all heads; {@code rows} are of each head, or the same for all. */
  private void step(
      Labelled images, List<int[]> rows, Optimizer optimizer, double[] rates, NDArray sums) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      long orders = rows.size();
      long batch = rows.get(0).length;
      NDIndex index =
          new NDIndex("{}", manager.create(rows.stream().flatMapToInt(Arrays::stream).toArray()));
      NDArray features = images.features.get(index).reshape(orders, batch, -1);
      NDArray labels =
          images.labels.get(index).reshape(orders, batch, 1).broadcast(heads.size(), batch, 1);
      NDArray losses =
          Torch.withGradients(
              true,
              () -> {
                NDArray each =
                    heads
                        .logits(features, true)
                        .logSoftmax(-1)
                        .gather(labels, 2)
                        .squeeze(2)
                        .mean(new int[] {1})
                        .neg();
                Torch.backward(each.sum());
                return each;
              });
      Torch.withoutGradients(() -> sums.addi(losses.mul(batch)));
      optimizer.step(rates);
    }
  }

  private boolean anyLeft() {
    return Stream.of(diverged).anyMatch(failure -> failure == null);
  }

  /** A head that diverged is computed on with the others, and heard of no more. */
  private void ended(int epoch, double[] rates, int images, float[] sums, Stopwatch watch) {
    // All heads see all images, in one time.
    double speed = (double) images * heads.size() * 1e9 / watch.elapsed(TimeUnit.NANOSECONDS);
    for (int head = 0; head < sums.length; head++) {
      if (diverged[head] == null) {
        double loss = sums[head] / images;
        if (Double.isFinite(loss)) {
          epochs.get(head).add(new Epoch(epoch, rates[head], loss, speed));
        } else {
          diverged[head] = new DivergedException(epoch, loss, rates[head]);
        }
      }
    }
  }

  private double[] accuracies(Labelled images) {
    double[] correct = new double[heads.size()];
    Evaluation.onAll(images.size(), indices -> count(images, indices, correct));
    return Arrays.stream(correct).map(count -> 100.0 * count / images.size()).toArray();
  }

  private void count(Labelled images, int[] indices, double[] correct) {
    NDIndex index = new NDIndex("{}", manager.create(indices));
    NDArray logits = heads.logits(images.features.get(index).expandDims(0), false);
    NDArray hits = logits.argMax(2).eq(images.labels.get(index).expandDims(0));
    long[] counts = hits.sum(new int[] {1}).toLongArray();
    float[] sums = logits.reshape(correct.length, -1).sum(new int[] {1}).toFloatArray();
    for (int head = 0; head < correct.length; head++) {
      correct[head] += counts[head];
      if (!Float.isFinite(sums[head]) && diverged[head] == null) {
        diverged[head] = new DivergedException("the trained model's logits are not finite");
      }
    }
  }
}
