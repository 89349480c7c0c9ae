package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.e2vpt.harness.acceptance.Finding.Outcome;
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
 *
 * <p>How far two correct computations in float32 lie apart depends on what is computed: rounding in
 * the encoder changes its features by a millionth, and some gradients magnify that by two hundred,
 * where BatchNorm divides by a small deviation. So each tensor is also computed from images of
 * which every pixel is a millionth brighter or darker, and a difference is an error if it is larger
 * than {@value #LIMIT} and than {@value #FACTOR} times the largest change that {@value #DRAWS}
 * draws of such pixels make. Another number of threads does not tell: on a CPU it changes no bit of
 * the features.
 */
final class Agreement {

  /** The largest difference, of the largest number, where little is magnified. */
  private static final double LIMIT = 1e-4;

  private static final double MILLIONTH = 1e-6;

  /**
   * A normal variable exceeds the largest of {@value #DRAWS} others {@value #FACTOR} times in one
   * case of 250.
   */
  private static final double FACTOR = 4;

  private static final int DRAWS = 4;

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
    Map<String, HostTensor> expected = step(written, method, 0, cpu);
    Map<String, HostTensor> computed = step(tested, method, 0, manager);
    List<Map<String, HostTensor>> nearby = new ArrayList<>();
    List<Finding> findings;
    do {
      nearby.add(step(written, method, nearby.size() + 1, cpu));
      findings = findings(subject, expected, nearby, computed);
    } while (nearby.size() < DRAWS
        && findings.stream().anyMatch(finding -> finding.outcome() == Outcome.FAILED));
    return findings;
  }

  /**
   * What was {@code computed}, compared with what was {@code expected}.
   *
   * @param nearby what is expected of images that differ by a millionth, for each draw
   */
  static List<Finding> findings(
      String subject,
      Map<String, HostTensor> expected,
      List<Map<String, HostTensor>> nearby,
      Map<String, HostTensor> computed) {
    List<Comparison> gradients =
        expected.keySet().stream()
            .filter(name -> !name.equals(LOGITS))
            .map(name -> Comparison.of(name, expected, nearby, computed))
            .toList();
    List<Comparison> compared =
        gradients.stream().filter(gradient -> gradient.change <= UNCLEAR).toList();
    Comparison worst =
        compared.stream()
            .max(Comparator.comparingDouble(gradient -> gradient.difference / gradient.allowed()))
            .orElseThrow();
    return List.of(
        Comparison.of(LOGITS, expected, nearby, computed).finding(LOGITS, subject, ""),
        worst.finding(
            "gradients",
            subject,
            String.format(
                Locale.ROOT,
                " in %s; %d compared, %d left out",
                worst.name,
                compared.size(),
                gradients.size() - compared.size())));
  }

  /**
   * Of one tensor.
   *
   * @param change the largest if each pixel changes by a millionth
   * @param difference of what was computed
   */
  private record Comparison(String name, double change, double difference) {

    static Comparison of(
        String name,
        Map<String, HostTensor> expected,
        List<Map<String, HostTensor>> nearby,
        Map<String, HostTensor> computed) {
      HostTensor right = expected.get(name);
      return new Comparison(
          name,
          nearby.stream()
              .mapToDouble(draw -> Agreement.difference(draw.get(name), right))
              .max()
              .orElseThrow(),
          Agreement.difference(computed.get(name), right));
    }

    double allowed() {
      return Math.max(LIMIT, FACTOR * change);
    }

    Finding finding(String check, String subject, String where) {
      return Finding.of(
          check,
          subject,
          String.format(Locale.ROOT, "%.1e%s", difference, where),
          String.format(Locale.ROOT, "at most %.1e", allowed()),
          Double.isFinite(difference) && difference <= allowed());
    }
  }

  /**
   * Logits and the gradients of all trainable tensors.
   *
   * @param draw of pixels that are a millionth larger or smaller, from 1; 0 for those themselves
   */
  static Map<String, HostTensor> step(
      Backbone backbone, String method, int draw, NDManager manager) {
    int side = backbone.architecture().image();
    Shape shape = new Shape(IMAGES, 3, side, side);
    float[] pixels = pixels((int) shape.size(), draw);
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

  private static float[] pixels(int count, int draw) {
    float[] pixels = new Initial(2).normal("images", count, 1);
    if (draw > 0) {
      SplittableRandom signs = new SplittableRandom(draw);
      for (int i = 0; i < count; i++) {
        pixels[i] *= (float) (1 + (signs.nextBoolean() ? MILLIONTH : -MILLIONTH));
      }
    }
    return pixels;
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
