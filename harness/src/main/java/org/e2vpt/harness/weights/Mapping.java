package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.weights.KeyMap.Match;

/**
 * A key map that fits a file: every tensor of the file is either used or dropped for a reason.
 *
 * @param prefix of the names in the file
 * @param sizes of the model by name, such as {@code width} and {@code blocks}
 * @param used the line of each tensor that is read, in the file's order
 * @param dropped the reason for each tensor that is not read
 */
public record Mapping(
    TensorFile file,
    KeyMap map,
    String prefix,
    ImmutableSortedMap<String, Long> sizes,
    ImmutableMap<String, Match> used,
    ImmutableMap<String, String> dropped) {

  /** Our names for a tensor of the file; none if it is dropped. */
  public List<String> ours(String key) {
    Match match = used.get(key);
    return match == null
        ? List.of()
        : match.line().ours().stream().map(name -> name.fill(match.indices())).toList();
  }

  /** Our names of everything that {@link #load} gives. */
  ImmutableSet<String> allOurs() {
    return Stream.concat(
            used.keySet().stream().flatMap(key -> ours(key).stream()),
            map.lines().stream()
                .filter(KeyLine::isConstant)
                .flatMap(line -> line.ours().stream().map(Template::toString)))
        .collect(ImmutableSet.toImmutableSet());
  }

  /**
   * Reads what is used, by our names.
   *
   * @throws IOException if the file is damaged
   * @throws IllegalArgumentException naming the file and the tensor that cannot take our shape
   */
  public Map<String, HostTensor> load() throws IOException {
    Map<String, HostTensor> weights = new LinkedHashMap<>();
    for (Map.Entry<String, Match> entry : used.entrySet()) {
      KeyLine line = entry.getValue().line();
      HostTensor tensor = file.read(entry.getKey());
      try {
        line.convert(tensor, entry.getValue().indices(), sizes, weights);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: tensor %s: %s".formatted(file.name(), entry.getKey(), e.getMessage()), e);
      }
    }
    for (KeyLine line : map.lines()) {
      Float value = KeyLine.CONSTANTS.get(line.theirs().toString());
      if (value != null) {
        HostTensor tensor = constant(value, Sizes.shape(sizes, line.shape().toString()));
        line.convert(tensor, ImmutableSortedMap.of(), sizes, weights);
      }
    }
    return weights;
  }

  private static HostTensor constant(float value, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    return HostTensor.of(values, shape);
  }
}
