package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Vit;
import org.e2vpt.harness.backbone.VitConfig;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.protocol.Protocol.Warmup;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Losses;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Options;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * One recorded run, done again here from its own tensors: logits, three optimiser steps, or the
 * importance of masks.
 *
 * <p>Tolerances are those that an independent implementation in float32 needs: 5e-5 on features and
 * logits (or eight times the recording's own distance to float64), 1e-4 of a gradient's largest
 * value, 1e-3 of a tensor's largest value after three steps. Gradients that cancel are compared
 * absolutely: those of token masks, which nearly vanish because layer norm does not see a prompt's
 * length, and those of key biases, which do because softmax does not see a shift of all keys.
 * Behind BatchNorm over a batch of four, a rounding error of 4e-7 in the features becomes 2.5e-4 in
 * a gradient, so those of MLP-3's hidden layers may differ by 1e-3.
 */
final class RecordedRun {

  private static final double LOGITS = 5e-5;
  private static final double GRADIENTS = 1e-4;
  private static final double GRADIENTS_BEHIND_BATCH_NORM = 1e-3;
  private static final double AFTER_STEPS = 1e-3;
  private static final double IMPORTANCE = 1e-5;
  private static final double ROUNDING = 1e-6;

  private static final String TOKEN_MASK = "mask.tokens";

  private final Fixture run;
  private final FixtureFolder folder;
  private final NDManager manager;
  private final Consumer<Comparison> found;

  RecordedRun(Fixture run, FixtureFolder folder, NDManager manager, Consumer<Comparison> found) {
    this.run = run;
    this.folder = folder;
    this.manager = manager;
    this.found = found;
  }

  /** Compares everything that the fixture holds. */
  void compare() {
    if (!run.backbone().equals("vit")) {
      throw new IllegalArgumentException(
          "there is no backbone '%s' here, only vit".formatted(run.backbone()));
    }
    Fixture weights = folder.backboneOf(run);
    VitConfig config = OfficialVit.config(weights);
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    OfficialVit.weights(weights)
        .forEach((name, tensor) -> arrays.put(name, Tensors.toDevice(manager, tensor)));
    Backbone backbone = new Vit(config, arrays);
    if (run.has("importance_token")) {
      compareImportance(backbone);
    } else {
      Fixture input = folder.inputOf(run, config.image());
      compareTraining(
          backbone,
          Tensors.toDevice(manager, input.get("input")),
          manager.create(input.get("target").longs()));
    }
  }

  private Tuning tuning(
      Backbone backbone, RecordedMethod method, Map<String, HostTensor> artifact) {
    return TuningMethods.apply(
        method.method(),
        new Adaptation(
            backbone,
            (int) classes(),
            new Options(method.method(), method.options()),
            new Initial(0),
            manager,
            id -> artifact));
  }

  private long classes() {
    String section = run.has("init/head.last_layer.bias") ? "init/" : "state/";
    return run.get(section + "head.last_layer.bias").shape()[0];
  }

  private void compareTraining(Backbone backbone, NDArray images, NDArray labels) {
    Map<String, HostTensor> initial = OfficialNames.ours(run.section("init"));
    initial.putAll(OfficialNames.ours(run.section("init_buffer")));
    Map<String, HostTensor> gradients = OfficialNames.ours(run.section("grad"));
    RecordedMethod method =
        RecordedMethod.of(run, backbone.architecture(), initial, gradients.keySet());
    Tuning tuning = tuning(backbone, method, anyImportance(method.options()));
    Map<String, NDArray> trainable = tuning.trainable();
    requireSameNames(method, trainable.keySet(), gradients.keySet());
    initial.forEach((name, values) -> assign(tuning, name, values));

    tuning.setTraining(false);
    // Recorded before Sidetune mixes its side network in.
    NDArray features = Torch.withGradients(false, () -> tuning.backbone().features(images, tuning));
    NDArray logits = Torch.withGradients(false, () -> tuning.logits(images));
    double rounding = LOGITS;
    if (run.has("logits_eval_f64")) {
      HostTensor exact = run.get("logits_eval_f64");
      HostTensor recorded = run.get("logits_eval");
      Comparison own = Comparison.of("", "", recorded.floats(), Fixture.doubles(exact), LOGITS);
      rounding = Math.max(LOGITS, 8 * own.absolute());
    }
    compare("feature_eval", features, run.get("feature_eval"), rounding);
    compare("logits_eval", logits, run.get("logits_eval"), rounding);

    tuning.setTraining(true);
    OptimizerKind kind = run.name().contains("adamw") ? OptimizerKind.ADAMW : OptimizerKind.SGD;
    // 256 undoes the scaling by the batch; there is no warm-up, and no second epoch.
    Recipe recipe =
        new Recipe(kind, 256 * run.scalar("lr"), run.scalar("wd"), 1, 0, 1, Warmup.FROM_FIRST_STEP);
    Optimizer optimizer = Optimizer.of(recipe, trainable, manager);
    HostTensor losses = run.get("losses");
    for (int step = 0; step < losses.elements(); step++) {
      NDArray loss = step(tuning, images, labels, step, rounding);
      double theirs = losses.element(step);
      found.accept(
          Comparison.of(
              run.name(),
              step == 0 ? "loss" : "loss_step" + (step + 1),
              loss.toFloatArray(),
              new double[] {theirs},
              GRADIENTS * Math.max(1, Math.abs(theirs))));
      if (step == 0) {
        Map<String, NDArray> ours = new LinkedHashMap<>();
        trainable.forEach((name, parameter) -> ours.put(name, parameter.getGradient()));
        compareAll("grad/", ours, gradients, GRADIENTS);
      }
      optimizer.step(recipe.learningRate());
    }
    compareAll("after3/", trainable, OfficialNames.ours(run.section("after3")), AFTER_STEPS);
    compareAll(
        "after3_buffer/",
        tuning.untrained(),
        OfficialNames.ours(run.section("after3_buffer")),
        AFTER_STEPS);
  }

  private NDArray step(Tuning tuning, NDArray images, NDArray labels, int step, double rounding) {
    return Torch.withGradients(
        true,
        () -> {
          NDArray logits = tuning.logits(images);
          if (step == 0 && run.has("logits_train")) {
            compare("logits_train", logits, run.get("logits_train"), rounding);
          }
          NDArray loss = Losses.crossEntropy(logits, labels);
          Torch.backward(loss);
          return loss;
        });
  }

  /** Scores of any value: which tokens they prune is overwritten by the recorded masks. */
  private Map<String, HostTensor> anyImportance(Map<String, String> options) {
    if (!options.containsKey("prune-from")) {
      return Map.of();
    }
    int prompts = Integer.parseInt(options.getOrDefault("visual", "0"));
    int segments = Integer.parseInt(options.getOrDefault("segments", "0"));
    return importance(new float[prompts], new float[prompts * segments]);
  }

  private static Map<String, HostTensor> importance(float[] tokens, float[] segments) {
    int prompts = tokens.length;
    return Map.of(
        "importance.tokens", HostTensor.of(tokens, 1, prompts),
        "importance.segments", HostTensor.of(segments, 1, prompts, segments.length / prompts));
  }

  private void requireSameNames(RecordedMethod method, Set<String> ours, Set<String> theirs) {
    if (!ours.equals(theirs)) {
      throw new IllegalArgumentException(
          "it looks like %s, which trains %s, but it has gradients of %s"
              .formatted(method, ours, theirs));
    }
  }

  private void assign(Tuning tuning, String name, HostTensor values) {
    NDArray array = tuning.trainable().getOrDefault(name, tuning.untrained().get(name));
    if (array == null) {
      throw new IllegalArgumentException(
          "there is no tensor like its init/…, which is %s here".formatted(name));
    }
    run.requireSameShape(name, array.getShape().getShape(), values);
    NDArray value = manager.create(values.floats(), array.getShape());
    Torch.withoutGradients(() -> array.subi(array).addi(value));
  }

  /** Gradients of masks over recorded batches, and the masks that the recorded scores lead to. */
  private void compareImportance(Backbone backbone) {
    Map<String, HostTensor> state = OfficialNames.ours(run.section("state"));
    Set<String> trained = state.keySet();
    RecordedMethod method = RecordedMethod.of(run, backbone.architecture(), state, trained);
    Tuning tuning = tuning(backbone, method, Map.of());
    state.forEach((name, values) -> assign(tuning, name, values));
    List<Batch> batches = batches();
    Map<String, HostTensor> scores = tuning.artifact(batches::forEach);
    HostTensor tokens = run.get("importance_token");
    HostTensor segments = run.get("importance_piece");
    double scale = Math.max(1, Comparison.largest(Fixture.doubles(segments)));
    compare("importance_token", score(scores, "tokens"), tokens, IMPORTANCE * scale);
    compare("importance_piece", score(scores, "segments"), segments, IMPORTANCE * scale);

    Map<String, HostTensor> recorded = importance(tokens.floats(), segments.floats());
    run.section("token_mask")
        .forEach(
            (count, mask) ->
                compareMask("token_mask/" + count, backbone, method, recorded, count, "0", mask));
    run.section("piece_mask")
        .forEach(
            (count, mask) ->
                compareMask("piece_mask/" + count, backbone, method, recorded, "0", count, mask));
  }

  private static HostTensor score(Map<String, HostTensor> scores, String of) {
    return Objects.requireNonNull(scores.get("importance." + of), of);
  }

  private List<Batch> batches() {
    List<Batch> batches = new ArrayList<>();
    for (int i = 0; run.has("batch" + i + "/input"); i++) {
      batches.add(
          new Batch(
              Tensors.toDevice(manager, run.get("batch" + i + "/input")),
              manager.create(run.get("batch" + i + "/target").longs())));
    }
    return batches;
  }

  private void compareMask(
      String quantity,
      Backbone backbone,
      RecordedMethod scored,
      Map<String, HostTensor> scores,
      String tokensOut,
      String segmentsOut,
      HostTensor mask) {
    ImmutableMap<String, String> options =
        ImmutableMap.<String, String>builder()
            .putAll(scored.options())
            .put("prune-from", run.name())
            .put("prune-tokens", tokensOut)
            .put("prune-segments", segmentsOut)
            .buildOrThrow();
    Tuning pruned = tuning(backbone, new RecordedMethod(scored.method(), options), scores);
    String name = quantity.startsWith("token") ? TOKEN_MASK : "mask.segments";
    compareAll("", Map.of(quantity, pruned.untrained().get(name)), Map.of(quantity, mask), 0);
  }

  private void compareAll(
      String section, Map<String, NDArray> ours, Map<String, HostTensor> theirs, double relative) {
    double scale = 1;
    for (HostTensor tensor : theirs.values()) {
      scale = Math.max(scale, Comparison.largest(Fixture.doubles(tensor)));
    }
    for (Map.Entry<String, HostTensor> tensor : theirs.entrySet()) {
      String name = tensor.getKey();
      NDArray array = ours.get(name);
      if (array == null) {
        throw new IllegalArgumentException(
            "there is no tensor like its %s%s here".formatted(section, name));
      }
      double largest = Comparison.largest(Fixture.doubles(tensor.getValue()));
      double floor = relative == 0 ? 0 : scale * (name.equals(TOKEN_MASK) ? IMPORTANCE : ROUNDING);
      boolean behindBatchNorm = relative == GRADIENTS && name.startsWith("head.hidden.");
      double share = behindBatchNorm ? GRADIENTS_BEHIND_BATCH_NORM : relative;
      compare(section + name, array, tensor.getValue(), Math.max(floor, share * largest));
    }
  }

  private void compare(String quantity, NDArray ours, HostTensor theirs, double tolerance) {
    compare(quantity, Tensors.toHost(ours), theirs, tolerance);
  }

  private void compare(String quantity, HostTensor ours, HostTensor theirs, double tolerance) {
    run.requireSameShape(quantity, ours.shape(), theirs);
    found.accept(
        Comparison.of(run.name(), quantity, ours.floats(), Fixture.doubles(theirs), tolerance));
  }
}
