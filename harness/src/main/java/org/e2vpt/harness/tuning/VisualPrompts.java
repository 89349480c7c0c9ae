package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Architecture.Stage;

/**
 * Visual prompts (Eq. 3): P tokens behind the class token. Deep: what a block makes of its prompts
 * is thrown away, and the next block gets its own. Shallow: the prompts of the first block stay in
 * the sequence.
 */
final class VisualPrompts {

  private static final String NAME = "visual_prompts";

  private final Architecture architecture;
  private final int length;
  private final List<Parameter> stages; // (blocks, P, D) each

  private VisualPrompts(Architecture architecture, int length, List<Parameter> stages) {
    this.architecture = architecture;
    this.length = length;
    this.stages = stages;
  }

  /** Prompts that start uniform in ±√(6/(3p²+D)), for patches of p·p pixels. */
  static VisualPrompts declare(Declaration declaration, int length, boolean deep) {
    return declare(declaration, length, deep, start(declaration.architecture()));
  }

  /** P prompts for every block if they are deep, else for the first. */
  static VisualPrompts declare(Declaration declaration, int length, boolean deep, Start start) {
    Architecture architecture = declaration.architecture();
    List<Shape> shapes =
        deep
            ? shapes(architecture, length)
            : List.of(new Shape(1, length, architecture.stages().get(0).width()));
    List<Parameter> stages = new ArrayList<>();
    for (Shape shape : shapes) {
      String name = shapes.size() == 1 ? NAME : NAME + "." + stages.size();
      stages.add(declaration.trainable(name, shape, start));
    }
    return new VisualPrompts(architecture, length, stages);
  }

  /** The start of the released code, with the width of the first stage for all. */
  static Start start(Architecture architecture) {
    int patch = architecture.patch();
    int width = architecture.stages().get(0).width();
    return Start.uniform(Math.sqrt(6.0 / (3 * patch * patch + width)));
  }

  /** The shapes (blocks, P, D) of the deep prompts of each stage. */
  private static List<Shape> shapes(Architecture architecture, int length) {
    return architecture.stages().stream()
        .map((Stage stage) -> new Shape(stage.depth(), length, stage.width()))
        .toList();
  }

  List<Parameter> parameters() {
    return stages;
  }

  /** How many numbers they hold. */
  long size() {
    return stages.stream().mapToLong(Parameter::size).sum();
  }

  /** Whether prompts of its own enter a block. */
  boolean enter(int block) {
    return block < stages.stream().mapToLong(stage -> stage.shape().get(0)).sum();
  }

  /** The prompts of a block, once for each of B images: (B, P, D). */
  NDArray of(int block, long batch) {
    int stage = architecture.stageOf(block);
    NDArray prompts = stages.get(stage).array().get(block - architecture.firstBlock(stage));
    return prompts.expandDims(0).broadcast(batch, length, prompts.getShape().get(1));
  }

  /**
   * Puts a block's prompts behind the class token.
   *
   * @param tokens (B, 1+N, D) for the first block, else (B, 1+P+N, D) with the last block's prompts
   * @param prompts (B, P, D)
   * @return (B, 1+P+N, D)
   */
  NDArray insert(int block, NDArray tokens, NDArray prompts) {
    int stale = block == 0 ? 0 : length;
    NDArray cls = tokens.get(new NDIndex(":, :1"));
    NDArray patches = tokens.get(new NDIndex(":, {}:", 1 + stale));
    return cls.concat(prompts, 1).concat(patches, 1);
  }
}
