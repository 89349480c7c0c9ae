package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.tuning.Tuning;
import org.jspecify.annotations.Nullable;

/**
 * Features, logits, losses, gradients, and all tensors after some optimiser steps on one batch.
 *
 * <p>Tolerances are those that an independent implementation in float32 needs: 5e-5 on features and
 * logits (or eight times the recording's own distance to float64), 1e-4 of a gradient's largest
 * value, 1e-3 of a tensor's largest value after the steps. Gradients that cancel are compared
 * absolutely: those of token masks, which nearly vanish because layer norm does not see a prompt's
 * length, and those of key biases, which do because softmax does not see a shift of all keys.
 *
 * <p>BatchNorm over a batch of two or four images divides by differences between them, so rounding
 * errors grow a thousandfold. What such a run's quantities are worth is measured: four times what
 * changes in them when every pixel grows or shrinks by a millionth is tolerated too. What changes
 * by more than a hundredth of itself says nothing, and is left out.
 */
final class RecordedTraining {

  private static final double LOGITS = 5e-5;
  private static final double GRADIENTS = 1e-4;
  private static final double AFTER_STEPS = 1e-3;
  private static final double NEARLY_CANCELS = 1e-5;
  private static final double ROUNDING = 1e-6;
  private static final List<Float> NUDGES = List.of(1 + 1e-6f, 1 - 1e-6f);
  private static final double UNSTABLE = 4;
  private static final double MEANINGLESS = 0.01;

  private static final ImmutableSet<String> SECTIONS =
      ImmutableSet.of("init", "init_buffer", "grad", "after3", "after3_buffer", "hidden");

  private final RecordedRun again;
  private final Fixture run;
  private final Consumer<ParityComparison> found;
  private final Map<String, HostTensor> initial;
  private final Map<String, HostTensor> gradients;
  private final RecordedMethod method;

  RecordedTraining(RecordedRun again, Consumer<ParityComparison> found) {
    this.again = again;
    this.run = again.run();
    this.found = found;
    this.initial = OfficialNames.ours(run.section("init"));
    initial.putAll(OfficialNames.ours(run.section("init_buffer")));
    this.gradients = OfficialNames.ours(run.section("grad"));
    this.method =
        RecordedFourier.complete(
            RecordedMethod.of(run, again.backbone().architecture(), initial, gradients.keySet()),
            again,
            initial);
  }

  private RecordedTraining(RecordedRun again, RecordedTraining other) {
    this.again = again;
    this.run = other.run;
    this.found = other.found;
    this.initial = other.initial;
    this.gradients = other.gradients;
    this.method = other.method;
  }

  /** The same on another encoder. */
  RecordedTraining on(RecordedRun other) {
    return new RecordedTraining(other, this);
  }

  /** How far the features of the recorded start are off. */
  double featureError() {
    Tuning tuning = again.tuning(method, initial, anyImportance());
    tuning.setTraining(false);
    HostTensor own =
        Torch.withGradients(
            false,
            () ->
                Tensors.toHost(
                    tuning
                        .backbone()
                        .features(
                            Tensors.toDevice(again.manager(), again.input().get("input")),
                            tuning)));
    return ParityComparison.of("", "", own.floats(), Fixture.doubles(run.get("feature_eval")), 0)
        .absolute();
  }

  void compare() {
    requireKnownSections();
    NDManager manager = again.manager();
    NDArray images = Tensors.toDevice(manager, again.input().get("input"));
    Map<String, HostTensor> theirs = theirs();
    Map<String, HostTensor> ours = train(images);
    ours.keySet().stream()
        .filter(quantity -> quantity.startsWith("hidden/"))
        .forEach(quantity -> theirs.put(quantity, run.get(quantity)));
    List<Map<String, HostTensor>> nudged =
        initial.containsKey("head.hidden.0.weight")
            ? NUDGES.stream().map(nudge -> train(images.mul(nudge))).toList()
            : List.of();
    Map<String, Double> scales = new LinkedHashMap<>();
    theirs.forEach(
        (quantity, recorded) -> scales.merge(section(quantity), largest(recorded), Math::max));
    theirs.forEach(
        (quantity, recorded) -> {
          HostTensor own = ours.get(quantity);
          if (own == null) {
            throw new IllegalArgumentException(
                "this program has no quantity like its %s".formatted(quantity));
          }
          run.requireSameShape(quantity, own.shape(), recorded);
          double unstable =
              nudged.stream()
                  .mapToDouble(other -> change(own, other.get(quantity)))
                  .max()
                  .orElse(0);
          if (unstable > MEANINGLESS * largest(own)) {
            return;
          }
          found.accept(
              ParityComparison.of(
                  run.name(),
                  quantity,
                  own.floats(),
                  Fixture.doubles(recorded),
                  Math.max(
                      tolerance(
                          quantity,
                          recorded,
                          Math.max(1, scales.getOrDefault(section(quantity), 1.0))),
                      UNSTABLE * unstable)));
        });
  }

  private static double change(HostTensor own, @Nullable HostTensor other) {
    return ParityComparison.of(
            "", "", Objects.requireNonNull(other).floats(), Fixture.doubles(own), 0)
        .absolute();
  }

  /** What was recorded, by quantity. */
  private Map<String, HostTensor> theirs() {
    Map<String, HostTensor> theirs = new LinkedHashMap<>();
    for (String quantity : new String[] {"feature_eval", "logits_eval", "logits_train"}) {
      theirs.put(quantity, run.get(quantity));
    }
    double[] losses = Fixture.doubles(run.get("losses"));
    for (int step = 0; step < losses.length; step++) {
      theirs.put(loss(step), HostTensor.of(new float[] {(float) losses[step]}, 1));
    }
    gradients.forEach((name, tensor) -> theirs.put("grad/" + name, tensor));
    for (String section : new String[] {"after3", "after3_buffer"}) {
      OfficialNames.ours(run.section(section))
          .forEach((name, tensor) -> theirs.put(section + "/" + name, tensor));
    }
    return theirs;
  }

  private static String loss(int step) {
    return step == 0 ? "loss" : "loss_step" + (step + 1);
  }

  /** {@code grad} of {@code grad/head.bias}; a quantity of its own if it is of no section. */
  private static String section(String quantity) {
    int slash = quantity.indexOf('/');
    return slash < 0 ? quantity : quantity.substring(0, slash);
  }

  /**
   * How far a quantity may be off.
   *
   * @param scale largest value of its section, at least 1
   */
  private double tolerance(String quantity, HostTensor recorded, double scale) {
    double largest = largest(recorded);
    if (quantity.startsWith("loss")) {
      return GRADIENTS * Math.max(1, largest);
    }
    if (quantity.equals(section(quantity))) {
      HostTensor logits = run.get("logits_eval");
      double[] exact = Fixture.doubles(run.get("logits_eval_f64"));
      return Math.max(
          LOGITS, 8 * ParityComparison.of("", "", logits.floats(), exact, 0).absolute());
    }
    double floor = scale * (quantity.endsWith("mask.tokens") ? NEARLY_CANCELS : rounding(quantity));
    double relative = quantity.startsWith("after3") ? AFTER_STEPS : GRADIENTS;
    return Math.max(floor, relative * largest);
  }

  /** Gradients of key biases are nothing but rounding. */
  private static double rounding(String quantity) {
    return quantity.endsWith("key.bias") ? ROUNDING : ROUNDING / 10;
  }

  private static double largest(HostTensor tensor) {
    return ParityComparison.largest(Fixture.doubles(tensor));
  }

  /** Does the recorded steps on these images, from the recorded start. */
  private Map<String, HostTensor> train(NDArray images) {
    NDManager manager = again.manager();
    NDArray labels = manager.create(again.input().get("target").longs());
    Tuning tuning = again.tuning(method, initial, anyImportance());
    Map<String, NDArray> trainable = tuning.trainable();
    requireSameNames(trainable.keySet());
    Map<String, HostTensor> ours = new LinkedHashMap<>();

    tuning.setTraining(false);
    Torch.withoutGradients(
        () -> {
          // Recorded before Sidetune mixes its side network in.
          ours.put("feature_eval", Tensors.toHost(tuning.backbone().features(images, tuning)));
          ours.put("logits_eval", Tensors.toHost(tuning.logits(images)));
          ours.putAll(RecordedFourier.rows(run, tuning));
        });

    tuning.setTraining(true);
    OptimizerKind kind = run.isNamed("adamw") ? OptimizerKind.ADAMW : OptimizerKind.SGD;
    // 256 undoes the scaling by the batch; there is no warm-up, and no second epoch.
    Recipe recipe =
        new Recipe(kind, 256 * run.scalar("lr"), run.scalar("wd"), 1, 0, 1, Warmup.FROM_FIRST_STEP);
    Optimizer optimizer = Optimizer.of(recipe, trainable, manager);
    int steps = run.get("losses").elements();
    for (int step = 0; step < steps; step++) {
      NDArray logits = Torch.withGradients(true, () -> tuning.logits(images));
      NDArray loss = Torch.withGradients(true, () -> Losses.crossEntropy(logits, labels));
      Torch.backward(loss);
      ours.putIfAbsent("logits_train", Tensors.toHost(logits));
      ours.put(loss(step), HostTensor.of(loss.toFloatArray(), 1));
      if (step == 0) {
        trainable.forEach(
            (name, parameter) -> ours.put("grad/" + name, Tensors.toHost(parameter.getGradient())));
      }
      optimizer.step(recipe.learningRate());
    }
    trainable.forEach((name, parameter) -> ours.put("after3/" + name, Tensors.toHost(parameter)));
    tuning
        .untrained()
        .forEach((name, buffer) -> ours.put("after3_buffer/" + name, Tensors.toHost(buffer)));
    return ours;
  }

  /** Sections that are compared; of {@code hidden} only prompts are: features are enough. */
  private void requireKnownSections() {
    for (String name : run.tensors().keySet()) {
      if (name.contains("/") && !SECTIONS.contains(section(name))) {
        throw new IllegalArgumentException(
            "it has a tensor %s, but only sections %s are known".formatted(name, SECTIONS));
      }
    }
    Set<String> after = OfficialNames.ours(run.section("after3")).keySet();
    if (!after.equals(gradients.keySet())) {
      throw new IllegalArgumentException(
          "it has gradients of %s, but values after three steps of %s"
              .formatted(gradients.keySet(), after));
    }
  }

  private void requireSameNames(Set<String> ours) {
    if (!ours.equals(gradients.keySet())) {
      throw new IllegalArgumentException(
          "it looks like %s, which trains %s, but it has gradients of %s"
              .formatted(method, ours, gradients.keySet()));
    }
  }

  /** Scores of any value: which tokens they prune is overwritten by the recorded masks. */
  private Map<String, HostTensor> anyImportance() {
    if (!method.options().containsKey("prune-from")) {
      return Map.of();
    }
    int prompts = Integer.parseInt(method.options().getOrDefault("visual", "0"));
    int segments = Integer.parseInt(method.options().getOrDefault("segments", "0"));
    return RecordedRun.importance(new float[prompts], new float[prompts * segments]);
  }
}
