package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.protocol.Protocol.Warmup;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both rules against their formulas in double precision, over steps whose rate changes. */
@ExtendWith(EngineExtension.class)
class OptimizerTest {

  private static final double DECAY = 0.1;
  private static final double[] RATES = {0, 0.3, 0.1, 0.5, 0.02};
  private static final double[] INITIAL = {1, -2, 0.5};

  private final NDManager manager;

  OptimizerTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({
    "SGD, weight, true",
    "SGD, head.bias, false",
    "SGD, blocks.0.bias, true",
    "ADAMW, weight, true",
    "ADAMW, head.bias, false",
    "ADAMW, blocks.0.bias, false"
  })
  void followsItsFormula(OptimizerKind kind, String name, boolean decayed) {
    Map<String, NDArray> trainable = new LinkedHashMap<>();
    trainable.put("other", parameter());
    trainable.put(name, parameter());
    Recipe recipe = new Recipe(kind, 1, DECAY, 1, 0, 1, Warmup.FROM_ZERO);
    Optimizer optimizer = Optimizer.of(recipe, trainable, manager);
    double[] expected = INITIAL.clone();
    Rule rule = rule(kind, decayed ? DECAY : 0, expected);

    for (int step = 0; step < RATES.length; step++) {
      double[] gradient = {0.5 + step, -0.25 * step, Math.sin(step)};
      trainable.values().forEach(parameter -> addGradient(parameter, gradient));
      optimizer.step(RATES[step]);
      rule.step(gradient, RATES[step]);

      float[] actual = trainable.get(name).toFloatArray();
      for (int i = 0; i < expected.length; i++) {
        assertThat((double) actual[i])
            .as("element %d after step %d", i, step)
            .isCloseTo(expected[i], within(2e-6));
      }
      assertThat(trainable.get(name).getGradient().toFloatArray()).containsOnly(0);
    }
  }

  private NDArray parameter() {
    NDArray parameter = manager.create(INITIAL).toType(DataType.FLOAT32, true);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  /** The gradient of Σ cᵢ pᵢ is c. */
  private void addGradient(NDArray parameter, double[] gradient) {
    float[] values = {(float) gradient[0], (float) gradient[1], (float) gradient[2]};
    Torch.withGradients(
        true,
        () -> {
          Torch.backward(parameter.mul(manager.create(values)).sum());
          return null;
        });
  }

  private interface Rule {
    void step(double[] gradient, double rate);
  }

  private static Rule rule(OptimizerKind kind, double decay, double[] parameter) {
    double[] mean = new double[parameter.length];
    double[] square = new double[parameter.length];
    int[] steps = {0};
    return (gradient, rate) -> {
      steps[0]++;
      for (int i = 0; i < parameter.length; i++) {
        double g = gradient[i];
        if (kind == OptimizerKind.SGD) {
          mean[i] = 0.9 * mean[i] + g + decay * parameter[i];
          parameter[i] -= rate * mean[i];
        } else {
          mean[i] = 0.9 * mean[i] + 0.1 * g;
          square[i] = 0.999 * square[i] + 0.001 * g * g;
          double unbiased = Math.sqrt(1 - Math.pow(0.999, steps[0]));
          parameter[i] -=
              rate
                  * unbiased
                  / (1 - Math.pow(0.9, steps[0]))
                  * mean[i]
                  / (Math.sqrt(square[i]) + 1e-6);
          parameter[i] -= rate * decay * parameter[i];
        }
      }
    };
  }
}
