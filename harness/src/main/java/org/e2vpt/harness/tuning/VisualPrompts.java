package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Architecture.Stage;
import org.e2vpt.harness.tensor.Tensors;

/**
 * Visual prompts (Eq. 3): P tokens behind the class token. Deep: what a block makes of its prompts
 * is thrown away, and the next block gets its own. Shallow: the prompts of the first block stay in
 * the sequence.
 */
final class VisualPrompts {

  private static final String NAME = "visual_prompts";

  private final Architecture architecture;
  private final List<Parameter> stages; // (blocks, P, D) each

  private VisualPrompts(Architecture architecture, List<Parameter> stages) {
    this.architecture = architecture;
    this.stages = stages;
  }

  /** Where the prompts of a stage start. */
  interface Source {
    Start start(int stage, Shape shape);
  }

  /** P prompts for the first block. */
  static VisualPrompts shallow(Declaration declaration, int length) {
    Architecture architecture = declaration.architecture();
    Shape shape = new Shape(1, length, architecture.stages().get(0).width());
    return new VisualPrompts(
        architecture, List.of(declaration.trainable(NAME, shape, fresh(architecture))));
  }

  /** P prompts for every block. */
  static VisualPrompts deep(Declaration declaration, int length) {
    Start fresh = fresh(declaration.architecture());
    return deep(declaration, stage -> length, (stage, shape) -> fresh);
  }

  /**
   * Prompts for every block.
   *
   * @param length P, of a stage
   */
  static VisualPrompts deep(Declaration declaration, IntUnaryOperator length, Source source) {
    Architecture architecture = declaration.architecture();
    List<Parameter> stages = new ArrayList<>();
    for (int i = 0; i < architecture.stages().size(); i++) {
      Stage stage = architecture.stages().get(i);
      Shape shape = new Shape(stage.depth(), length.applyAsInt(i), stage.width());
      String name = architecture.hierarchical() ? NAME + "." + i : NAME;
      stages.add(declaration.trainable(name, shape, source.start(i, shape)));
    }
    return new VisualPrompts(architecture, stages);
  }

  /** Uniform in ±√(6/(3p²+D)), for patches of p·p pixels, with the D of the first stage for all. */
  static Start fresh(Architecture architecture) {
    int patch = architecture.patch();
    int width = architecture.stages().get(0).width();
    return Start.uniform(Math.sqrt(6.0 / (3 * patch * patch + width)));
  }

  List<Parameter> parameters() {
    return stages;
  }

  /** Whether prompts of its own enter a block. */
  boolean enter(int block) {
    return block < stages.stream().mapToLong(stage -> stage.shape().get(0)).sum();
  }

  /** P, of a block. */
  int count(int block) {
    if (!enter(block)) {
      return 0;
    }
    return Math.toIntExact(stages.get(architecture.stageOf(block)).shape().get(1));
  }

  /** The prompts of a block: (1, P, D). */
  NDArray of(int block) {
    int stage = architecture.stageOf(block);
    int inStage = block - architecture.firstBlock(stage);
    return Tensors.slice(stages.get(stage).array(), 0, inStage, inStage + 1);
  }
}
