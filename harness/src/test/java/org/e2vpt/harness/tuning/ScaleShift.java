package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.backbone.Architecture.Stage;

/** Scales and shifts what each block's MLP adds (after SSF, Lian et al., 2022), and the head. */
final class ScaleShift extends Tuning {

  private final List<Parameter> scales = new ArrayList<>(); // (D), one a block
  private final List<Parameter> shifts = new ArrayList<>();

  ScaleShift(Declaration declaration) {
    super(declaration);
    float start = declaration.options().probability("start", 0);
    for (Stage stage : declaration.architecture().stages()) {
      for (int i = 0; i < stage.depth(); i++) {
        Shape width = new Shape(stage.width());
        String block = "blocks." + scales.size();
        scales.add(declaration.trainable(block + ".scale", width, Start.ONES));
        shifts.add(declaration.trainable(block + ".shift", width, Start.constant(start)));
      }
    }
  }

  @Override
  public NDArray mlpOutput(int block, NDArray output) {
    return output.mul(scales.get(block).array()).add(shifts.get(block).array());
  }
}
