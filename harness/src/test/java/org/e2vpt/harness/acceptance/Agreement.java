package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * A step's logits and gradients on a device, against the CPU's without shortcuts: each equation as
 * it is written.
 */
final class Agreement {

  /** The largest difference, of the largest number. */
  private static final double LIMIT = 1e-4;

  /**
   * Some gradients are zero but for rounding, as that of the keys' biases, which softmax does not
   * see. They change by more than this if each pixel changes by a millionth, and are left out.
   */
  private static final double UNCLEAR = 0.01;

  private static final String LOGITS = "logits";

  /** BatchNorm makes signs of two images. */
  private static final int IMAGES = 4;

  private Agreement() {}

  /** Of all methods on a model. */
  static void check(String name, Model model, String device, Consumer<Finding> found) {
    try (NDManager cpu = Torch.manager("cpu");
        NDManager manager = Torch.manager(device)) {
      Backbone written = RandomModel.backbone(model, new Execution(false, Precision.FP32), cpu);
      Backbone tested = RandomModel.backbone(model, Execution.DEFAULT, manager);
      for (String method : TuningMethods.ids()) {
        findings(method + " on " + name, method, written, cpu, tested, manager).forEach(found);
      }
    }
  }

  /** What {@code tested} computes, compared with {@code written}. */
  static List<Finding> findings(
      String subject,
      String method,
      Backbone written,
      NDManager cpu,
      Backbone tested,
      NDManager manager) {
    Map<String, HostTensor> expected = step(written, method, 1, cpu);
    Map<String, HostTensor> nearby = step(written, method, 1 + 1e-6, cpu);
    Map<String, HostTensor> computed = step(tested, method, 1, manager);
    double worst = 0;
    String where = "";
    int compared = 0;
    for (Map.Entry<String, HostTensor> gradient : expected.entrySet()) {
      String name = gradient.getKey();
      if (!name.equals(LOGITS) && difference(nearby.get(name), gradient.getValue()) <= UNCLEAR) {
        compared++;
        double difference = difference(computed.get(name), gradient.getValue());
        if (difference > worst || where.isEmpty()) {
          worst = difference;
          where = name;
        }
      }
    }
    int leftOut = expected.size() - 1 - compared;
    return List.of(
        finding(LOGITS, subject, difference(computed.get(LOGITS), expected.get(LOGITS)), ""),
        finding(
            "gradients",
            subject,
            worst,
            String.format(
                Locale.ROOT, " in %s; %d compared, %d left out", where, compared, leftOut)));
  }

  private static Finding finding(String check, String subject, double difference, String where) {
    return Finding.of(
        check,
        subject,
        String.format(Locale.ROOT, "%.1e%s", difference, where),
        String.format(Locale.ROOT, "at most %.0e", LIMIT),
        difference <= LIMIT);
  }

  /** Logits and the gradients of all trainable tensors. */
  private static Map<String, HostTensor> step(
      Backbone backbone, String method, double brightness, NDManager manager) {
    int side = backbone.architecture().image();
    Shape shape = new Shape(IMAGES, 3, side, side);
    float[] pixels = new Initial(2).normal("images", (int) shape.size(), brightness);
    long[] labels = new SplittableRandom(0).longs(IMAGES, 0, RandomModel.CLASSES).toArray();
    Map<String, HostTensor> computed = new LinkedHashMap<>();
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      Tuning tuning = RandomModel.withoutDropout(backbone, method, manager);
      tuning.setTraining(true);
      NDArray logits =
          Torch.withGradients(
              true,
              () -> {
                NDArray made = tuning.logits(manager.create(pixels, shape));
                Torch.backward(Losses.crossEntropy(made, manager.create(labels)));
                return made;
              });
      computed.put(LOGITS, Tensors.toHost(logits));
      tuning
          .trainable()
          .forEach((name, tensor) -> computed.put(name, Tensors.toHost(tensor.getGradient())));
    }
    return computed;
  }

  /** max |x − y| / max |y|. */
  static double difference(HostTensor tested, HostTensor expected) {
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < expected.elements(); i++) {
      double here = Math.abs(tested.element(i) - expected.element(i));
      difference = Double.isNaN(here) ? Double.POSITIVE_INFINITY : Math.max(difference, here);
      largest = Math.max(largest, Math.abs(expected.element(i)));
    }
    return difference == 0 ? 0 : difference / largest;
  }
}
