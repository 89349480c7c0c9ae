package org.e2vpt.harness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MiniPretrainingTest {

  @TempDir private Path folder;

  @Test
  void writesTrainedWeightsAndHowTheyCameAbout() throws IOException {
    Path images = folder.resolve("images");
    ImageFiles.writeCifar10(images, 2);
    Path output = folder.resolve("mini.safetensors");

    MiniPretraining.run(
        PretrainingSettings.parse(output.toString(), "2", "1", "cpu", images.toString()));

    byte[] file = Files.readAllBytes(output);
    Map<String, HostTensor> weights = SafeTensors.read(file, "mini");
    assertThat(weights.keySet()).isEqualTo(Vit.shapes(Pretrained.MINI).keySet());
    RandomVit.weights(Pretrained.MINI, MiniPretraining.SEED)
        .forEach(
            (name, initial) ->
                assertThat(weights.get(name).floats()).as(name).isNotEqualTo(initial.floats()));
    JsonObject provenance =
        JsonParser.parseString(Files.readString(folder.resolve("mini.json"))).getAsJsonObject();
    assertThat(provenance.get("file sha256").getAsString())
        .isEqualTo(Hashing.sha256().hashBytes(file).toString());
    assertThat(provenance.get("data").getAsString())
        .isEqualTo("CIFAR-10 train, 20 images: image files");
    assertThat(provenance.get("data sha256 (train)").getAsString())
        .isEqualTo(Cifar10Images.fromFolder(images).train().sha256());
    assertThat(provenance.get("command").getAsString())
        .isEqualTo(
            "mvn -Ppretrain-mini verify -Depochs=2 -Dthreads=1 -Ddevice=cpu -Dimages=FOLDER");
    assertThat(provenance.get("CIFAR-10 test top-1 accuracy (%)").getAsDouble())
        .isBetween(0.0, 100.0);
  }
}
