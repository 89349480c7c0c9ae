package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.weights.PublishedWeights;
import org.e2vpt.harness.weights.PublishedWeights.LookAlikes;

/**
 * Loads a file of each published kind at full size, with random values, and computes the features
 * of eight images: {@code FullSizeForward FOLDER}. {@code mvn -pl harness test -Ploading-cost} does
 * so.
 */
final class FullSizeForward {

  private static final int IMAGES = 8;

  private FullSizeForward() {}

  public static void main(String[] arguments) throws Exception {
    Torch.start(Runtime.getRuntime().availableProcessors());
    float[] pixels = new Initial(1).normal("images", IMAGES * 3 * 224 * 224, 1);
    for (String id : FullSizeFiles.ids()) {
      Path file = FullSizeFiles.write(Path.of(arguments[0]), id);
      try (NDManager manager = Torch.manager("cpu")) {
        Stopwatch loading = Stopwatch.createStarted();
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (Map.Entry<String, HostTensor> tensor :
            PublishedWeights.load(file, id, LookAlikes.REFUSED).entrySet()) {
          weights.put(tensor.getKey(), Tensors.toDevice(manager, tensor.getValue()));
        }
        Backbone backbone = Pretrained.model(id).over(weights);
        loading.stop();
        NDArray images = manager.create(pixels, new Shape(IMAGES, 3, 224, 224));
        Stopwatch forward = Stopwatch.createStarted();
        NDArray features = Torch.withGradients(false, () -> backbone.features(images, Hooks.NONE));
        float first = features.toFloatArray()[0];
        if (!Float.isFinite(first)) {
          throw new IllegalStateException("features of %s are not finite".formatted(id));
        }
        System.out.printf(
            "%s: loaded in %s, features %s of %d images in %s%n",
            id, loading, features.getShape(), IMAGES, forward.stop());
      } finally {
        Files.delete(file);
      }
    }
  }
}
