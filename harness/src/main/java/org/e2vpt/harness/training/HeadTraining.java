package org.e2vpt.harness.training;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.Scalars;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Checkpoint.Past;
import org.e2vpt.harness.training.PrefixedImages.EpochReader;
import org.e2vpt.harness.training.PrefixedImages.Read;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.tuning.HeadStack;
import org.e2vpt.harness.tuning.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * Trains several trials that read the same of a frozen encoder: each batch goes through it once for
 * all of them. Heads are stacked, and each step is one batched problem for all learning rates,
 * weight decays and seeds; models with a network beside the encoder make their steps one after the
 * other. Each gets the numbers that it would get alone.
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

    /** Tells a listener all that it hears of an epoch. */
    public void tell(EpochListener listener) {
      listener.epoch(epoch, learningRate, loss, imagesPerSecond);
      if (accuracy != null) {
        listener.validated(epoch, accuracy);
      }
    }
  }

  /**
   * What became of one trial.
   *
   * @param epochs up to that in which the loss left the real numbers
   * @param accuracy top-1 in percent on the measured images, of the epoch that counts
   * @param failure why there is no accuracy: a {@link DivergedException}, or what a step threw
   */
  public record Outcome(
      ImmutableList<Epoch> epochs, double accuracy, Optional<RuntimeException> failure) {

    /** Mean of the last epoch. */
    public double loss() {
      return epochs.get(epochs.size() - 1).loss;
    }

    /** Training throughput of all trials together, mean over the epochs. */
    public double imagesPerSecond() {
      return epochs.stream().mapToDouble(Epoch::imagesPerSecond).average().orElseThrow();
    }
  }

  /** What makes a step at once. */
  private final class Learner {
    final int from;
    final int size;
    final BiFunction<Read, Boolean, NDArray> logits;
    final Optimizer optimizer;
    final ImmutableList<Schedule> schedules;
    final NDArray sums;
    final Map<String, NDArray> state;

    /**
     * Of as many trials as there are recipes.
     *
     * @param from the first of them
     * @param all that training changes
     * @param logits (S, B, C) of a batch, in training or not
     */
    Learner(
        int from,
        List<Recipe> recipes,
        Map<String, NDArray> trainable,
        Map<String, NDArray> all,
        BiFunction<Read, Boolean, NDArray> logits) {
      this.from = from;
      this.size = recipes.size();
      this.logits = logits;
      this.optimizer = Optimizer.of(recipes, trainable, manager);
      this.schedules = recipes.stream().map(Schedule::new).collect(toImmutableList());
      this.sums = manager.zeros(new Shape(size));
      this.state = new LinkedHashMap<>(all);
      state.putAll(optimizer.state());
    }

    /** One step, on rows of each trial or the same of all. */
    void step(Read read) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        long batch = read.labels().size() / orders;
        NDArray labels = read.labels().reshape(orders, batch, 1).broadcast(size, batch, 1);
        NDArray losses =
            Torch.withGradients(
                true,
                () -> {
                  NDArray each =
                      logits
                          .apply(read, true)
                          .logSoftmax(-1)
                          .gather(labels, 2)
                          .squeeze(2)
                          .mean(new int[] {1})
                          .neg();
                  Torch.backward(each.sum(), scalars.of(1));
                  return each;
                });
        Torch.withoutGradients(() -> sums.addi(losses.mul(scalars.of((double) batch))));
        optimizer.step();
      }
    }

    double[] rates(int epoch) {
      return schedules.stream().mapToDouble(schedule -> schedule.learningRate(epoch)).toArray();
    }

    /** Adds to the hits of each of its trials; NaN if a logit is not finite. */
    void count(Read read, double[] hits) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray each = logits.apply(read, false);
        NDArray right = each.argMax(2).eq(read.labels().expandDims(0));
        long[] counts = right.sum(new int[] {1}).toLongArray();
        float[] finite = each.reshape(size, -1).sum(new int[] {1}).toFloatArray();
        for (int i = 0; i < size; i++) {
          hits[from + i] += Float.isFinite(finite[i]) ? counts[i] : Double.NaN;
        }
      }
    }

    /** Whether one of its trials still has numbers. */
    boolean goesOn() {
      return Arrays.stream(failures, from, from + size).anyMatch(Objects::isNull);
    }

    /**
     * Does {@code work}, unless all of its trials have failed; what goes wrong is the end of its
     * own trials alone, but for the memory, which all share.
     */
    void attempt(Runnable work) {
      try {
        if (goesOn()) {
          work.run();
        }
      } catch (RuntimeException e) {
        if (Torch.isOutOfMemory(e)) {
          throw e;
        }
        Arrays.fill(failures, from, from + size, e);
      }
    }
  }

  private final ImmutableList<Setting> settings;

  /** Those that see the images in the same order read the same rows: one order, or all. */
  private final long orders;

  private final PrefixedImages prefixed;
  private final NDManager manager;
  private final Scalars scalars;
  private final ImmutableList<Learner> learners;
  private final Optional<HeadStack> stack;
  private final List<List<Epoch>> epochs = new ArrayList<>();
  private final @Nullable RuntimeException[] failures;

  /** The epochs whose losses left the real numbers. */
  private final @Nullable Epoch[] diverged;

  private final Optional<Checkpoint> checkpoint;
  private double earlierSeconds;

  /**
   * One setting for each tuning. The seeds are one, unless the images stay the same, and the head
   * draws nothing.
   *
   * @param tunings of one method, with nothing trained within the encoder
   * @param frozen what the encoder makes of images that stay the same, if that is to be computed
   *     once
   * @param manager of the trials; its tensors live as long as this
   * @param checkpoint where training is saved; empty if it is not
   * @throws IllegalArgumentException if there are not as many settings as tunings
   */
  public HeadTraining(
      ImmutableList<Tuning> tunings,
      List<Setting> settings,
      Optional<FrozenImages> frozen,
      NDManager manager,
      Optional<Checkpoint> checkpoint) {
    if (settings.size() != tunings.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d settings for %d heads", settings.size(), tunings.size()));
    }
    this.settings = ImmutableList.copyOf(settings);
    this.orders =
        settings.stream().mapToInt(Setting::seed).distinct().count() == 1 ? 1 : settings.size();
    this.manager = manager;
    this.scalars = new Scalars(manager);
    this.prefixed =
        new PrefixedImages(tunings.get(0).backbone(), FrozenPrefix.ENCODER, frozen, manager);
    this.checkpoint = checkpoint;
    this.failures = new RuntimeException[settings.size()];
    this.diverged = new Epoch[settings.size()];
    this.stack =
        tunings.get(0).frozenFeatures()
            ? Optional.of(new HeadStack(tunings, manager))
            : Optional.empty();
    this.learners = learners(tunings);
    settings.forEach(setting -> epochs.add(new ArrayList<>()));
  }

  private ImmutableList<Learner> learners(ImmutableList<Tuning> tunings) {
    List<Recipe> recipes = settings.stream().map(Setting::recipe).toList();
    if (stack.isPresent()) {
      HeadStack heads = stack.get();
      return ImmutableList.of(
          new Learner(
              0,
              recipes,
              heads.trainable(),
              heads.all(),
              (read, training) ->
                  heads.logits(byOrder(read.come(), training ? orders : 1), training)));
    }
    return IntStream.range(0, tunings.size())
        .mapToObj(i -> alone(i, tunings.get(i)))
        .collect(toImmutableList());
  }

  /** (O·B, D) to (O, B, D). */
  private static NDArray byOrder(NDArray features, long orders) {
    return features.reshape(orders, features.getShape().get(0) / orders, -1);
  }

  private Learner alone(int index, Tuning tuning) {
    Map<String, NDArray> all = new LinkedHashMap<>(tuning.trainable());
    all.putAll(tuning.untrained());
    return new Learner(
        index,
        List.of(settings.get(index).recipe),
        tuning.trainable(),
        all,
        (read, training) -> {
          tuning.setTraining(training);
          return read.logits(tuning).expandDims(0);
        });
  }

  /**
   * Trains on some images and measures on others; one outcome for each setting. The tunings then
   * have what was trained.
   *
   * @param first hears of the epochs of the first one
   * @throws PausedException if training is saved, and the listener wants it to pause
   */
  public ImmutableList<Outcome> run(
      LabelledImages train, LabelledImages measured, EpochListener first) {
    Supplier<double[]> accuracies = accuracies(measured);
    train(train, accuracies, first);
    double[] last = accuracies.get();
    stack.ifPresent(HeadStack::handBack);
    return IntStream.range(0, settings.size())
        .mapToObj(
            i ->
                new Outcome(
                    ImmutableList.copyOf(epochs.get(i)),
                    settings
                        .get(i)
                        .recipe
                        .chosenEpoch()
                        .accuracy(bestAccuracy(epochs.get(i)), last[i]),
                    Optional.ofNullable(failures[i]).or(() -> diverged(last[i]))))
        .collect(toImmutableList());
  }

  private static Optional<RuntimeException> diverged(double accuracy) {
    return Double.isNaN(accuracy) ? Optional.of(DivergedException.ofLogits()) : Optional.empty();
  }

  /** The highest that was measured in some epochs; 0 if none was. */
  static double bestAccuracy(List<Epoch> epochs) {
    return epochs.stream()
        .map(Epoch::accuracy)
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .max()
        .orElse(0);
  }

  private void train(LabelledImages images, Supplier<double[]> accuracies, EpochListener first) {
    Recipe common = settings.get(0).recipe;
    PrefixedImages.Epochs reads = prefixed.toTrainOn(images);
    Stopwatch whole = Stopwatch.createStarted();
    Map<String, NDArray> state = new LinkedHashMap<>();
    for (Learner learner : learners) {
      learner.state.forEach((name, array) -> state.put(learner.from + "." + name, array));
    }
    Past past =
        checkpoint.map(file -> file.restore(state, common.epochs(), first)).orElse(Past.NOTHING);
    continueAfter(past, IntMath.divide(images.size(), common.batch(), RoundingMode.CEILING));
    for (int epoch = past.epochs(); epoch < common.epochs() && anyGoesOn(); epoch++) {
      Stopwatch watch = Stopwatch.createStarted();
      EpochRandom random = new EpochRandom(settings.get(0).seed, epoch + 1);
      random.seedDropout(); // of the head
      List<int[]> batches = batches(images.size(), common.batch(), epoch + 1);
      for (Learner learner : learners) {
        learner.optimizer.prepare(batches.size(), learner.rates(epoch));
      }
      try (EpochReader reader = reads.read(random, batches)) {
        for (int i = 0; i < batches.size(); i++) {
          step(reader);
        }
      }
      float[] sums = sums(); // the device has computed them when they are here
      // All trials see all images, in one time.
      double speed = (double) images.size() * settings.size() * 1e9 / watch.elapsed(NANOSECONDS);
      boolean measures = common.chosenEpoch() == ChosenEpoch.BEST && epoch + 1 < common.epochs();
      Optional<double[]> measured = measures ? Optional.of(accuracies.get()) : Optional.empty();
      ended(epoch, images.size(), sums, speed, measured, first);
      if (epoch + 1 < common.epochs() && anyGoesOn() && isNumbersAlone()) {
        int number = epoch + 1;
        checkpoint.ifPresent(
            file -> file.ended(number, saved(), whole.elapsed(NANOSECONDS) / 1e9, state, first));
      }
    }
  }

  /**
   * Takes over what earlier attempts did.
   *
   * @param batches of an epoch
   */
  private void continueAfter(Past past, int batches) {
    earlierSeconds = past.seconds();
    learners.forEach(learner -> learner.optimizer.continueAfter(past.epochs() * batches));
    for (int i = 0; i < past.trials().size(); i++) {
      for (Epoch epoch : past.trials().get(i)) {
        if (Double.isFinite(epoch.loss)) {
          epochs.get(i).add(epoch);
        } else {
          diverge(i, epoch);
        }
      }
    }
  }

  private void diverge(int trial, Epoch epoch) {
    diverged[trial] = epoch;
    failures[trial] = new DivergedException(epoch.epoch, epoch.loss, epoch.learningRate);
  }

  /** Whether all that failed have diverged: what else goes wrong is no state to continue from. */
  private boolean isNumbersAlone() {
    return IntStream.range(0, failures.length)
        .allMatch(i -> failures[i] == null || diverged[i] != null);
  }

  private List<List<Epoch>> saved() {
    List<List<Epoch>> saved = new ArrayList<>();
    for (int i = 0; i < failures.length; i++) {
      List<Epoch> all = new ArrayList<>(epochs.get(i));
      Optional.ofNullable(diverged[i]).ifPresent(all::add);
      saved.add(all);
    }
    return saved;
  }

  /** Wall time of the earlier attempts whose epochs were continued, up to the last of these. */
  public double earlierSeconds() {
    return earlierSeconds;
  }

  /** Of the losses of all images of an epoch, by trial; they start again at zero. */
  private float[] sums() {
    float[] all = new float[settings.size()];
    for (Learner learner : learners) {
      System.arraycopy(learner.sums.toFloatArray(), 0, all, learner.from, learner.size);
      learner.sums.subi(learner.sums.duplicate());
    }
    return all;
  }

  /** Rows of each order, those of one step together. */
  private List<int[]> batches(int images, int batch, int epoch) {
    List<List<int[]>> ofOrders =
        settings.stream()
            .limit(orders)
            .map(setting -> new EpochRandom(setting.seed, epoch).order())
            .map(order -> Batches.shuffled(images, batch, order))
            .toList();
    return IntStream.range(0, ofOrders.get(0).size())
        .mapToObj(i -> ofOrders.stream().flatMapToInt(o -> Arrays.stream(o.get(i))).toArray())
        .toList();
  }

  private void step(EpochReader reader) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      // As a trial alone reads it: on a GPU the encoder computes otherwise without gradients.
      Read read = shared(Torch.withGradients(true, reader::next));
      for (Learner learner : learners) {
        learner.attempt(() -> learner.step(read));
      }
    }
  }

  /** The images live longer than the step of the first that reads them. */
  private Read shared(Read read) {
    if (learners.size() > 1) {
      var unused = read.images().get();
    }
    return read;
  }

  private boolean anyGoesOn() {
    return learners.stream().anyMatch(Learner::goesOn);
  }

  /** A head that diverged is computed on with those of its stack, and heard of no more. */
  private void ended(
      int epoch,
      int images,
      float[] sums,
      double speed,
      Optional<double[]> accuracies,
      EpochListener first) {
    for (Learner learner : learners) {
      double[] rates = learner.rates(epoch);
      for (int i = 0; i < learner.size; i++) {
        int trial = learner.from + i;
        double loss = sums[trial] / images;
        if (failures[trial] == null && Double.isFinite(loss)) {
          Double accuracy = accuracies.map(all -> all[trial]).filter(Double::isFinite).orElse(null);
          epochs.get(trial).add(new Epoch(epoch + 1, rates[i], loss, speed, accuracy));
        } else if (failures[trial] == null) {
          diverge(trial, new Epoch(epoch + 1, rates[i], loss, speed));
        }
      }
    }
    if (failures[0] == null) {
      epochs.get(0).get(epoch).tell(first);
    }
  }

  /** Measures the accuracies, as often as it is asked; NaN where a logit is not finite. */
  private Supplier<double[]> accuracies(LabelledImages images) {
    Function<int[], Read> reader = prefixed.toMeasure(images);
    return () -> {
      double[] hits = new double[settings.size()];
      Evaluation.onAll(
          images.size(),
          indices -> {
            Read read = shared(reader.apply(indices));
            learners.forEach(learner -> learner.attempt(() -> learner.count(read, hits)));
          });
      return Arrays.stream(hits).map(count -> 100.0 * count / images.size()).toArray();
    };
  }
}
