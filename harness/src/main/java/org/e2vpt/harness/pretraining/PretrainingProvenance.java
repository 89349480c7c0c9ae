package org.e2vpt.harness.pretraining;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe;

/** How weights came about, as JSON beside their file. */
final class PretrainingProvenance {

  private PretrainingProvenance() {}

  /**
   * Writes {@code name.json} beside {@code name.safetensors}.
   *
   * @param accuracy on CIFAR-10's test images, in percent
   * @param seconds that training and the test took
   * @return the file
   */
  static Path write(
      PretrainingSettings settings,
      Cifar10Images images,
      Recipe recipe,
      double accuracy,
      long seconds)
      throws IOException {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("architecture", Pretrained.MINI.toString());
    entries.put("data", "CIFAR-10 train, " + images.train().size() + " images: " + images.source());
    entries.put("data sha256 (train)", images.train().sha256());
    entries.put("data sha256 (test)", images.test().sha256());
    entries.put("recipe", recipe.toString());
    entries.put(
        "schedule",
        "linear warm-up over %s of the steps, then a cosine to 0"
            .formatted(MiniPretraining.WARMUP_SHARE));
    entries.put("augmentation", "crop out of a 4-pixel border, mirror");
    entries.put("label smoothing", MiniPretraining.SMOOTHING);
    entries.put("seed", MiniPretraining.SEED);
    entries.put("CIFAR-10 test top-1 accuracy (%)", accuracy);
    entries.put("engine", Torch.versions());
    entries.put("device", settings.device() + ", " + settings.threads() + " threads");
    entries.put("seconds", seconds);
    entries.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    entries.put("command", settings.command());
    entries.put(
        "file sha256", MoreFiles.asByteSource(settings.output()).hash(Hashing.sha256()).toString());

    Path file =
        settings
            .output()
            .resolveSibling(MoreFiles.getNameWithoutExtension(settings.output()) + ".json");
    String json =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(entries);
    return Files.writeString(file, json + "\n");
  }
}
