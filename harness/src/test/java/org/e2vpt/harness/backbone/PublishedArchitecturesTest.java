package org.e2vpt.harness.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedArchitecturesTest {

  @ParameterizedTest
  @CsvSource({
    "vit-b16.in21k, 85798656, 12, 768",
    "vit-b16.in21k-ft-in1k, 85798656, 12, 768",
    "vit-b16.mae, 85798656, 12, 768",
    "vit-b16.moco-v3, 85798656, 12, 768",
    "swin-b.in22k, 86743224, 24, 1024",
  })
  void haveAsManyParametersAsThePublishedOnes(String id, long size, int depth, int featureWidth) {
    Architecture architecture = Pretrained.model(id).architecture();

    assertThat(architecture.size()).isEqualTo(size);
    assertThat(architecture.depth()).isEqualTo(depth);
    assertThat(architecture.featureWidth()).isEqualTo(featureWidth);
  }

  @ParameterizedTest
  @CsvSource({
    "vit-b16.in21k, 7089408",
    "vit-b16.mae, 7089408",
    "vit-b16.moco-v3, 7087872",
    "swin-b.in22k, 12603680"
  })
  void endWithABlockThatPartial1Trains(String id, long size) {
    Architecture architecture = Pretrained.model(id).architecture();

    assertThat(
            architecture.last().stream()
                .mapToLong(name -> architecture.weights().getOrDefault(name, new Shape()).size())
                .sum())
        .isEqualTo(size);
  }

  @Test
  void ofSwinNameABlockAsTheViTDoes() {
    assertThat(Pretrained.model("swin-b.in22k").architecture().weights())
        .containsEntry("patches.weight", new Shape(128, 3, 4, 4))
        .containsEntry("patch_norm.bias", new Shape(128))
        .containsEntry("stages.0.blocks.1.attention.query.weight", new Shape(128, 128))
        .containsEntry(
            "stages.2.blocks.17.attention.relative_position_bias_table", new Shape(169, 16))
        .containsEntry("stages.2.merging.norm.weight", new Shape(2048))
        .containsEntry("stages.2.merging.reduction.weight", new Shape(1024, 2048))
        .containsEntry("stages.3.blocks.1.mlp.fc1.weight", new Shape(4096, 1024))
        .doesNotContainKeys("stages.3.merging.reduction.weight", "stages.0.blocks.2.mlp.fc1.bias");
  }

  @Test
  void ofSwinHaveNoWindowLargerThanAStage() {
    SwinConfig small =
        new SwinConfig(32, 4, 16, ImmutableList.of(1, 1), ImmutableList.of(2, 4), 7, 2);

    assertThat(Swin.shapes(small))
        .containsEntry(
            "stages.0.blocks.0.attention.relative_position_bias_table", new Shape(169, 2))
        .containsEntry(
            "stages.1.blocks.0.attention.relative_position_bias_table", new Shape(49, 4));
  }

  @Test
  void ofSwinNeedStagesOfWholePatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SwinConfig(36, 4, 16, ImmutableList.of(1, 1), ImmutableList.of(2, 4), 7, 2))
        .withMessage(
            "depths [1, 1] and heads [2, 4] must be of the same stages, and image 36 a multiple of"
                + " 8");
  }
}
