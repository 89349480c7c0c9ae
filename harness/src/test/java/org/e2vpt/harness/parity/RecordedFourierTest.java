package org.e2vpt.harness.parity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.SmallEncoders;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class RecordedFourierTest {

  private final NDManager manager;

  RecordedFourierTest(NDManager manager) {
    this.manager = manager;
  }

  /** The official code has ⌊6 · 1/3⌋ = 2 rows, and ⌊100 · 0.29⌋ = 28, as 0.29 is a little less. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 7, 3, 43",
    "0.7, 10, 7, 70",
    "0.3333333333333333, 6, 2, 34",
    "0.29, 100, 28, 28",
    "1, 1, 1, 100",
    "0, 6, 0, 0",
  })
  void takeTheShareFromTheRowsThatWereTransformed(
      double alpha, int prompts, int rows, String percentage) {
    Map<String, HostTensor> initial =
        Map.of("visual_prompts", HostTensor.of(new float[3 * prompts * 16], 3, prompts, 16));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("fourier_percentage", HostTensor.of(new float[] {(float) alpha}, 1));
    tensors.put("fourier_num_tokens", HostTensor.of(new float[] {rows}, 1));

    RecordedMethod method =
        RecordedMethod.of(
            new Fixture("vit_vfpt", tensors), encoder().architecture(), initial, Set.of());

    assertThat(method.options()).containsEntry("fourier-percentage", percentage);
    assertThat((long) prompts * Integer.parseInt(percentage) / 100).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "50, all, prepend, all",
    "50, hidden, append, all",
    "50, sequence, prepend, all-but-first",
    "50, all, append, all-but-first",
    "50, hidden, prepend, former-half",
    "50, all, prepend, odd",
    "0, all, prepend, all",
  })
  void haveTheOptionsWhoseRowsComeClosest(
      String percentage, String axes, String place, String blocks) {
    Backbone encoder = encoder();
    RecordedMethod half =
        new RecordedMethod("vfpt", ImmutableMap.of("visual", "4", "fourier-percentage", "50"));
    RecordedMethod recorded =
        percentage.equals("0")
            ? half.with("fourier-percentage", "0")
            : half.with("fourier-axes", axes)
                .with("fourier-place", place)
                .with("fourier-blocks", blocks);
    Tuning tuning =
        TuningMethods.get("vfpt")
            .apply(
                new Adaptation(
                    encoder, 2, recorded.options(), new Initial(3), manager, id -> Map.of()));
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("init/head.last_layer.bias", HostTensor.of(new float[2], 2));
    for (int block = 0; block < 3; block++) {
      NDArray rows = tuning.block(block).prompts(1);
      tensors.put("hidden/block" + block + "_in_prompts", Tensors.toHost(rows));
    }
    Fixture run = new Fixture("vit_vfpt", tensors);

    RecordedMethod found =
        RecordedFourier.complete(
            half, new RecordedRun(run, encoder, run, manager), tuning.tensors());

    assertThat(found).isEqualTo(recorded);
  }

  private Backbone encoder() {
    return SmallEncoders.backbone(manager, "vit", Execution.DEFAULT);
  }
}
