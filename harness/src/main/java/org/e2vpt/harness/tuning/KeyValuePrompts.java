package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Architecture.Stage;

/**
 * Key-value prompts (Eq. 5): T rows of head width d beside the keys and the values of every head of
 * every block, not projected. Shared, the same rows serve keys and values.
 *
 * <p>{@link Place} changes nothing on a ViT: the same rows stand at the same places of keys and of
 * values, and softmax attention does not depend on the order of its keys. Table 5(a) of the paper
 * ablates it, with differences of up to 0.66 points: these are the noise of its search and seeds.
 */
final class KeyValuePrompts {

  /** Where prompts stand among the keys and values: the rows of Table 5(a). */
  enum Place {
    BEFORE,
    AFTER
  }

  /** How prompts start: the rows of Table 5(b), and the released code's third choice. */
  enum Init {
    /**
     * He et al. (2015) as the released code applies it to (h, T, d): uniform in ±√(6/(T·d)), so the
     * scale depends on T.
     */
    HE,
    /** Normal with deviation 0.02, cut at ±2. */
    TRUNC_NORMAL,
    /** Uniform in ±√(6/(3p²+p)), for patches of p·p pixels. */
    UNIFORM;

    Start start(Architecture architecture, Stage stage, int length) {
      int patch = architecture.patch();
      return switch (this) {
        case HE -> Start.uniform(Math.sqrt(6.0 / (length * (double) stage.headWidth())));
        case TRUNC_NORMAL -> Start.truncatedNormal(0.02, 2);
        case UNIFORM -> Start.uniform(Math.sqrt(6.0 / (3 * patch * patch + patch)));
      };
    }
  }

  private final Architecture architecture;
  private final List<Parameter> keys; // (blocks, h, T, d) for each stage; none if T is 0
  private final List<Parameter> values; // the same tensors if shared
  private final Place place;

  private KeyValuePrompts(
      Architecture architecture, List<Parameter> keys, List<Parameter> values, Place place) {
    this.architecture = architecture;
    this.keys = keys;
    this.values = values;
    this.place = place;
  }

  /** Where a stage's prompts start, given where they would if they were fresh. */
  interface Source {
    Start start(String name, Shape shape, Start fresh);
  }

  static KeyValuePrompts declare(
      Declaration declaration, int length, boolean shared, Place place, Init init, Source source) {
    Architecture architecture = declaration.architecture();
    if (length == 0) {
      return new KeyValuePrompts(architecture, List.of(), List.of(), place);
    }
    if (shared) {
      List<Parameter> both = declare(declaration, "key_value_prompts", length, init, source);
      return new KeyValuePrompts(architecture, both, both, place);
    }
    return new KeyValuePrompts(
        architecture,
        declare(declaration, "key_prompts", length, init, source),
        declare(declaration, "value_prompts", length, init, source),
        place);
  }

  private static List<Parameter> declare(
      Declaration declaration, String prefix, int length, Init init, Source source) {
    Architecture architecture = declaration.architecture();
    List<Parameter> stages = new ArrayList<>();
    for (Stage stage : architecture.stages()) {
      String name = architecture.stages().size() == 1 ? prefix : prefix + "." + stages.size();
      Shape shape = new Shape(stage.depth(), stage.heads(), length, stage.headWidth());
      Start fresh = init.start(architecture, stage, length);
      stages.add(declaration.trainable(name, shape, source.start(name, shape, fresh)));
    }
    return stages;
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
    NDArray prompts = stages.get(stage).array().get(block - architecture.firstBlock(stage));
    Shape images = new Shape(others.get(0).getShape().get(0));
    NDList all = new NDList(others);
    all.add(
        place == Place.BEFORE ? 0 : all.size(),
        prompts.expandDims(0).broadcast(images.addAll(prompts.getShape())));
    return all;
  }
}
