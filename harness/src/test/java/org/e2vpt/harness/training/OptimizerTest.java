package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
      float[] rounded = Floats.toArray(Doubles.asList(gradient));
      trainable.values().forEach(parameter -> addGradient(parameter, rounded));
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

  /** Numbers that are copied to the device once, and rounded there, change no bit. */
  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void givesTheBitsOfPlainNumbers(OptimizerKind kind) {
    float[] initial = new Initial(1).normal("p", 1000, 1);
    NDArray parameter = manager.create(initial);
    parameter.setRequiresGradient(true);
    NDArray expected = manager.create(initial);
    NDArray mean = manager.zeros(expected.getShape());
    NDArray square = manager.zeros(expected.getShape());
    Recipe recipe = new Recipe(kind, 1, DECAY, 1, 0, 1, Warmup.FROM_ZERO);
    Optimizer optimizer = Optimizer.of(recipe, Map.of("weight", parameter), manager);

    for (int step = 1; step <= RATES.length; step++) {
      double rate = RATES[step - 1];
      float[] values = new Initial(1).normal("g" + step, 1000, 1);
      addGradient(parameter, values);
      optimizer.step(rate);
      NDArray gradient = manager.create(values);
      if (kind == OptimizerKind.SGD) {
        mean.muli(0.9).addi(gradient).addi(expected.mul(DECAY));
        expected.subi(mean.mul(rate));
      } else {
        mean.muli(0.9).addi(gradient.mul(1 - 0.9));
        square.muli(0.999).addi(gradient.square().muli(1 - 0.999));
        double unbiased = Math.sqrt(1 - Math.pow(0.999, step)) / (1 - Math.pow(0.9, step));
        expected.subi(mean.div(square.sqrt().addi(1e-6)).mul(rate * unbiased));
        expected.subi(expected.mul(rate * DECAY));
      }
      assertThat(parameter.toFloatArray()).isEqualTo(expected.toFloatArray());
    }
  }

  private NDArray parameter() {
    NDArray parameter = manager.create(INITIAL).toType(DataType.FLOAT32, true);
    parameter.setRequiresGradient(true);
    return parameter;
  }

  /** The gradient of Σ cᵢ pᵢ is c. */
  private void addGradient(NDArray parameter, float[] values) {
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
