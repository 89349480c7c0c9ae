package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.backbone.Architecture.Stage;
import org.e2vpt.harness.backbone.BlockHooks;
import org.e2vpt.harness.backbone.BlockSizes;

/**
 * Adapter (Houlsby et al., 2019; Pfeiffer et al., 2020): behind each block's MLP, before the
 * residual sum, a bottleneck of its own, x + W₂ GELU(W₁ x); and the head.
 */
final class Adapter extends Tuning {

  private static final double DEVIATION = 0.01;

  private record Layer(Parameter weight, Parameter bias) {

    static Layer declare(Declaration declaration, String name, Shape shape, Start start) {
      return new Layer(
          declaration.trainable(name + ".weight", shape, start),
          declaration.trainable(name + ".bias", new Shape(shape.get(0)), Start.ZEROS));
    }

    NDArray apply(NDArray x) {
      return Linear.linear(x, weight.array(), bias.array()).singletonOrThrow();
    }
  }

  /** One block's: down is (D/r, D), up (D, D/r). */
  private record Bottleneck(Layer down, Layer up) implements BlockHooks {

    @Override
    public BlockSizes sizes() {
      return new BlockSizes(0, 0, false, 0, Math.toIntExact(down.weight().shape().get(0)), true);
    }

    @Override
    public NDArray mlpOutput(NDArray output) {
      return output.add(up.apply(Activation.gelu(down.apply(output))));
    }
  }

  private final List<Bottleneck> blocks = new ArrayList<>();

  Adapter(Declaration declaration, AdapterOptions options) {
    super(declaration);
    int reduction = options.reduction();
    Start start =
        switch (options.adapterInit()) {
          case NEAR_IDENTITY -> Start.truncatedNormal(DEVIATION, 2 * DEVIATION);
          case ZERO -> Start.ZEROS;
        };
    for (Stage stage : declaration.architecture().stages()) {
      int width = stage.width();
      int narrow = width / reduction;
      if (narrow == 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "option reduction of method adapter must be at most the width %d, got '%d'",
                width,
                reduction));
      }
      for (int i = 0; i < stage.depth(); i++) {
        String name = "adapters." + blocks.size();
        blocks.add(
            new Bottleneck(
                Layer.declare(declaration, name + ".down", new Shape(narrow, width), start),
                Layer.declare(declaration, name + ".up", new Shape(width, narrow), start)));
      }
    }
  }

  @Override
  public BlockHooks block(int index) {
    return blocks.get(index);
  }
}
