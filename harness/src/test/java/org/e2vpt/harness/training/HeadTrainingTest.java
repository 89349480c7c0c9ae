package org.e2vpt.harness.training;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableList;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.HeadTraining.Epoch;
import org.e2vpt.harness.training.HeadTraining.Outcome;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
class HeadTrainingTest {

  private static final ImageSet TRAIN = TinyModel.images(50, 3);
  private static final ImageSet TEST = TinyModel.images(90, 4);
  private static final ImageSet LARGE = TinyModel.images(50, 12, 3);
  private static final int EPOCHS = 6;
  private static final EpochListener SILENT = (epoch, rate, loss, speed) -> {};

  private final NDManager manager;

  @TempDir private Path folder;

  HeadTrainingTest(NDManager manager) {
    this.manager = manager;
  }

  /** Eight rates at once, each with the bits that it has alone. */
  @ParameterizedTest
  @CsvSource({"linear, SGD", "linear, ADAMW", "mlp-3, SGD"})
  void givesEachHeadWhatItGetsAlone(String method, OptimizerKind optimizer) {
    List<Setting> settings = new ArrayList<>();
    for (double rate : new double[] {0.1, 1, 5, 20}) {
      settings.add(setting(optimizer, rate, 0, 5));
      settings.add(setting(optimizer, rate, 0.01, 5));
    }

    ImmutableList<Outcome> together = run(method, settings);

    for (int i = 0; i < settings.size(); i++) {
      Outcome alone = run(method, settings.subList(i, i + 1)).get(0);
      assertThat(together.get(i).accuracy()).isEqualTo(alone.accuracy());
      assertThat(losses(together.get(i))).isEqualTo(losses(alone)).hasSize(EPOCHS);
    }
    assertThat(together).extracting(Outcome::loss).doesNotHaveDuplicates();
  }

  @Test
  void trainsSeedsTogetherInTheirOwnOrders() {
    List<Setting> settings =
        List.of(
            setting(OptimizerKind.SGD, 1, 0, 5),
            setting(OptimizerKind.SGD, 1, 0, 6),
            setting(OptimizerKind.SGD, 2, 0, 6));

    ImmutableList<Outcome> together = run("linear", settings);

    for (int i = 0; i < settings.size(); i++) {
      Outcome alone = run("linear", settings.subList(i, i + 1)).get(0);
      assertThat(losses(together.get(i))).isEqualTo(losses(alone));
    }
  }

  /** Bit for bit, and one pass of the images through the encoder an epoch. */
  @ParameterizedTest
  @CsvSource({
    "linear, SGD, 10",
    "linear, ADAMW, 2",
    "mlp-3, SGD, 1",
    "mlp-3, ADAMW, 1",
    "sidetune, SGD, 1",
    "sidetune, ADAMW, 1"
  })
  void givesEachTrialOnCropsWhatTheTrainerGives(String method, OptimizerKind optimizer, int rates) {
    AtomicInteger read = new AtomicInteger();
    LabelledImages crops = new Counted(new SquareImages(LARGE, TinyModel.CONFIG.image()), read);
    List<Setting> settings = new ArrayList<>();
    for (int rate = 1; rate <= rates; rate++) {
      for (double decay : new double[] {0, 0.0001, 0.001, 0.01}) {
        settings.add(setting(optimizer, 0.1 * rate, decay, 5));
      }
    }
    settings.set(2, setting(optimizer, 1e38, 1, 5)); // diverges

    List<Double> first = new ArrayList<>();
    ImmutableList<Outcome> together =
        training(method, settings).run(crops, TEST, (epoch, rate, loss, speed) -> first.add(loss));

    assertThat(read).hasValue(EPOCHS * LARGE.size());
    assertThat(doubles(first)).isEqualTo(losses(together.get(0))).hasSize(EPOCHS);
    for (int i = 0; i < settings.size(); i++) {
      Outcome outcome = together.get(i);
      Trainer trainer = new Trainer(tuning(method), manager);
      List<Double> losses = new ArrayList<>();
      Recipe recipe = settings.get(i).recipe();
      if (outcome.failure().isPresent()) {
        assertThatExceptionOfType(DivergedException.class)
            .isThrownBy(() -> train(trainer, crops, recipe, losses))
            .withMessage(outcome.failure().get().getMessage());
      } else {
        train(trainer, crops, recipe, losses);
        assertThat(outcome.accuracy()).isEqualTo(trainer.accuracy(TEST));
      }
      assertThat(losses(outcome)).isEqualTo(doubles(losses));
    }
    assertThat(together)
        .extracting(outcome -> outcome.failure().isPresent())
        .containsOnlyOnce(true);
  }

  /** Killed at random epochs, and paused at one, also after one of them has diverged. */
  @ParameterizedTest
  @CsvSource({"linear, SGD", "mlp-3, ADAMW", "sidetune, SGD"})
  void killedPausedAndContinuedTheyGiveTheBitsOfAnUndisturbedTraining(
      String method, OptimizerKind optimizer) {
    LabelledImages crops = new SquareImages(LARGE, TinyModel.CONFIG.image());
    List<Setting> settings =
        List.of(
            setting(optimizer, 0.1, 0, 5),
            setting(optimizer, 1e38, 1, 5), // diverges
            setting(optimizer, 0.2, 0.01, 5));
    List<Double> told = new ArrayList<>();
    ImmutableList<Outcome> undisturbed =
        training(method, settings).run(crops, TEST, (epoch, rate, loss, speed) -> told.add(loss));

    Random random = new Random(method.hashCode());
    int end = 1 + random.nextInt(EPOCHS - 2);
    for (boolean kills = true; end < EPOCHS; end += 1 + random.nextInt(2), kills = !kills) {
      Stopping stopping = new Stopping(end, kills);
      assertThatExceptionOfType(RuntimeException.class)
          .isThrownBy(() -> saved(method, settings, crops, stopping))
          .withMessage(kills ? "killed" : "paused after epoch " + end);
    }
    Stopping undying = new Stopping(Integer.MAX_VALUE, true);
    ImmutableList<Outcome> continued = saved(method, settings, crops, undying);

    assertThat(undying.losses).isEqualTo(told).hasSize(EPOCHS);
    assertThat(undying.notices).singleElement().asString().matches("continued from epoch [1-5]");
    for (int i = 0; i < settings.size(); i++) {
      assertThat(losses(continued.get(i))).isEqualTo(losses(undisturbed.get(i)));
      assertThat(continued.get(i).accuracy())
          .isEqualTo(Double.valueOf(undisturbed.get(i).accuracy())); // may be NaN
      assertThat(continued.get(i).failure().map(Throwable::getMessage))
          .isEqualTo(undisturbed.get(i).failure().map(Throwable::getMessage));
    }
    assertThat(continued.get(1).failure()).isPresent();
  }

  /** An attempt of another process. */
  private ImmutableList<Outcome> saved(
      String method, List<Setting> settings, LabelledImages images, EpochListener listener) {
    Torch.seed(listener.hashCode()); // whatever that process drew before
    Checkpoint checkpoint =
        new Checkpoint(
            folder.resolve("checkpoint.safetensors"),
            Map.of("trial", "t"),
            Duration.ZERO,
            Stopwatch.createStarted());
    return training(
            settings.stream().map(setting -> tuning(method)).collect(toImmutableList()),
            settings,
            Optional.of(checkpoint))
        .run(images, TEST, listener);
  }

  /** Is killed when it has heard of an epoch, or pauses training there. */
  private static final class Stopping implements EpochListener {
    final List<Double> losses = new ArrayList<>();
    final List<String> notices = new ArrayList<>();
    final int end;
    final boolean kills;

    Stopping(int end, boolean kills) {
      this.end = end;
      this.kills = kills;
    }

    @Override
    public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {
      losses.add(loss);
      if (kills && epoch == end) {
        throw new IllegalStateException("killed");
      }
    }

    @Override
    public void notice(String text) {
      notices.add(text);
    }

    @Override
    public boolean pauses() {
      return !kills && losses.size() == end;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "sidetune"})
  void measuresEachEpochIfTheBestOneCountsAsTheTrainerDoes(String method) {
    LabelledImages crops = new SquareImages(LARGE, TinyModel.CONFIG.image());
    List<Setting> settings = new ArrayList<>();
    for (double rate : new double[] {0.3, 30}) {
      Setting last = setting(OptimizerKind.SGD, rate, 0, 5);
      settings.add(new Setting(last.recipe().choosing(ChosenEpoch.BEST), last.seed()));
    }
    Validated first = new Validated();

    ImmutableList<Outcome> together = training(method, settings).run(crops, TEST, first);

    for (int i = 0; i < settings.size(); i++) {
      Trainer trainer = new Trainer(tuning(method), manager);
      Validated alone = new Validated();
      double best =
          trainer
              .train(crops, settings.get(i).recipe(), 5, Optional.of(TEST), Optional.empty(), alone)
              .bestAccuracy();
      assertThat(together.get(i).epochs().stream().limit(EPOCHS - 1).map(Epoch::accuracy))
          .isEqualTo(alone.accuracies)
          .hasSize(EPOCHS - 1);
      assertThat(best).isEqualTo(Collections.max(alone.accuracies));
      assertThat(together.get(i).accuracy()).isEqualTo(Math.max(best, trainer.accuracy(TEST)));
    }
    assertThat(first.accuracies)
        .isEqualTo(
            together.get(0).epochs().stream().limit(EPOCHS - 1).map(Epoch::accuracy).toList());
  }

  /** Hears of accuracies. */
  private static final class Validated implements EpochListener {
    final List<Double> accuracies = new ArrayList<>();

    @Override
    public void epoch(int epoch, double learningRate, double loss, double imagesPerSecond) {}

    @Override
    public void validated(int epoch, double accuracy) {
      accuracies.add(accuracy);
    }
  }

  private static void train(
      Trainer trainer, LabelledImages images, Recipe recipe, List<Double> losses) {
    trainer.train(images, recipe, 5, (epoch, rate, loss, speed) -> losses.add(loss));
  }

  /** Counts what is read. */
  private record Counted(LabelledImages images, AtomicInteger read) implements LabelledImages {

    @Override
    public int size() {
      return images.size();
    }

    @Override
    public int label(int index) {
      return images.label(index);
    }

    @Override
    public Size imageSize(int index) {
      return images.imageSize(index);
    }

    @Override
    public void copyTo(int index, ByteBuffer target) {
      read.incrementAndGet();
      images.copyTo(index, target);
    }

    @Override
    public boolean changeByEpoch() {
      return images.changeByEpoch();
    }

    @Override
    public LabelledImages toTrainOn(SplittableRandom random) {
      return new Counted(images.toTrainOn(random), read);
    }
  }

  /** A step that one model cannot make is the end of this one alone. */
  @Test
  void goesOnWithoutAModelThatFails() {
    List<Setting> settings =
        List.of(
            setting(OptimizerKind.SGD, 0.1, 0, 5),
            setting(OptimizerKind.SGD, 0.2, 0, 5),
            setting(OptimizerKind.SGD, 0.3, 0, 5));
    ImmutableList<Tuning> tunings =
        settings.stream().map(setting -> tuning("sidetune")).collect(toImmutableList());
    HeadTraining training = training(tunings, settings);
    tunings.get(1).trainable().get("head.weight").close();

    ImmutableList<Outcome> outcomes = training.run(TRAIN, TEST, SILENT);

    assertThat(outcomes.get(1).failure()).containsInstanceOf(IllegalStateException.class);
    List<Setting> others = List.of(settings.get(0), settings.get(2));
    ImmutableList<Outcome> without = run("sidetune", others);
    assertThat(losses(outcomes.get(0))).isEqualTo(losses(without.get(0)));
    assertThat(losses(outcomes.get(2))).isEqualTo(losses(without.get(1)));
    assertThat(outcomes.get(2).accuracy()).isEqualTo(without.get(1).accuracy());
  }

  @Test
  void saysWhichHeadDivergedAndGoesOnWithTheOthers() {
    ImmutableList<Outcome> outcomes =
        run(
            "linear",
            List.of(
                setting(OptimizerKind.SGD, 1, 0.01, 5),
                setting(OptimizerKind.SGD, 1e38, 1, 5),
                setting(OptimizerKind.SGD, 1, 0, 5)));

    assertThat(outcomes)
        .extracting(o -> o.failure().isPresent())
        .containsExactly(false, true, false);
    assertThat(outcomes.get(1).failure().orElseThrow())
        .hasMessageMatching("the loss became (NaN|Infinity) in epoch [1-3] at learning rate .*");
    assertThat(outcomes.get(2).accuracy()).isGreaterThan(50);
    assertThat(losses(outcomes.get(0)))
        .isEqualTo(losses(run("linear", List.of(setting(OptimizerKind.SGD, 1, 0.01, 5))).get(0)));
  }

  @Test
  void refusesHeadsWithoutSettings() {
    ImmutableList<Tuning> heads = ImmutableList.of(tuning("linear"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new HeadTraining(heads, List.of(), Optional.empty(), manager, Optional.empty()))
        .withMessage("0 settings for 1 heads");
  }

  private static Setting setting(OptimizerKind kind, double rate, double decay, int seed) {
    return new Setting(new Recipe(kind, rate, decay, EPOCHS, 1, 16, Warmup.FROM_FIRST_STEP), seed);
  }

  private ImmutableList<Outcome> run(String method, List<Setting> settings) {
    return training(method, settings).run(TRAIN, TEST, SILENT);
  }

  private HeadTraining training(String method, List<Setting> settings) {
    return training(
        settings.stream().map(setting -> tuning(method)).collect(toImmutableList()), settings);
  }

  private HeadTraining training(ImmutableList<Tuning> tunings, List<Setting> settings) {
    return training(tunings, settings, Optional.empty());
  }

  private HeadTraining training(
      ImmutableList<Tuning> tunings, List<Setting> settings, Optional<Checkpoint> checkpoint) {
    FeatureFiles files = FeatureFiles.of(folder, new Splits(TRAIN, TEST, TRAIN, TEST));
    return new HeadTraining(
        tunings,
        settings,
        Optional.of(new FrozenImages(TinyModel.backbone(manager), manager, files)),
        manager,
        checkpoint);
  }

  private Tuning tuning(String method) {
    return TinyModel.tuning(
        manager,
        method,
        method.equals("sidetune") ? Map.of("side-channels", "4-6-8-6-6") : Map.of());
  }

  private static double[] losses(Outcome outcome) {
    return outcome.epochs().stream().mapToDouble(Epoch::loss).toArray();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
