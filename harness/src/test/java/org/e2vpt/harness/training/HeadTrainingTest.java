package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.training.HeadTraining.Epoch;
import org.e2vpt.harness.training.HeadTraining.Labelled;
import org.e2vpt.harness.training.HeadTraining.Outcome;
import org.e2vpt.harness.training.HeadTraining.Setting;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.HeadStack;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(EngineExtension.class)
class HeadTrainingTest {

  private static final ImageSet TRAIN = TinyModel.images(50, 3);
  private static final ImageSet TEST = TinyModel.images(90, 4);

  private final NDManager manager;

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
      assertThat(losses(together.get(i))).isEqualTo(losses(alone)).hasSize(6);
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

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void trainsAsTheTrainerDoes(OptimizerKind optimizer) {
    Setting setting = setting(optimizer, 1, 0.01, 5);
    Tuning tuning = tuning("linear");
    List<Double> losses = new ArrayList<>();
    Trainer trainer = new Trainer(tuning, manager);
    trainer.train(TRAIN, setting.recipe(), 5, (epoch, rate, loss, speed) -> losses.add(loss));

    Outcome outcome = run("linear", List.of(setting)).get(0);

    assertThat(outcome.accuracy()).isEqualTo(trainer.accuracy(TEST));
    assertThat(doubles(losses)).containsExactly(losses(outcome), Offset.offset(1e-5));
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
        .extracting(o -> o.diverged().isPresent())
        .containsExactly(false, true, false);
    assertThat(outcomes.get(1).diverged().orElseThrow())
        .hasMessageMatching("the loss became (NaN|Infinity) in epoch [1-3] at learning rate .*");
    assertThat(outcomes.get(2).accuracy()).isGreaterThan(50);
    assertThat(losses(outcomes.get(0)))
        .isEqualTo(losses(run("linear", List.of(setting(OptimizerKind.SGD, 1, 0.01, 5))).get(0)));
  }

  @Test
  void refusesHeadsWithoutSettings() {
    HeadStack heads = new HeadStack(ImmutableList.of(tuning("linear")), manager);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeadTraining(heads, List.of(), manager))
        .withMessage("0 settings for 1 heads");
  }

  private static Setting setting(OptimizerKind kind, double rate, double decay, int seed) {
    return new Setting(new Recipe(kind, rate, decay, 6, 1, 16, Warmup.FROM_FIRST_STEP), seed);
  }

  private ImmutableList<Outcome> run(String method, List<Setting> settings) {
    HeadStack heads =
        new HeadStack(
            settings.stream()
                .map(setting -> tuning(method))
                .collect(ImmutableList.toImmutableList()),
            manager);
    return new HeadTraining(heads, settings, manager).run(labelled(TRAIN), labelled(TEST));
  }

  private Tuning tuning(String method) {
    return TinyModel.tuning(manager, method, Map.of());
  }

  private Labelled labelled(ImageSet images) {
    Tuning linear = TinyModel.tuning(manager, "linear", Map.of());
    NDArray features = new Trainer(linear, manager).features(images);
    long[] labels = new long[images.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = images.label(i);
    }
    return new Labelled(features, manager.create(labels, new Shape(labels.length)));
  }

  private static double[] losses(Outcome outcome) {
    return outcome.epochs().stream().mapToDouble(Epoch::loss).toArray();
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
