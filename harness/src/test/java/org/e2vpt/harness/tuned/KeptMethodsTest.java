package org.e2vpt.harness.tuned;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Floats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuned.TunedInfo.FinalRun;
import org.e2vpt.harness.tuning.SmallEncoders;
import org.e2vpt.harness.tuning.TinyModel;
import org.e2vpt.harness.tuning.Tuning;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a method trains on an encoder is all in the file, and is the same model again. */
@ExtendWith(EngineExtension.class)
class KeptMethodsTest {

  private static final Recipe RECIPE =
      new Recipe(OptimizerKind.SGD, 0.1, 0.0001, 2, 0, 4, Warmup.FROM_FIRST_STEP);
  private static final ImageSet IMAGES = TinyModel.images(10, 16, 5);
  private static final int BATCH = 4;

  @TempDir private Path folder;
  private final NDManager manager;

  KeptMethodsTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({
    "vit, full, dropout=0.1",
    "vit, linear, ''",
    "vit, partial-1, ''",
    "vit, mlp-3, head-dropout=0.1",
    "vit, sidetune, side-channels=2-2-2-2-2",
    "vit, bias, ''",
    "vit, adapter, ''",
    "vit, vpt-shallow, visual=5",
    "vit, vpt-deep, visual=5",
    "vit, e2vpt, visual=4 kv=2 segments=4",
    "vit, e2vpt, visual=4 kv=2 segments=4 kv-place=after kv-share=false",
    "vit, e2vpt, visual=4 kv=0 segments=4 mask-training=trained",
    "vit, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 prune-segments=1",
    "vit, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=2 prune-segments=1 pruned-tokens=zeroed masks=shared",
    "vit, vfpt, visual=5",
    "mae, full, ''",
    "mae, linear, ''",
    "mae, partial-1, ''",
    "mae, mlp-3, ''",
    "mae, sidetune, side-channels=2-2-2-2-2",
    "mae, bias, ''",
    "mae, adapter, ''",
    "mae, vpt-shallow, visual=5",
    "mae, vpt-deep, visual=5",
    "mae, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 prune-segments=1",
    "mae, vfpt, visual=5 fourier-place=append",
    "moco, full, ''",
    "moco, linear, ''",
    "moco, partial-1, ''",
    "moco, mlp-3, ''",
    "moco, sidetune, side-channels=2-2-2-2-2",
    "moco, bias, ''",
    "moco, adapter, ''",
    "moco, vpt-shallow, visual=5",
    "moco, vpt-deep, visual=5",
    "moco, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 prune-segments=1",
    "moco, vfpt, visual=5 deep=false",
    "swin, full, ''",
    "swin, linear, ''",
    "swin, partial-1, ''",
    "swin, mlp-3, ''",
    "swin, sidetune, side-channels=2-2-2-2-2",
    "swin, bias, ''",
    "swin, adapter, ''",
    "swin, vpt-shallow, visual=5",
    "swin, vpt-deep, visual=5",
    "swin, e2vpt, visual=6 kv=2 segments=4 prune-from=x prune-tokens=4 prune-segments=1",
    "swin, e2vpt, visual=6 segments=4 prune-from=x prune-tokens=4 pruned-tokens=zeroed swin-pruning=first-block",
    "swin, vfpt, visual=5 dropout-mode=inactive",
  })
  void aModelThatWasKeptHasTheSameLogits(String encoder, String method, String options)
      throws IOException {
    Map<String, String> words = TinyModel.options(options);
    Tuning tuning = SmallEncoders.tuning(backbone(encoder), manager, method, words);
    Map<String, HostTensor> untrained = tuning.tensors();
    Trainer trainer = new Trainer(tuning, manager);
    trainer.train(IMAGES, RECIPE, 1, (epoch, rate, loss, speed) -> {});
    Path file = folder.resolve("tuned/a 1%#.safetensors");
    TunedInfo info = info(encoder, method, words, trainer.accuracy(IMAGES));

    new TunedWeights(info, ImmutableMap.copyOf(tuning.tensors())).write(file);

    try (LoadedBackbone loaded = loaded(encoder);
        TunedModel again = loaded.with(TunedWeights.read(file))) {
      assertThat(Floats.concat(again.logits(IMAGES, BATCH)))
          .doesNotContain(Float.NaN)
          .containsExactly(trainer.logits(IMAGES, BATCH).toFloatArray());
      assertThat(Floats.concat(again.logits(IMAGES, IMAGES.size())))
          .containsExactly(Floats.concat(again.logits(IMAGES, 1)), Offset.offset(1e-5f));
      assertThat(again.accuracy(IMAGES)).isEqualTo(trainer.accuracy(IMAGES));
      assertThat(again.info()).isEqualTo(info);
    }
    requireWhole(SafeTensorsByHand.read(file), tuning, untrained);
  }

  /** All that the method trains and keeps, as another program reads it. */
  private static void requireWhole(
      SafeTensorsByHand file, Tuning tuning, Map<String, HostTensor> untrained) {
    assertThat(file.metadata())
        .containsEntry("format", "e2vpt-tuned")
        .containsEntry("version", "1")
        .containsEntry("classes", "[\"a cat\",\"ä \\\"dog\\\"\",\"<owl>\"]");
    assertThat(file.values().keySet()).isEqualTo(untrained.keySet());
    untrained.forEach(
        (name, start) -> {
          assertThat(file.shapes().get(name))
              .isEqualTo(Arrays.toString(start.shape()).replace(" ", ""));
          assertThat(file.values().get(name)).hasSize(start.elements());
        });
    tuning
        .trainable()
        .forEach(
            (name, array) -> assertThat(file.values().get(name)).isEqualTo(array.toFloatArray()));
    assertThat(file.values().get("head.weight"))
        .isNotEqualTo(untrained.get("head.weight").floats());
  }

  private TunedInfo info(
      String encoder, String method, Map<String, String> options, double accuracy) {
    return new TunedInfo(
        encoder,
        "hash of " + encoder,
        method,
        ImmutableSortedMap.copyOf(options),
        ImmutableList.of("a cat", "ä \"dog\"", "<owl>"),
        InputPixels.cropped(16),
        Execution.DEFAULT,
        "unknown",
        Optional.of(new FinalRun("0123456789ab", "a=b;c=d", "invented", "f00d", accuracy, 10)));
  }

  private Backbone backbone(String encoder) {
    return SmallEncoders.backbone(manager, encoder, Execution.DEFAULT);
  }

  private LoadedBackbone loaded(String encoder) {
    return new LoadedBackbone(
        encoder,
        "hash of " + encoder,
        backbone(encoder),
        Execution.DEFAULT,
        manager.newSubManager());
  }
}
