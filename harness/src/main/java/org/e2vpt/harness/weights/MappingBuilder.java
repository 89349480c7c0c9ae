package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorInfo;
import org.e2vpt.harness.weights.KeyMap.Match;

/** Applies a key map to a file: finds each tensor's line, then each line's tensors. */
final class MappingBuilder {

  private final KeyMap map;
  private final TensorFile file;
  private final Sizes sizes = new Sizes();
  private final Map<String, Match> used = new LinkedHashMap<>();
  private final Map<String, Match> unused = new LinkedHashMap<>();
  private final Map<String, String> dropped = new LinkedHashMap<>();

  /**
   * How many there are by {@link Template#stem}: of {@code layers.{stage}.blocks.{block}} for each
   * stage; of {@code blocks.{block}} for 0 alone.
   */
  private final Map<String, TreeMap<Integer, Integer>> counts = new TreeMap<>();

  MappingBuilder(KeyMap map, TensorFile file) {
    this.map = map;
    this.file = file;
  }

  Mapping build() {
    String prefix = prefix();
    for (String key : file.tensors().keySet()) {
      if (key.startsWith(prefix)) {
        sort(key, key.substring(prefix.length()));
      } else {
        dropped.put(key, "it lies beside the weights, which are below " + prefix);
      }
    }
    for (KeyLine line : map.lines()) {
      if (!line.isDropped() && !line.isConstant()) {
        places(line.theirs()).forEach(at -> requireFit(line, at, prefix + line.theirs().fill(at)));
      }
    }
    unused.forEach((key, match) -> requireFit(match.line(), match.indices(), key));
    return new Mapping(
        file, map, prefix, sizes.known(), ImmutableMap.copyOf(used), ImmutableMap.copyOf(dropped));
  }

  private String prefix() {
    ImmutableList<String> prefixes = map.prefixes(file);
    if (prefixes.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no tensor %s, which files of kind '%s' start with"
              .formatted(file.name(), map.lines().get(0).theirs(), map.name()));
    }
    if (prefixes.size() > 1) {
      throw new IllegalArgumentException(
          "%s holds several models: below %s"
              .formatted(file.name(), String.join(" and ", prefixes)));
    }
    return prefixes.get(0);
  }

  private void sort(String key, String name) {
    Match match =
        map.match(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s holds tensor %s %s, which files of kind '%s' do not have"
                            .formatted(file.name(), key, file.tensors().get(key), map.name())));
    KeyLine line = match.line();
    if (line.isDropped()) {
      dropped.put(key, line.reason());
      unused.put(key, match);
    } else {
      used.put(key, match);
      count(line.theirs(), match.indices());
    }
  }

  private void count(Template theirs, ImmutableSortedMap<String, Integer> at) {
    List<Integer> indices = theirs.indices().stream().map(at::get).toList();
    if (!indices.isEmpty()) {
      int outer = indices.size() == 1 ? 0 : indices.get(0);
      counts
          .computeIfAbsent(theirs.stem(), stem -> new TreeMap<>())
          .merge(outer, indices.get(indices.size() - 1) + 1, Math::max);
    }
  }

  /** All indices that a template must have: those that were found, and the gaps between them. */
  private List<ImmutableSortedMap<String, Integer>> places(Template theirs) {
    List<String> names = theirs.indices();
    if (names.isEmpty()) {
      return List.of(ImmutableSortedMap.of());
    }
    TreeMap<Integer, Integer> found = counts.getOrDefault(theirs.stem(), new TreeMap<>());
    String last = names.get(names.size() - 1);
    if (names.size() == 1) {
      int count = found.getOrDefault(0, 1);
      sizes.put(last + "s", count);
      return IntStream.range(0, count).mapToObj(i -> ImmutableSortedMap.of(last, i)).toList();
    }
    int outer = found.isEmpty() ? 1 : found.lastKey() + 1;
    sizes.put(names.get(0) + "s", outer);
    return IntStream.range(0, outer)
        .boxed()
        .flatMap(o -> places(names.get(0), o, last, found.getOrDefault(o, 1)))
        .toList();
  }

  private Stream<ImmutableSortedMap<String, Integer>> places(
      String outerName, int outer, String name, int count) {
    sizes.put(name + "s" + outer, count);
    return IntStream.range(0, count)
        .mapToObj(i -> ImmutableSortedMap.of(outerName, outer, name, i));
  }

  private void requireFit(KeyLine line, ImmutableSortedMap<String, Integer> at, String key) {
    String shape = line.shape().fill(at);
    TensorInfo info = file.tensors().get(key);
    if (info == null) {
      throw new IllegalArgumentException(
          "%s has no tensor %s of shape %s".formatted(file.name(), key, sizes.explain(shape)));
    }
    if (!sizes.fit(shape, info.shape())) {
      throw new IllegalArgumentException(
          "%s: tensor %s is %s, expected shape %s"
              .formatted(file.name(), key, info, sizes.explain(shape)));
    }
  }
}
