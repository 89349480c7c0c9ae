package org.e2vpt.harness.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.engine.PtNDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class KernelsTest {

  private static final double HEAD_WIDTH = 8;

  private final NDManager manager;

  KernelsTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({"64, 64", "65, 70", "130, 600", "1, 3"})
  void attentionIsItsEquation(long queries, long keys) {
    NDArray q = normal("q", 2, 3, queries, (long) HEAD_WIDTH);
    NDArray k = normal("k", 2, 3, keys, (long) HEAD_WIDTH);
    NDArray v = normal("v", 2, 3, keys, (long) HEAD_WIDTH);
    NDArray outer = normal("outer", 2, 3, queries, (long) HEAD_WIDTH);
    NDArray scale = Tensors.scalar(manager, 1 / Math.sqrt(HEAD_WIDTH));
    List<NDArray> inputs = List.of(q, k, v);

    List<float[]> fused =
        valueAndGradients(
            inputs,
            () -> Kernels.attention(q, new NDList(k), new NDList(v), Precision.FP32).mul(outer));
    List<float[]> plain =
        valueAndGradients(
            inputs,
            () -> q.matMul(k.transpose(0, 1, 3, 2)).mul(scale).softmax(-1).matMul(v).mul(outer));

    for (int i = 0; i < plain.size(); i++) {
      assertThat(fused.get(i)).containsExactly(plain.get(i), Offset.offset(1e-5f));
    }
  }

  @Test
  void isWorthItForManyQueriesOnly() {
    assertThat(Kernels.attends(64, Device.cpu())).isTrue();
    assertThat(Kernels.attends(63, Device.cpu())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, 64, true, true",
    "cpu, 64, false, true",
    "gpu, 64, true, false",
    "gpu, 64, false, true",
    "gpu, 63, false, false"
  })
  void leavesGradientsOnGpusToTheEquation(
      String device, long queries, boolean recorded, boolean attends) {
    Device of = device.equals("gpu") ? Device.gpu() : Device.cpu();

    assertThat(Torch.withGradients(recorded, () -> Kernels.attends(queries, of)))
        .isEqualTo(attends);
  }

  @Test
  void canBeCalledAgainWhenTheScopeOfTheFirstCallIsClosed() {
    NDArray x = normal("x", 2, 30);
    NDArray weight = normal("w", 7, 30);
    NDArray bias = normal("b", 7);
    int before = ((PtNDManager) manager).getManagedArrays().size();
    List<float[]> results = new ArrayList<>();

    for (int call = 0; call < 3; call++) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        results.add(Kernels.linearBf16(x, weight, bias).toFloatArray());
      }
    }

    assertThat(results).containsOnly(results.get(0));
    assertThat(((PtNDManager) manager).getManagedArrays()).hasSize(before);
  }

  @Test
  void leavesNothingBehindButItsResult() {
    NDArray x = normal("x", 2, 30);
    int before = ((PtNDManager) manager).getManagedArrays().size();

    Kernels.bf16(x);

    assertThat(((PtNDManager) manager).getManagedArrays()).hasSize(before + 1);
  }

  /** bfloat16 has 8 bits of precision: 2⁻⁹ of each factor is lost. */
  @Test
  void multipliesInBfloat16AndAnswersInFloat32() {
    NDArray x = normal("x", 2, 5, 300);
    NDArray weight = normal("w", 7, 300);
    NDArray bias = normal("b", 7);
    List<NDArray> inputs = List.of(x, weight, bias);

    List<float[]> rounded = valueAndGradients(inputs, () -> Kernels.linearBf16(x, weight, bias));
    List<float[]> exact =
        valueAndGradients(inputs, () -> Linear.linear(x, weight, bias).singletonOrThrow());

    assertThat(Kernels.linearBf16(x, weight, bias).getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(rounded.get(0))
        .isNotEqualTo(exact.get(0))
        .containsExactly(exact.get(0), Offset.offset(0.5f));
    assertThat(rounded.get(1)).containsExactly(exact.get(1), Offset.offset(0.1f));
    assertThat(rounded.get(2)).containsExactly(exact.get(2), Offset.offset(0.1f));
    assertThat(rounded.get(3)).containsExactly(exact.get(3), Offset.offset(0.1f));
  }

  @Test
  void attendsInBfloat16() {
    NDArray q = normal("q", 2, 3, 70, 8);
    NDArray k = normal("k", 2, 3, 75, 8);
    NDArray v = normal("v", 2, 3, 75, 8);
    List<NDArray> inputs = List.of(q, k, v);

    List<float[]> exact =
        valueAndGradients(
            inputs, () -> Kernels.attention(q, new NDList(k), new NDList(v), Precision.FP32));
    List<float[]> rounded =
        valueAndGradients(
            inputs,
            () -> float32(Kernels.attention(q, new NDList(k), new NDList(v), Precision.BF16)));

    assertThat(rounded.get(0)).isNotEqualTo(exact.get(0));
    for (int i = 0; i < exact.size(); i++) {
      assertThat(rounded.get(i)).containsExactly(exact.get(i), Offset.offset(0.1f));
    }
  }

  @Test
  void hasTheSameBitsIfProductsStayInBfloat16UntilTheyAreAttendedTo() {
    NDArray x = normal("x", 6, 70, 20);
    NDArray weight = normal("w", 8, 20);
    NDArray bias = normal("b", 8);
    NDArray prompts = normal("p", 2, 3, 5, 8);
    List<NDArray> inputs = List.of(x, weight, bias, prompts);
    Shape heads = new Shape(2, 3, 70, 8);

    Supplier<NDArray> staying = () -> Kernels.productBf16(x, weight, bias).reshape(heads);
    Supplier<NDArray> casting = () -> Kernels.linearBf16(x, weight, bias).reshape(heads);

    List<float[]> stayed =
        valueAndGradients(
            inputs,
            () -> {
              NDList keys = new NDList(staying.get(), prompts);
              NDList values = new NDList(staying.get(), prompts);
              return float32(Kernels.attention(staying.get(), keys, values, Precision.BF16));
            });
    List<float[]> cast =
        valueAndGradients(
            inputs,
            () -> {
              NDList keys = new NDList(casting.get().concat(prompts, 2));
              NDList values = new NDList(casting.get().concat(prompts, 2));
              return float32(Kernels.attention(casting.get(), keys, values, Precision.BF16));
            });

    assertThat(stayed).usingRecursiveComparison().isEqualTo(cast);
    assertThat(stayed.get(4)).as("gradients of the prompts").doesNotContain(0);
  }

  @Test
  void passesAnMlpsMiddleOnInBfloat16() {
    NDArray x = normal("x", 2, 5, 30);
    NDArray weight = normal("w", 20, 30).div(5);
    NDArray bias = normal("b", 20);
    NDArray weight2 = normal("w2", 6, 20).div(5);
    NDArray bias2 = normal("b2", 6);
    List<NDArray> inputs = List.of(x, weight, bias, weight2, bias2);

    List<float[]> rounded =
        valueAndGradients(
            inputs, () -> Kernels.linearBf16(Kernels.geluBf16(x, weight, bias), weight2, bias2));
    List<float[]> exact =
        valueAndGradients(
            inputs,
            () ->
                Linear.linear(
                        Activation.gelu(Linear.linear(x, weight, bias).singletonOrThrow()),
                        weight2,
                        bias2)
                    .singletonOrThrow());

    assertThat(rounded.get(0)).isNotEqualTo(exact.get(0));
    for (int i = 0; i < exact.size(); i++) {
      assertThat(rounded.get(i)).containsExactly(exact.get(i), Offset.offset(0.1f));
    }
  }

  private NDArray float32(NDArray bfloat16) {
    return manager.zeros(new Shape(1)).add(bfloat16);
  }

  /** The result, and the gradients of its sum. */
  private static List<float[]> valueAndGradients(List<NDArray> inputs, Supplier<NDArray> work) {
    for (NDArray input : inputs) {
      input.setRequiresGradient(true);
      NDArray before = input.getGradient(); // of other work
      before.subi(before);
    }
    NDArray value = Torch.withGradients(true, work);
    Torch.backward(Torch.withGradients(true, value::sum));
    return Stream.concat(Stream.of(value), inputs.stream().map(NDArray::getGradient))
        .map(NDArray::toFloatArray)
        .toList();
  }

  private NDArray normal(String name, long... shape) {
    Shape of = new Shape(shape);
    return manager.create(new Initial(1).normal(name, (int) of.size(), 1), of);
  }
}
