package org.e2vpt.harness.parity;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Lists;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.Tuning;

/**
 * The rows that enter the blocks of a VFPT, which its fixtures record. No tensor names the axes of
 * the transform, the place of its rows and the blocks that have them: a fixture's are those whose
 * rows come closest. It may be none: the official second half is blocks 7 to 12, whatever the
 * depth.
 */
final class RecordedFourier {

  private static final List<List<String>> CHOICES =
      Lists.cartesianProduct(
          List.of("all", "hidden", "sequence"),
          List.of("prepend", "append"),
          List.of("all", "all-but-first", "former-half", "later-half", "odd"));

  private RecordedFourier() {}

  /** A method with these options, if it is VFPT. */
  static RecordedMethod complete(
      RecordedMethod method, RecordedRun again, Map<String, HostTensor> initial) {
    if (!method.method().equals("vfpt")) {
      return method;
    }
    Stream<RecordedMethod> transformed =
        CHOICES.stream()
            .map(
                choice ->
                    method
                        .with("fourier-axes", choice.get(0))
                        .with("fourier-place", choice.get(1))
                        .with("fourier-blocks", choice.get(2)));
    return Stream.concat(transformed, Stream.of(method.with("fourier-percentage", "0")))
        .min(
            Comparator.comparingDouble(
                chosen -> distance(again.run(), again.tuning(chosen, initial, Map.of()))))
        .orElseThrow();
  }

  private static double distance(Fixture run, Tuning tuning) {
    return rows(run, tuning).entrySet().stream()
        .mapToDouble(
            entering -> {
              HostTensor recorded = run.get(entering.getKey());
              run.requireSameShape(entering.getKey(), entering.getValue().shape(), recorded);
              float[] own = entering.getValue().floats();
              return ParityComparison.of("", "", own, Fixture.doubles(recorded), 0).absolute();
            })
        .sum();
  }

  /** Of the blocks that have prompts of their own, if they were recorded: (1, P, D) each. */
  static Map<String, HostTensor> rows(Fixture run, Tuning tuning) {
    Map<String, HostTensor> rows = new LinkedHashMap<>();
    for (int block = 0; block < tuning.backbone().architecture().depth(); block++) {
      String quantity = String.format(Locale.ROOT, "hidden/block%d_in_prompts", block);
      NDArray entering = run.has(quantity) ? tuning.block(block).prompts(1) : null;
      if (entering != null) {
        rows.put(quantity, Tensors.toHost(entering));
      }
    }
    return rows;
  }
}
