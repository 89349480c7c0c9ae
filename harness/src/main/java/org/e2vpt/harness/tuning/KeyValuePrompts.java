package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Architecture.Stage;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.E2vptOptions.KvPlace;

/**
 * Key-value prompts (Eq. 5): T rows of head width d beside the keys and the values of every head of
 * every block, not projected. Shared, the same rows serve keys and values.
 *
 * <p>{@link KvPlace} changes nothing on a ViT: the same rows stand at the same places of keys and
 * of values, and softmax attention does not depend on the order of its keys. Table 5(a) of the
 * paper ablates it, with differences of up to 0.66 points: these are the noise of its search and
 * seeds.
 */
final class KeyValuePrompts {

  private final Architecture architecture;
  private final List<Parameter> keys; // (blocks, h, T, d) for each stage; none if T is 0
  private final List<Parameter> values; // the same tensors if shared
  private final KvPlace place;

  private KeyValuePrompts(
      Architecture architecture, List<Parameter> keys, List<Parameter> values, KvPlace place) {
    this.architecture = architecture;
    this.keys = keys;
    this.values = values;
    this.place = place;
  }

  /** Where a stage's prompts start, given where they would if they were fresh. */
  interface Source {
    Start start(Shape shape, Start fresh);
  }

  static KeyValuePrompts declare(Declaration declaration, E2vptOptions options, Source source) {
    Architecture architecture = declaration.architecture();
    KvPlace place = options.kvPlace();
    if (options.kv() == 0) {
      return new KeyValuePrompts(architecture, List.of(), List.of(), place);
    }
    if (options.kvShare()) {
      List<Parameter> both = declare(declaration, "key_value_prompts", options, source);
      return new KeyValuePrompts(architecture, both, both, place);
    }
    return new KeyValuePrompts(
        architecture,
        declare(declaration, "key_prompts", options, source),
        declare(declaration, "value_prompts", options, source),
        place);
  }

  private static List<Parameter> declare(
      Declaration declaration, String prefix, E2vptOptions options, Source source) {
    Architecture architecture = declaration.architecture();
    List<Parameter> stages = new ArrayList<>();
    for (Stage stage : architecture.stages()) {
      String name = architecture.stages().size() == 1 ? prefix : prefix + "." + stages.size();
      Shape shape = new Shape(stage.depth(), stage.heads(), options.kv(), stage.headWidth());
      Start fresh = fresh(options, architecture.patch(), stage);
      stages.add(declaration.trainable(name, shape, source.start(shape, fresh)));
    }
    return stages;
  }

  private static Start fresh(E2vptOptions options, int patch, Stage stage) {
    return switch (options.kvInit()) {
      case HE -> Start.uniform(Math.sqrt(6.0 / (options.kv() * (double) stage.headWidth())));
      case TRUNC_NORMAL -> Start.truncatedNormal(0.02, 2);
      case UNIFORM -> Start.uniform(Math.sqrt(6.0 / (3 * patch * patch + patch)));
    };
  }

  Stream<Parameter> parameters() {
    return Stream.concat(keys.stream(), values.stream()).distinct();
  }

  /** Parts (B, h, N, d), and a part (B, h, T, d) of prompts beside them. */
  NDList withKeys(int block, NDList others) {
    return with(keys, block, others);
  }

  /** As {@link #withKeys}. */
  NDList withValues(int block, NDList others) {
    return with(values, block, others);
  }

  private NDList with(List<Parameter> stages, int block, NDList others) {
    if (stages.isEmpty()) {
      return others;
    }
    int stage = architecture.stageOf(block);
    Parameter ofStage = stages.get(stage);
    int inStage = block - architecture.firstBlock(stage);
    NDArray prompts = Tensors.slice(ofStage.array(), 0, inStage, inStage + 1); // (1, h, T, d)
    Shape images = new Shape(others.get(0).getShape().get(0));
    NDList all = new NDList(others);
    all.add(
        place == KvPlace.BEFORE ? 0 : all.size(),
        prompts.broadcast(images.addAll(ofStage.shape().slice(1))));
    return all;
  }
}
