package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.base.Splitter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.RandomVit;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;

/** A small random ViT and small random images for tests. */
public final class TinyModel {

  /** 8×8 pixels in 4 patches, width 16, 2 blocks, 2 heads. */
  public static final VitConfig CONFIG = new VitConfig(8, 4, 16, 2, 2, 32);

  public static final int CLASSES = 3;

  private TinyModel() {}

  public static Backbone backbone(NDManager manager) {
    return backbone(manager, CONFIG, 0);
  }

  public static Backbone backbone(NDManager manager, VitConfig config, int seed) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    RandomVit.weights(config, seed)
        .forEach((name, tensor) -> weights.put(name, Tensors.toDevice(manager, tensor)));
    return new Vit(config, weights);
  }

  public static Tuning tuning(NDManager manager, String method, Map<String, String> options) {
    return tuning(backbone(manager), manager, method, options, Map.of());
  }

  public static Tuning tuning(
      Backbone backbone,
      NDManager manager,
      String method,
      Map<String, String> options,
      Map<String, HostTensor> artifact) {
    return TuningMethods.get(method)
        .apply(new Adaptation(backbone, CLASSES, options, new Initial(1), manager, id -> artifact));
  }

  /** Options written as {@code visual=2 kv=1}. */
  public static Map<String, String> options(String text) {
    return text.isEmpty() ? Map.of() : Splitter.on(' ').withKeyValueSeparator('=').split(text);
  }

  /** Images of noise whose brightness tells the class. */
  public static ImageSet images(int count, int seed) {
    return images(count, CONFIG.image(), seed);
  }

  /** As {@link #images(int, int)}, of another side. */
  public static ImageSet images(int count, int side, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = random.ints(count, 0, CLASSES).toArray();
    byte[] pixels = new byte[count * side * side * ImageSet.CHANNELS];
    for (int i = 0; i < pixels.length; i++) {
      int label = labels[i / (pixels.length / count)];
      pixels[i] = (byte) (80 * label + random.nextInt(80));
    }
    return new ImageSet(side, side, pixels, labels);
  }
}
