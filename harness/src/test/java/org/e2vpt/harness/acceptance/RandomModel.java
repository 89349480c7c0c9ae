package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/** Encoders of random weights, what is tuned on them, and random images. */
final class RandomModel {

  static final int CLASSES = 100;

  private RandomModel() {}

  /** The same weights on each device: they are drawn on the CPU. */
  static Backbone backbone(Model model, Execution execution, NDManager manager) {
    Torch.seed(0);
    Map<String, NDArray> weights = new LinkedHashMap<>();
    try (NDManager cpu = Torch.manager("cpu")) {
      model
          .architecture()
          .weights()
          .forEach(
              (name, shape) -> {
                try (NDArray drawn =
                    name.endsWith("norm.weight")
                        ? cpu.ones(shape)
                        : cpu.randomNormal(0, 0.02f, shape, DataType.FLOAT32)) {
                  weights.put(name, Tensors.toDevice(manager, Tensors.toHost(drawn)));
                }
              });
    }
    return model.over(weights, execution);
  }

  /** A method with its default options. */
  static Tuning tuning(Backbone backbone, String method, NDManager manager) {
    return tuning(backbone, method, Map.of(), manager);
  }

  /** The same without dropout, whose numbers differ from device to device. */
  static Tuning withoutDropout(Backbone backbone, String method, NDManager manager) {
    Architecture architecture = backbone.architecture();
    Method<?> known = TuningMethods.get(method);
    Predicate<String> drops = option -> option.endsWith("dropout") || option.endsWith("drop-path");
    Map<String, String> options = new LinkedHashMap<>();
    known.options(architecture).stream().filter(drops).forEach(name -> options.put(name, "0"));
    return tuning(backbone, method, options, manager);
  }

  static Tuning tuning(
      Backbone backbone, String method, Map<String, String> options, NDManager manager) {
    return TuningMethods.get(method)
        .apply(new Adaptation(backbone, CLASSES, options, new Initial(1), manager, id -> Map.of()));
  }

  static ImageSet images(int count, int side) {
    SplittableRandom random = new SplittableRandom(0);
    byte[] pixels = new byte[count * side * side * ImageSet.CHANNELS];
    random.nextBytes(pixels);
    return new ImageSet(side, side, pixels, random.ints(count, 0, CLASSES).toArray());
  }
}
