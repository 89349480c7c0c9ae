package org.e2vpt.harness.acceptance;

import ai.djl.ndarray.NDManager;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/** The same training twice gives the same bits, dropout included. */
final class SameBits {

  private static final String CHECK = "same bits twice";
  private static final int STEPS = 3;

  private SameBits() {}

  /** Of all methods on a model. */
  static void check(
      String name,
      Model model,
      Precision precision,
      String device,
      int batch,
      Consumer<Finding> found) {
    try (NDManager manager = Torch.manager(device)) {
      Backbone backbone = RandomModel.backbone(model, new Execution(true, precision), manager);
      for (String method : TuningMethods.ids()) {
        String subject = "%s on %s, %s".formatted(method, name, precision.word());
        String compared =
            compared(
                trained(backbone, method, device, batch), trained(backbone, method, device, batch));
        found.accept(
            deterministic(backbone, method, device)
                ? Finding.of(CHECK, subject, compared, "equal")
                : Finding.told(CHECK, subject, compared));
      }
    }
  }

  /** What a short training leaves. */
  static Map<String, HostTensor> trained(
      Backbone backbone, String method, String device, int batch) {
    try (NDManager manager = Torch.manager(device)) {
      Tuning tuning = RandomModel.tuning(backbone, method, manager);
      ImageSet images = RandomModel.images(STEPS * batch, tuning.backbone().architecture().image());
      boolean encoder = tuning.trainable().keySet().stream().anyMatch(SameBits::isOfEncoder);
      Recipe recipe =
          new Recipe(
              encoder ? OptimizerKind.ADAMW : OptimizerKind.SGD,
              0.01,
              0.0001,
              2,
              0,
              batch,
              Warmup.FROM_FIRST_STEP);
      var unused =
          new Trainer(tuning, manager)
              .train(images, recipe, 0, (epoch, rate, loss, imagesPerSecond) -> {});
      return tuning.tensors();
    }
  }

  private static boolean isOfEncoder(String name) {
    return name.startsWith("backbone.");
  }

  /** {@code equal}, or which tensor is not. */
  static String compared(Map<String, HostTensor> first, Map<String, HostTensor> second) {
    return first.keySet().stream()
        .filter(
            name ->
                !first.get(name).bytes().equals(Objects.requireNonNull(second.get(name)).bytes()))
        .findFirst()
        .map(name -> name + " differs")
        .orElse("equal");
  }

  private static boolean deterministic(Backbone backbone, String method, String device) {
    if (device.equals("cpu")) {
      return true;
    }
    try (NDManager manager = Torch.manager(device)) {
      return RandomModel.tuning(backbone, method, manager).deterministic();
    }
  }
}
