package org.e2vpt.harness.weights;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.checkpoint.TensorFile;

/**
 * A file in which the weights of a backbone are published: a row of {@code published.csv}.
 *
 * @param id of the backbone, such as {@code vit-b16.in21k}
 * @param source the file's name, or a model of Hugging Face with the same values
 * @param lockedAs its id in {@code datasets.lock}, or nothing
 * @param keyMap how its tensors are named
 * @param prefix of these names
 * @param sizes of the model, as {@link Mapping#sizes} names them
 */
public record Published(
    String id,
    String source,
    String lockedAs,
    KeyMap keyMap,
    String prefix,
    ImmutableSortedMap<String, Long> sizes) {

  private static final ImmutableList<Published> ALL =
      KeyMap.csv("published").stream()
          .map(Published::parse)
          .collect(ImmutableList.toImmutableList());

  private static Published parse(CSVRecord line) {
    Map<String, String> sizes =
        Splitter.on(' ').withKeyValueSeparator('=').split(line.get("sizes"));
    return new Published(
        line.get("id"),
        line.get("source"),
        line.get("locked_as"),
        KeyMap.named(line.get("key_maps")),
        line.get("prefix"),
        sizes.entrySet().stream()
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    Comparator.naturalOrder(),
                    Map.Entry::getKey,
                    e -> Long.valueOf(e.getValue()))));
  }

  /** All of them. */
  public static ImmutableList<Published> all() {
    return ALL;
  }

  /** Whether there are published weights of this id. */
  static boolean isKnown(String id) {
    return ALL.stream().anyMatch(published -> published.id.equals(id));
  }

  /**
   * Those that hold the weights of this id.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  static List<Published> of(String id) {
    List<Published> found = ALL.stream().filter(published -> published.id.equals(id)).toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "no published weights '%s'; there are %s"
              .formatted(
                  id,
                  ALL.stream().map(Published::id).distinct().collect(Collectors.joining(", "))));
    }
    return found;
  }

  /** Whether a file has the names and sizes of this one. */
  boolean fits(TensorFile file) {
    if (!keyMap.prefixes(file).equals(ImmutableList.of(prefix))) {
      return false;
    }
    try {
      return keyMap.apply(file).sizes().entrySet().containsAll(sizes.entrySet());
    } catch (IllegalArgumentException e) {
      return false; // the map says what is different, and a caller who asks for it will hear it
    }
  }

  /**
   * Applies the key map, and checks that the model has the right sizes.
   *
   * @throws IllegalArgumentException naming the file and what is different
   */
  Mapping apply(TensorFile file) {
    Mapping mapping = keyMap.apply(file);
    sizes.forEach(
        (name, size) -> {
          Long actual = mapping.sizes().get(name);
          if (!size.equals(actual)) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "%s is not '%s': it has %s=%s, expected %s=%d",
                    file.name(),
                    id,
                    name,
                    actual,
                    name,
                    size));
          }
        });
    return mapping;
  }
}
