package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Examples in an order, and where their pixels are.
 *
 * @param name of the part: {@code train}, {@code val}, {@code validation}, {@code test}
 * @param examples with different keys
 */
public record Part(String name, ImmutableList<Example> examples, Images images) {

  /** Copies the list. */
  public Part(String name, List<Example> examples, Images images) {
    this(name, ImmutableList.copyOf(examples), images);
  }

  public Part {
    Set<String> keys = new HashSet<>();
    for (Example example : examples) {
      if (!keys.add(example.key())) {
        throw new IllegalArgumentException(
            "'%s' occurs twice in the part '%s'".formatted(example.key(), name));
      }
    }
  }

  /** N, the number of examples. */
  public int size() {
    return examples.size();
  }

  /** The keys in their order. */
  public List<String> keys() {
    return examples.stream().map(Example::key).toList();
  }

  /** The examples {@code [from, to)} under another name. */
  Part slice(String newName, int from, int to) {
    return new Part(newName, examples.subList(from, to), images);
  }
}
