package org.e2vpt.harness.bench;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Splitter;
import com.google.gson.JsonParser;
import java.io.IOException;
import org.e2vpt.harness.tensor.EngineExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class KernelCountTest {

  /** Names with the microseconds at which they began and ended. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one of two | aten::linear 0 9; aten::t 0 2; aten::as_strided 0 2; aten::addmm 2 8 | 1",
        "no view, nor memory | aten::reshape 0 9; aten::view 1 2; aten::empty 10 11 | 0",
        "zeros | aten::zeros 0 9; aten::empty 1 2; aten::zero_ 3 8 | 1",
        "nothing to convert | aten::to 0 9 | 0",
        "a conversion | aten::to 0 9; aten::_to_copy 1 8; aten::empty_strided 2 3; aten::copy_ 4 7 | 1",
        "no part of the gradient's graph | AddBackward0 0 9; torch::autograd::AccumulateGrad 10 11 | 0",
        "an index with its views | aten::index 0 9; aten::unsqueeze 1 3; aten::as_strided 2 3 | 1",
        "one for all tensors | aten::_foreach_mul_ 0 9; aten::mul_ 1 3; aten::mul_ 4 6; aten::add 9 11 | 2",
      })
  void countsWhatComputes(String unused, String spans, int kernels) {
    String events =
        Splitter.on("; ").splitToStream(spans).map(KernelCountTest::event).collect(joining(","));

    assertThat(KernelCount.of(JsonParser.parseString("[" + events + "]").getAsJsonArray()))
        .isEqualTo(kernels);
  }

  private static String event(String span) {
    var words = Splitter.on(' ').splitToList(span);
    double began = Double.parseDouble(words.get(1));
    return "{\"name\": \"%s\", \"ts\": %s, \"dur\": %s}"
        .formatted(words.get(0), began, Double.parseDouble(words.get(2)) - began);
  }

  @Test
  void readsTheEnginesTrace(NDManager manager) throws IOException {
    NDArray ones = manager.ones(new Shape(2, 3));

    KernelCount.start();
    ones.transpose().add(ones.reshape(3, 2)).mul(ones.sum()).close();

    assertThat(KernelCount.stop()).isEqualTo(3);
  }
}
