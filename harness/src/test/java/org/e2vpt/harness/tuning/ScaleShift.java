package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.backbone.Architecture.Stage;
import org.e2vpt.harness.backbone.BlockHooks;

/** Scales and shifts what each block's MLP adds (after SSF, Lian et al., 2022), and the head. */
final class ScaleShift extends Tuning {

  /** One block's; both are (D). */
  private record Block(Parameter scale, Parameter shift) implements BlockHooks {

    @Override
    public NDArray mlpOutput(NDArray output) {
      return output.mul(scale.array()).add(shift.array());
    }
  }

  private final List<Block> blocks = new ArrayList<>();

  ScaleShift(Declaration declaration, ScaleShiftOptions options) {
    super(declaration);
    for (Stage stage : declaration.architecture().stages()) {
      for (int i = 0; i < stage.depth(); i++) {
        Shape width = new Shape(stage.width());
        String block = "blocks." + blocks.size();
        blocks.add(
            new Block(
                declaration.trainable(block + ".scale", width, Start.ONES),
                declaration.trainable(block + ".shift", width, Start.constant(options.start()))));
      }
    }
  }

  @Override
  public BlockHooks block(int index) {
    return blocks.get(index);
  }
}
