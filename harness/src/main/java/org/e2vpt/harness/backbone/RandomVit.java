package org.e2vpt.harness.backbone;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Initial;

/**
 * A Vision Transformer that has learned nothing: where pre-training starts, and a control for it.
 */
public final class RandomVit {

  private RandomVit() {}

  /**
   * Weights of every name in {@link Vit#shapes}: norms 1, biases 0, class token and positions
   * normal with deviation 0.02, all other weights uniform in ±√(6/(in+out)) (Glorot and Bengio,
   * 2010).
   */
  public static Map<String, HostTensor> weights(VitConfig config, int seed) {
    Initial initial = new Initial(seed);
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    Vit.shapes(config)
        .forEach(
            (name, shape) ->
                weights.put(name, HostTensor.of(values(initial, name, shape), shape.getShape())));
    return weights;
  }

  private static float[] values(Initial initial, String name, Shape shape) {
    int count = Math.toIntExact(shape.size());
    if (name.equals("cls") || name.equals("positions")) {
      return initial.normal(name, count, 0.02);
    }
    float[] values = new float[count];
    if (name.endsWith("norm.weight")) {
      Arrays.fill(values, 1);
    } else if (name.endsWith(".weight")) {
      double bound = Math.sqrt(6 / (double) (shape.get(0) + count / shape.get(0)));
      values = initial.uniform(name, count, bound);
    }
    return values;
  }
}
