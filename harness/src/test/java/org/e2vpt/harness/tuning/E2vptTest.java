package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.protocol.Protocol.Cascade;
import org.e2vpt.harness.protocol.Protocol.SegmentLayout;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class E2vptTest {

  private static final Map<String, String> UNPRUNED =
      Map.of("visual", "4", "kv", "2", "segments", "4", "prompt-dropout", "0");

  private final NDManager manager;
  private Backbone backbone;

  E2vptTest(NDManager manager) {
    this.manager = manager;
    backbone = TinyModel.backbone(manager);
  }

  @Test
  void scoresImportanceAsTheMeanOfEachImagesAbsoluteMaskGradient() {
    ImageSet images = TinyModel.images(7, 5);
    E2vpt tuning = (E2vpt) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Importance scores = Importance.of(artifact(tuning, images));

    double[] tokens = new double[2 * 4];
    double[] segments = new double[2 * 4 * 4];
    for (int i = 0; i < images.size(); i++) {
      Batch one = new DeviceImages(manager, images).batch(new int[] {i});
      PromptMask mask = PromptMask.ones(manager, new Shape(1, 2, 4), 4, SegmentLayout.CONTIGUOUS);
      tuning.setMask(mask);
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
    Batch batch = new DeviceImages(manager, TinyModel.images(3, 1)).all();
    E2vpt tuning = (E2vpt) TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    float[] plain = tuning.logits(batch.images()).toFloatArray();

    tuning.setMask(PromptMask.ones(manager, new Shape(1, 2, 4), 4, SegmentLayout.CONTIGUOUS));

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

    Pruning pruning = Pruning.of(Importance.of(artifact), 2, 1, Cascade.REMAINING);
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
    Batch batch = new DeviceImages(manager, images).all();
    Tuning first = TinyModel.tuning(backbone, manager, "e2vpt", UNPRUNED, Map.of());
    Map<String, HostTensor> artifact = artifact(first, images);
    Tuning rewound = TinyModel.tuning(backbone, manager, "e2vpt", pruned("0", "2"), artifact);
    Pruning pruning = Pruning.of(Importance.of(artifact), 0, 2, Cascade.REMAINING);

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
    long tuned = 2 * 4 * 16 + keyValue + head;
    long encoder = backbone.architecture().size();
    assertThat(first.count()).isEqualTo(new Count(tuned, tuned, encoder + tuned));
    long removed = 2 * 2 * 16;
    long masks = 2 * 2 * 4;
    assertThat(rewound.count())
        .isEqualTo(
            new Count(tuned, 2 * 2 * 12 + keyValue + head, encoder + tuned - removed + masks));
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
