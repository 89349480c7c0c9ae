package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.Floats;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.backbone.Hooks;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.E2vptOptions.Cascade;
import org.e2vpt.harness.tuning.E2vptOptions.SegmentLayout;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class E2vptTuningTest {

  private static final Map<String, String> UNPRUNED =
      Map.of("visual", "4", "kv", "2", "segments", "4", "prompt-dropout", "0");

  private final NDManager manager;
  private Backbone backbone;

  E2vptTuningTest(NDManager manager) {
    this.manager = manager;
    backbone = TinyModel.backbone(manager);
  }

  @Test
  void scoresImportanceAsTheMeanOfEachImagesAbsoluteMaskGradient() {
    ImageSet images = TinyModel.images(7, 5);
    E2vptTuning tuning =
        (E2vptTuning) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    ImportanceScores scores = ImportanceScores.of(artifact(tuning, images));

    double[] tokens = new double[2 * 4];
    double[] segments = new double[2 * 4 * 4];
    for (int i = 0; i < images.size(); i++) {
      Batch one = new DeviceImages(manager, images, TinyModel.CONFIG.image()).batch(new int[] {i});
      PromptMask mask = PromptMask.ones(manager, new Shape(1, 2, 4), 4, SegmentLayout.CONTIGUOUS);
      tuning.masks().set(mask);
      NDArray loss =
          Torch.withGradients(
              true, () -> Losses.crossEntropy(tuning.logits(one.images()), one.labels()));
      Torch.backward(loss);
      addAbsolute(tokens, mask.tokens().getGradient());
      addAbsolute(segments, mask.segments().getGradient());
    }

    assertMeans(scores.tokens(), tokens, images.size());
    assertMeans(scores.segments(), segments, images.size());
  }

  private static void addAbsolute(double[] sums, NDArray gradient) {
    float[] values = gradient.toFloatArray();
    for (int i = 0; i < sums.length; i++) {
      sums[i] += Math.abs(values[i]);
    }
  }

  private static void assertMeans(HostTensor scores, double[] sums, int images) {
    for (int i = 0; i < sums.length; i++) {
      assertThat(scores.element(i)).isCloseTo(sums[i] / images, Offset.offset(1e-6));
      assertThat(scores.element(i)).isPositive();
    }
  }

  @Test
  void aMaskOfOnesChangesNothing() {
    Batch batch = new DeviceImages(manager, TinyModel.images(3, 1), TinyModel.CONFIG.image()).all();
    E2vptTuning tuning =
        (E2vptTuning) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    float[] plain = tuning.logits(batch.images()).toFloatArray();

    tuning.masks().set(PromptMask.ones(manager, new Shape(1, 2, 4), 4, SegmentLayout.CONTIGUOUS));

    assertThat(tuning.logits(batch.images()).toFloatArray()).isEqualTo(plain);
  }

  @Test
  void rewindsWhatPruningLeftToItsInitialValues() {
    ImageSet images = TinyModel.images(6, 2);
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    float[] initial = first.trainable().get("visual_prompts").toFloatArray();
    float[] initialKeyValue = first.trainable().get("key_value_prompts").toFloatArray();
    Map<String, HostTensor> artifact = artifact(first, images);

    Tuning rewound = TinyModel.tuning(backbone, manager, "e2vpt", pruned("2", "1"), artifact);

    Pruning pruning = Pruning.of(ImportanceScores.of(artifact), 2, 1, Cascade.REMAINING);
    NDArray prompts = rewound.trainable().get("visual_prompts");
    assertThat(prompts.getShape()).isEqualTo(new Shape(2, 2, 16));
    assertThat(prompts.toFloatArray()).isEqualTo(pruning.keep(initial, 2, 16));
    assertThat(rewound.trainable().get("key_value_prompts").toFloatArray())
        .isEqualTo(initialKeyValue);
    assertThat(artifact(rewound, images)).isEmpty();
  }

  @Test
  void prunedSegmentsNeitherActNorLearn() {
    ImageSet images = TinyModel.images(6, 2);
    Batch batch = new DeviceImages(manager, images, TinyModel.CONFIG.image()).all();
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, images);
    Tuning rewound = TinyModel.tuning(backbone, manager, "e2vpt", pruned("0", "2"), artifact);
    Pruning pruning = Pruning.of(ImportanceScores.of(artifact), 0, 2, Cascade.REMAINING);

    float[] logits = rewound.logits(batch.images()).toFloatArray();
    NDArray prompts = rewound.trainable().get("visual_prompts");
    NDArray onlyPruned = manager.create(prunedNumbers(pruning), prompts.getShape());
    Torch.withoutGradients(() -> prompts.addi(onlyPruned));
    assertThat(rewound.logits(batch.images()).toFloatArray()).isEqualTo(logits);

    NDArray loss =
        Torch.withGradients(
            true, () -> Losses.crossEntropy(rewound.logits(batch.images()), batch.labels()));
    Torch.backward(loss);
    float[] gradient = rewound.trainable().get("visual_prompts").getGradient().toFloatArray();

    for (int i = 0; i < gradient.length; i++) {
      boolean left = pruning.mask()[i / 4] == 1; // 16 numbers in 4 segments
      assertThat(gradient[i] != 0).as("gradient %d", i).isEqualTo(left);
    }
  }

  /** 1 for every number of a pruned segment, else 0; 16 numbers of a prompt make 4 segments. */
  private static float[] prunedNumbers(Pruning pruning) {
    float[] numbers = new float[4 * pruning.mask().length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 1 - pruning.mask()[i / 4];
    }
    return numbers;
  }

  @Test
  void countsWhatIsTunedBothWithAndWithoutWhatWasPruned() {
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, TinyModel.images(6, 2));
    Tuning rewound = TinyModel.tuning(backbone, manager, "e2vpt", pruned("2", "1"), artifact);

    int head = 3 * 16 + 3;
    int keyValue = 2 * 2 * 2 * 8;
    int tuned = 2 * 4 * 16 + keyValue + head;
    long encoder = backbone.architecture().size();
    assertThat(first.count()).isEqualTo(new Count(tuned, tuned, encoder + tuned));
    int removed = 2 * 2 * 16;
    int masks = 2 * 2 * 4;
    assertThat(rewound.count())
        .isEqualTo(
            new Count(tuned, 2 * 2 * 12 + keyValue + head, encoder + tuned - removed + masks));
  }

  /** d/dρ of ρ · s · P, at any ρ: a token's mask scales what its segments' masks scale. */
  @ParameterizedTest
  @CsvSource({"1, contiguous", "2, strided", "3, contiguous", "4, strided"})
  void aTokensMaskHasTheGradientOfItsSegmentsTogether(int seed, String layout) {
    Batch batch =
        new DeviceImages(manager, TinyModel.images(3, seed), TinyModel.CONFIG.image()).all();
    E2vptTuning tuning =
        (E2vptTuning) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Initial random = new Initial(seed);
    NDArray tokens = around1(random, "tokens", new Shape(1, 2, 4));
    NDArray segments = around1(random, "segments", new Shape(1, 2, 4, 4));
    tuning
        .masks()
        .set(
            new PromptMask(
                tokens, segments, SegmentLayout.valueOf(layout.toUpperCase(Locale.ROOT))));
    NDArray loss =
        Torch.withGradients(
            true, () -> Losses.crossEntropy(tuning.logits(batch.images()), batch.labels()));
    Torch.backward(loss);

    float[] ofTokens = tokens.getGradient().mul(tokens).toFloatArray();
    float[] ofSegments = segments.getGradient().mul(segments).sum(new int[] {3}).toFloatArray();

    assertThat(ofTokens).containsExactly(ofSegments, Offset.offset(1e-6f));
    assertThat(segments.getGradient().abs().max().getFloat()).isGreaterThan(1e-3f);
  }

  private NDArray around1(Initial random, String name, Shape shape) {
    NDArray mask = manager.create(random.normal(name, (int) shape.size(), 0.2), shape).addi(1);
    mask.setRequiresGradient(true);
    return mask;
  }

  /** In front of every block stand all prompts; attention loses the keys of those pruned. */
  @Test
  void aRemovedTokenIsAttentionWithoutItsKey() {
    ImageSet images = TinyModel.images(6, 2);
    Batch batch = new DeviceImages(manager, images, TinyModel.CONFIG.image()).all();
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, images);
    Tuning removed = TinyModel.tuning(backbone, manager, "e2vpt", pruned("2", "0"), artifact);
    Pruning pruning = Pruning.of(ImportanceScores.of(artifact), 2, 0, Cascade.REMAINING);
    Hooks withoutKeys =
        new Hooks() {
          @Override
          public BlockHooks block(int index) {
            return withoutKeys(first.block(index), pruning.tokens()[index]);
          }
        };

    float[] shorter = removed.features(batch.images()).toFloatArray();
    float[] masked = backbone.features(batch.images(), withoutKeys).toFloatArray();

    assertThat(pruning.tokens()[0]).isNotEqualTo(pruning.tokens()[1]);
    assertThat(shorter).containsExactly(masked, Offset.offset(1e-5f));
  }

  private BlockHooks withoutKeys(BlockHooks all, int[] tokens) {
    return new BlockHooks() {
      @Override
      public boolean enter() {
        return all.enter();
      }

      @Override
      public @Nullable NDArray prompts(long images) {
        return all.prompts(images);
      }

      @Override
      public NDList keys(NDList keys) {
        return all.keys(left(keys));
      }

      @Override
      public NDList values(NDList values) {
        return all.values(left(values));
      }

      /** The prompts that pruning left, and all other tokens behind them. */
      private NDList left(NDList rows) {
        int[] left = IntStream.concat(IntStream.of(tokens), IntStream.range(4, 9)).toArray();
        NDArray concatenated = NDArrays.concat(rows, 2);
        return new NDList(concatenated.get(new NDIndex(":, :, {}", manager.create(left))));
      }
    };
  }

  /** The released code leaves a pruned token as zeros, which still draw attention. */
  @Test
  void aZeroedTokenIsNotARemovedOne() {
    ImageSet images = TinyModel.images(6, 2);
    Batch batch = new DeviceImages(manager, images, TinyModel.CONFIG.image()).all();
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, images);
    Map<String, String> options = pruned("2", "1");
    Tuning removed = TinyModel.tuning(backbone, manager, "e2vpt", options, artifact);
    options.put("pruned-tokens", "zeroed");
    Tuning zeroed = TinyModel.tuning(backbone, manager, "e2vpt", options, artifact);

    assertThat(zeroed.trainable().get("visual_prompts").getShape()).isEqualTo(new Shape(2, 4, 16));
    assertThat(zeroed.features(batch.images()).toFloatArray())
        .isNotEqualTo(removed.features(batch.images()).toFloatArray());
    assertThat(zeroed.count().kept()).isEqualTo(removed.count().kept());
    assertThat(zeroed.count().tuned()).isEqualTo(removed.count().tuned());
  }

  @Test
  void aMaskOfOneBlockLeavesTheOthersAlone() {
    E2vptTuning tuning =
        (E2vptTuning) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    float[] ofFirst = prompts(tuning, 0).toFloatArray();
    NDArray mask = manager.create(new float[] {1, 1, 1, 1, 1, 1, 0, 1}, new Shape(1, 2, 4));
    tuning
        .masks()
        .set(new PromptMask(mask, manager.ones(new Shape(1, 2, 4, 4)), SegmentLayout.CONTIGUOUS));

    assertThat(prompts(tuning, 0).toFloatArray()).isEqualTo(ofFirst);
    NDArray second = prompts(tuning, 1);
    assertThat(second.get(0, 2).abs().toFloatArray()).containsOnly(0);
    assertThat(second.get(0, 1).toFloatArray()).doesNotContain(0);
  }

  private static NDArray prompts(Tuning tuning, int block) {
    return Objects.requireNonNull(tuning.block(block).prompts(1));
  }

  @Test
  void trainsItsMasksIfTheProtocolDoes() {
    Map<String, String> options = new HashMap<>(UNPRUNED);
    options.put("mask-training", "trained");
    options.put("masks", "shared");
    options.put("importance", "signed");
    Tuning tuning = TinyModel.tuning(backbone, manager, "e2vpt", options, Map.of());
    Tuning untrained = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());

    assertThat(tuning.trainable().get("mask.tokens").toFloatArray()).containsOnly(1);
    assertThat(tuning.trainable().get("mask.segments").getShape()).isEqualTo(new Shape(1, 1, 4, 4));
    assertThat(tuning.count().tuned()).isEqualTo(untrained.count().tuned() + 4 + 16);
    ImportanceScores scores = ImportanceScores.of(artifact(tuning, TinyModel.images(6, 2)));
    assertThat(scores.segments().shape()).containsExactly(1, 4, 4);
    assertThat(Floats.min(scores.segments().floats())).isNegative();
  }

  @Test
  void startsAfreshAfterPruningIfTheProtocolDoes() {
    ImageSet images = TinyModel.images(6, 2);
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, images);
    Map<String, String> options = pruned("2", "1");
    options.put("rewinding", "fresh");
    options.put("kv-share", "false");

    Tuning fresh = TinyModel.tuning(backbone, manager, "e2vpt", options, artifact);

    assertThat(fresh.trainable().get("visual_prompts").getShape()).isEqualTo(new Shape(2, 2, 16));
    assertThat(fresh.trainable()).containsKeys("key_prompts", "value_prompts");
  }

  @Test
  void refusesToPruneEverything() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(backbone, manager, "e2vpt", pruned("4", "1"), Map.of()))
        .withMessage("cannot prune 4 of 4 tokens and 1 of 4 segments: one of each has to stay");
  }

  @Test
  void refusesSegmentsThatDoNotDivideTheWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(manager, "e2vpt", Map.of("segments", "5")))
        .withMessage("prompts of width 16 cannot be divided into 5 equal segments");
  }

  @Test
  void saysWhatAnEarlierTrialDidNotLeave() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(backbone, manager, "e2vpt", pruned("2", "1"), Map.of()))
        .withMessage("the earlier trial left no tensor visual_prompts, only []");
  }

  @Test
  void saysThatPruningNeedsASource() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(manager, "e2vpt", Map.of("prune-tokens", "2")))
        .withMessage(
            "prune-tokens and prune-segments need prune-from: the id of an unpruned trial");
  }

  @ParameterizedTest
  @CsvSource({
    "visual, 5, 'visual_prompts of shape (2, 4, 16)', '(2, 5, 16)'",
    "segments, 8, 'segments'' importance of shape (2, 4, 4)', '(2, 4, 8)'",
    "kv, 3, 'key_value_prompts of shape (2, 2, 2, 8)', '(2, 2, 3, 8)'"
  })
  void refusesWhatWasStoredUnderOtherOptions(
      String option, String value, String stored, String needed) {
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, TinyModel.images(6, 2));
    Map<String, String> options = pruned("2", "1");
    options.put(option, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> TinyModel.tuning(backbone, manager, "e2vpt", options, artifact))
        .withMessage(
            "the earlier trial left %s, this trial's options need %s; both trials must have the same"
                + " options but those of pruning",
            stored, needed);
  }

  private Map<String, HostTensor> artifact(Tuning tuning, ImageSet images) {
    return tuning.artifact(work -> new Trainer(tuning, manager).forEachBatch(images, 4, work));
  }

  private static Map<String, String> pruned(String tokens, String segments) {
    Map<String, String> options = new HashMap<>(UNPRUNED);
    options.put("prune-from", "0123456789ab");
    options.put("prune-tokens", tokens);
    options.put("prune-segments", segments);
    return options;
  }
}
