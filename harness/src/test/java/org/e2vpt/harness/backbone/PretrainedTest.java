package org.e2vpt.harness.backbone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.weights.MiniatureWeights;
import org.e2vpt.harness.weights.Published;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedTest {

  @Test
  void theShippedFileIsTheOneThatItsProvenanceNames() throws IOException {
    assertThat(Hashing.sha256().hashBytes(resource("mini-vit.cifar10.safetensors")).toString())
        .isEqualTo(provenance().get("file sha256").getAsString());
  }

  @Test
  void theShippedFileIsSmall() throws IOException {
    int parameters =
        Pretrained.get("mini-vit.cifar10", NoData.FOLDER).weights().values().stream()
            .mapToInt(HostTensor::elements)
            .sum();

    assertThat(resource("mini-vit.cifar10.safetensors")).hasSizeLessThanOrEqualTo(4_000_000);
    assertThat(parameters).isLessThanOrEqualTo(1_000_000);
  }

  @Test
  void theProvenanceSaysHowTheWeightsCameAbout() throws IOException {
    JsonObject provenance = provenance();

    assertThat(text(provenance, "architecture")).isEqualTo(Pretrained.MINI.toString());
    assertThat(text(provenance, "data")).startsWith("CIFAR-10 train");
    assertThat(text(provenance, "data sha256 (train)")).matches("[0-9a-f]{64}");
    assertThat(text(provenance, "data sha256 (test)")).matches("[0-9a-f]{64}");
    assertThat(text(provenance, "recipe")).contains("optimizer=", "epochs=", "batch=");
    assertThat(provenance.keySet()).contains("schedule", "augmentation", "label smoothing", "seed");
    // Chance is 10 %.
    assertThat(provenance.get("CIFAR-10 test top-1 accuracy (%)").getAsDouble())
        .isBetween(60.0, 100.0);
    assertThat(LocalDate.parse(text(provenance, "date"))).isAfter(LocalDate.of(2026, 11, 1));
    assertThat(text(provenance, "command")).startsWith("mvn ").contains("-Ppretrain-mini");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mini-vit.cifar10", "mini-vit-64.cifar10", "mini-vit.random"})
  void everyBackboneHasTheWeightsOfItsArchitecture(String id) {
    Pretrained backbone = Pretrained.get(id, NoData.FOLDER);

    Map<String, HostTensor> weights = backbone.weights();

    assertThat(backbone.id()).isEqualTo(id);
    assertFit(weights, backbone.model().architecture());
  }

  private static void assertFit(Map<String, HostTensor> weights, Architecture architecture) {
    assertThat(weights.keySet()).isEqualTo(architecture.weights().keySet());
    architecture
        .weights()
        .forEach(
            (name, shape) ->
                assertThat(weights.get(name).shape()).as(name).isEqualTo(shape.getShape()));
  }

  @Test
  void theWeightsOfABackboneHaveAHashOfTheirOwn() {
    String pretrained = Pretrained.get("mini-vit.cifar10", NoData.FOLDER).sha256();

    assertThat(pretrained).matches("[0-9a-f]{64}");
    assertThat(Pretrained.get("mini-vit.cifar10", NoData.FOLDER).sha256()).isEqualTo(pretrained);
    assertThat(Pretrained.get("mini-vit.random", NoData.FOLDER).sha256()).isNotEqualTo(pretrained);
  }

  /** Sizes by hand: see MiniatureWeights. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "vit-b16.in21k",
        "vit-b16.in21k-ft-in1k",
        "vit-b16.mae",
        "vit-b16.moco-v3",
        "swin-b.in22k"
      })
  void aMiniatureHasTheSizesOfItsFile(String id, @TempDir Path root) throws IOException {
    MiniatureWeights.write(root);
    DatasetsLock lock =
        DatasetsLock.parse("miniature.lock", MiniatureData.lock(root, "http://localhost"));

    Pretrained backbone = Pretrained.get(id, new DataFolder(root, lock));

    Architecture architecture = backbone.model().architecture();
    assertThat(architecture.image()).isEqualTo(id.startsWith("swin") ? 224 : 32);
    assertThat(architecture.featureWidth()).isEqualTo(id.startsWith("swin") ? 64 : 24);
    assertFit(backbone.weights(), architecture);
    assertThat(Pretrained.get(id, NoData.FOLDER).model().architecture().featureWidth())
        .isGreaterThan(64);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "vit              | -",
        "vit-b16.im21k    | vit-b16.in21k",
        "Vit-B16.MAE      | vit-b16.mae",
        "vit-b16          | vit-b16.in21k",
        "vit-b16-in21k    | vit-b16.in21k",
        "mae-b16          | vit-b16.mae",
        "mae-vit-b        | vit-b16.mae",
        "moco-b16         | vit-b16.moco-v3",
        "moco-v3-vit-b    | vit-b16.moco-v3",
        "swin-b           | swin-b.in22k",
        "swin-b-in22k     | swin-b.in22k",
        "mini-vit         | mini-vit.cifar10",
        "mini-vit-random  | mini-vit.random",
      })
  void listsTheBackbonesWhenAskedForAnUnknownOne(String unknown, @Nullable String meant) {
    String message =
        "unknown backbone '%s'; the backbones are vit-b16.in21k, vit-b16.in21k-ft-in1k, vit-b16.mae, vit-b16.moco-v3,"
                .formatted(unknown)
            + " swin-b.in22k, mini-vit.cifar10, mini-vit-64.cifar10, mini-vit.random"
            + (meant == null ? "" : ". Did you mean '%s'?".formatted(meant));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pretrained.get(unknown, NoData.FOLDER))
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pretrained.model(unknown))
        .withMessage(message);
  }

  @Test
  void anIdNamesTheArchitectureAndTheWeights() {
    assertThat(Pretrained.ids()).allMatch(id -> id.matches("[a-z0-9-]+\\.[a-z0-9-]+"));
  }

  @Test
  void publishedWeightsBelongToABackbone() {
    assertThat(Pretrained.ids())
        .containsAll(Published.all().stream().map(Published::id).distinct().toList());
  }

  private static JsonObject provenance() throws IOException {
    return JsonParser.parseString(new String(resource("mini-vit.cifar10.json"), UTF_8))
        .getAsJsonObject();
  }

  private static String text(JsonObject json, String name) {
    return json.get(name).getAsString();
  }

  private static byte[] resource(String name) throws IOException {
    return Resources.toByteArray(Resources.getResource(Pretrained.class, name));
  }
}
