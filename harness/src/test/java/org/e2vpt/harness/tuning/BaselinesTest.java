package org.e2vpt.harness.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.DeviceImages;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What sets each baseline apart, where no recorded tensor shows it. */
@ExtendWith(EngineExtension.class)
class BaselinesTest {

  private final NDManager manager;
  private final Backbone backbone;
  private final Batch batch;

  BaselinesTest(NDManager manager) {
    this.manager = manager;
    this.backbone = TinyModel.backbone(manager);
    this.batch = new DeviceImages(manager, TinyModel.images(4, 3), TinyModel.CONFIG.image()).all();
  }

  /** Zeros times a gradient, and a gradient times zeros, are zeros: for ever. */
  @Test
  void anAdapterOfZerosLearnsOneVectorABlockOnly() {
    Tuning zero = tuning("adapter", Map.of("adapter-init", "zero"));

    assertThat(namesWithGradient(zero))
        .containsExactlyInAnyOrder(
            "adapters.0.up.bias", "adapters.1.up.bias", "head.weight", "head.bias");
  }

  @Test
  void anAdapterNearTheIdentityLearnsInAllItsTensors() {
    Tuning near = tuning("adapter", Map.of());
    float[] plain = logits(tuning("linear", Map.of()));

    assertThat(namesWithGradient(near)).hasSize(2 * 4 + 2);
    assertThat(logits(near)).isNotEqualTo(plain).containsExactly(plain, Offset.offset(0.01f));
  }

  @Test
  void anAdapterNeedsAWidthToReduce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuning("adapter", Map.of("reduction", "17")))
        .withMessage("option reduction of method adapter must be at most the width 16, got '17'");
  }

  @Test
  void partial1TrainsTheLastBlockAndTheNormBehindIt() {
    assertThat(tuning("partial-1", Map.of()).trainable().keySet())
        .hasSize(16 + 2 + 2)
        .allMatch(name -> name.matches("(backbone\\.(blocks\\.1|norm)|head)\\..*"));
  }

  @Test
  void biasTrainsBiasesAndTheHead() {
    assertThat(tuning("bias", Map.of()).trainable().keySet())
        .hasSize(1 + 2 * 8 + 1 + 2)
        .allMatch(name -> name.endsWith("bias") || name.equals("head.weight"));
  }

  @Test
  void mlp3CannotTrainOnABatchOfOneImage() {
    Tuning tuning = tuning("mlp-3", Map.of());
    tuning.setTraining(true);
    NDArray one = batch.images().get("0:1");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuning.logits(one))
        .withMessage(
            "BatchNorm cannot train on a batch of one image; choose a batch size that leaves at"
                + " least two for the last one");
    tuning.setTraining(false);
    assertThat(tuning.logits(one).getShape()).isEqualTo(new Shape(1, 3));
  }

  @Test
  void mlp3ReadsTheBatchInTrainingAndWhatItRememberedElse() {
    Tuning tuning = tuning("mlp-3", Map.of("head-dropout", "0"));
    float[] mean = tuning.untrained().get("head.hidden.0.norm.mean").toFloatArray();
    float[] before = logits(tuning);

    tuning.setTraining(true);
    float[] inTraining = logits(tuning);
    tuning.setTraining(false);

    assertThat(mean).containsOnly(0);
    assertThat(tuning.untrained().get("head.hidden.0.norm.mean").toFloatArray()).isNotEqualTo(mean);
    assertThat(inTraining).isNotEqualTo(before);
    assertThat(logits(tuning)).isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"100, 0", "-100, 1"})
  void sidetuneMixesByItsAlpha(float alpha, float shareOfTheSideNetwork) {
    Tuning tuning = tuning("sidetune", Map.of("side-channels", "2-2-2-2-2"));
    NDArray plain = backbone.features(batch.images(), tuning);
    NDArray even = tuning.features(batch.images());
    NDArray side = even.mul(2).sub(plain); // σ(0) = 1/2

    Torch.withoutGradients(() -> tuning.trainable().get("side.alpha").addi(alpha));

    NDArray expected = shareOfTheSideNetwork == 1 ? side : plain;
    assertThat(tuning.features(batch.images()).toFloatArray())
        .containsExactly(expected.toFloatArray(), Offset.offset(1e-5f));
  }

  @Test
  void sidetuneRefusesWhatIsNoListOfChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuning("sidetune", Map.of("side-channels", "64-192-x-256-256")))
        .withMessage(
            "option side-channels of method sidetune must be five numbers above 0, such as"
                + " 64-192-384-256-256, got '64-192-x-256-256'");
  }

  @Test
  void sidetuneStartsFromAlexNetsConvolutionsAndRandomElse(@TempDir Path folder)
      throws IOException {
    Map<String, HostTensor> published = alexNet(folder, 4, 6, 8, 6, 6);
    Map<String, String> options = Map.of("side-channels", "4-6-8-6-6");

    Map<String, NDArray> scratch = tuning("sidetune", options).trainable();
    Map<String, NDArray> built = sidetune("4-6-8-6-6", published).trainable();

    assertThat(built.keySet()).isEqualTo(scratch.keySet());
    String[] theirs = {"0", "3", "6", "8", "10"};
    for (int i = 0; i < theirs.length; i++) {
      for (String kind : List.of("weight", "bias")) {
        assertThat(array(built, "side.convolutions." + i + "." + kind))
            .isEqualTo(published.get("features." + theirs[i] + "." + kind).floats())
            .isNotEqualTo(array(scratch, "side.convolutions." + i + "." + kind));
      }
    }
    assertThat(array(built, "side.projection")).isEqualTo(array(scratch, "side.projection"));
  }

  @Test
  void sidetuneRefusesAnAlexNetOfOtherSizes(@TempDir Path folder) throws IOException {
    Map<String, HostTensor> published = alexNet(folder, 4, 6, 8, 6, 6);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> sidetune("4-5-8-6-6", published))
        .withMessage(
            "weights/alexnet-owt-7be5be79.pth has features.3.weight of shape (6, 4, 5, 5), but a"
                + " side network of these side-channels starts from features.3.weight of shape"
                + " (5, 4, 5, 5)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sidetune("4-5-8-6-6", Map.of()))
        .withMessage(
            "weights/alexnet-owt-7be5be79.pth has no features.0.weight, but a side network of these"
                + " side-channels starts from features.0.weight of shape (4, 3, 11, 11)");
  }

  private static Map<String, HostTensor> alexNet(Path folder, int... channels) throws IOException {
    try (TensorFile file =
        TensorFile.open(FullSizeFiles.alexNet(folder.resolve("alexnet.pth"), channels))) {
      return file.readAll();
    }
  }

  private Tuning sidetune(String channels, Map<String, HostTensor> published) {
    return TinyModel.tuning(
        backbone,
        manager,
        "sidetune",
        Map.of("side-channels", channels, "side-start", "alexnet"),
        published);
  }

  private static float[] array(Map<String, NDArray> tensors, String name) {
    return Objects.requireNonNull(tensors.get(name)).toFloatArray();
  }

  /** What blocks make of shallow prompts is not thrown away. */
  @Test
  void shallowPromptsEnterTheFirstBlockOnly() {
    Tuning shallow = tuning("vpt-shallow", Map.of("visual", "3"));

    assertThat(shallow.block(0).prompts(4))
        .extracting(NDArray::getShape)
        .isEqualTo(new Shape(1, 3, 16));
    assertThat(shallow.block(1).enter()).isFalse();
    assertThat(shallow.block(1).prompts(4)).isNull();
    assertThat(shallow.trainable().get("visual_prompts").getShape()).isEqualTo(new Shape(1, 3, 16));
  }

  private Tuning tuning(String method, Map<String, String> options) {
    return TinyModel.tuning(backbone, manager, method, options, Map.of());
  }

  private float[] logits(Tuning tuning) {
    return Torch.withGradients(false, () -> tuning.logits(batch.images())).toFloatArray();
  }

  private Set<String> namesWithGradient(Tuning tuning) {
    Torch.backward(
        Torch.withGradients(
            true, () -> Losses.crossEntropy(tuning.logits(batch.images()), batch.labels())));
    return tuning.trainable().entrySet().stream()
        .filter(tensor -> tensor.getValue().getGradient().abs().max().getFloat() > 0)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
