package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * One recorded run on its backbone, done again here from its own tensors.
 *
 * @param run what was recorded
 * @param backbone the encoder, frozen
 * @param input the images and labels of a training run
 * @param manager owns all tensors
 */
record RecordedRun(Fixture run, Backbone backbone, Fixture input, NDManager manager) {

  static void compare(
      Fixture run,
      FixtureFolder folder,
      Execution execution,
      NDManager manager,
      Consumer<ParityComparison> found)
      throws IOException {
    RecordedBackbone weights = folder.backboneOf(run);
    boolean scored = run.has("importance_token");
    Fixture input = scored ? run : folder.inputOf(run, weights);
    int side = (int) input.get(scored ? "batch0/input" : "input").shape()[3];
    List<RecordedRun> possible =
        weights.heads(run).stream()
            .map(heads -> weights.build(manager, side, heads, execution))
            .map(backbone -> new RecordedRun(run, backbone, input, manager))
            .toList();
    if (scored) {
      new RecordedImportance(possible.get(0), found).compare();
    } else {
      closest(possible, found).compare();
    }
  }

  /** Where nothing tells how many heads there are, features come close to the recorded ones. */
  private static RecordedTraining closest(
      List<RecordedRun> possible, Consumer<ParityComparison> found) {
    RecordedTraining first = new RecordedTraining(possible.get(0), found);
    return possible.size() == 1
        ? first
        : possible.stream()
            .map(first::on)
            .min(Comparator.comparingDouble(RecordedTraining::featureError))
            .orElseThrow();
  }

  /** The method over the encoder, with these values for the tensors that they name. */
  Tuning tuning(
      RecordedMethod method, Map<String, HostTensor> values, Map<String, HostTensor> artifact) {
    String section = run.has("init/head.last_layer.bias") ? "init/" : "state/";
    int classes = run.get(section + "head.last_layer.bias").elements();
    Tuning tuning =
        TuningMethods.get(method.method())
            .apply(
                new Adaptation(
                    backbone, classes, method.options(), new Initial(0), manager, id -> artifact));
    values.forEach((name, tensor) -> assign(tuning, name, tensor));
    return tuning;
  }

  private void assign(Tuning tuning, String name, HostTensor values) {
    if (name.equals("backbone.norm.weight") || name.equals("backbone.norm.bias")) {
      return; // MAE's norm is in no file, but made of ones and zeros
    }
    NDArray array = tuning.trainable().getOrDefault(name, tuning.untrained().get(name));
    if (array == null) {
      throw new IllegalArgumentException(
          "this program has no tensor like its init/…, which is %s here".formatted(name));
    }
    run.requireSameShape(name, array.getShape().getShape(), values);
    NDArray value = manager.create(values.floats(), array.getShape());
    Torch.withoutGradients(() -> array.subi(array).addi(value));
  }

  /** What an earlier trial would have left: scores of tokens (1, P) and of segments (1, P, R). */
  static Map<String, HostTensor> importance(float[] tokens, float[] segments) {
    int prompts = tokens.length;
    return Map.of(
        "importance.tokens",
        HostTensor.of(tokens, 1, prompts),
        "importance.segments",
        HostTensor.of(segments, 1, prompts, segments.length / prompts));
  }
}
