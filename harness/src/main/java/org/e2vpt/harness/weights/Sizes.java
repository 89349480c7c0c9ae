package org.e2vpt.harness.weights;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sizes of a model by name, learned from its tensors one after the other. A shape is written
 * {@code 3*width{stage} width{stage}}: numbers, names, or a multiple of a name.
 */
final class Sizes {

  private static final Splitter WORDS = Splitter.on(' ').omitEmptyStrings();

  private final Map<String, Long> known = new TreeMap<>();

  /** A written shape with its indices filled in. */
  private record Size(long factor, String name) {

    static Size parse(String written) {
      int star = written.indexOf('*');
      String rest = written.substring(star + 1);
      if (Character.isDigit(rest.charAt(0))) {
        return new Size(Long.parseLong(rest), "");
      }
      return new Size(star < 0 ? 1 : Long.parseLong(written.substring(0, star)), rest);
    }
  }

  /** What is known. */
  ImmutableSortedMap<String, Long> known() {
    return ImmutableSortedMap.copyOf(known);
  }

  /** Sets a size that is no axis of a tensor. */
  void put(String name, long size) {
    known.put(name, size);
  }

  /**
   * Compares a shape with a written one, and learns the sizes that are new.
   *
   * @return whether it fits
   */
  boolean fit(String written, ImmutableLongArray shape) {
    var sizes = WORDS.splitToStream(written).map(Size::parse).toList();
    if (sizes.size() != shape.length()) {
      return false;
    }
    for (int axis = 0; axis < shape.length(); axis++) {
      Size size = sizes.get(axis);
      Long expected = size.name.isEmpty() ? Long.valueOf(1) : known.get(size.name);
      if (expected == null) {
        if (shape.get(axis) % size.factor != 0) {
          return false;
        }
        known.put(size.name, shape.get(axis) / size.factor);
      } else if (expected * size.factor != shape.get(axis)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The numbers of a written shape.
   *
   * @throws IllegalArgumentException if one of its sizes is not known
   */
  static long[] shape(ImmutableMap<String, Long> known, String written) {
    return WORDS
        .splitToStream(written)
        .map(Size::parse)
        .mapToLong(
            size -> {
              Long value = size.name.isEmpty() ? Long.valueOf(1) : known.get(size.name);
              if (value == null) {
                throw new IllegalArgumentException("no tensor tells the size " + size.name);
              }
              return value * size.factor;
            })
        .toArray();
  }

  /** A written shape with the sizes that are known: {@code [3*width=2304, width=768]}. */
  String explain(String written) {
    return WORDS
        .splitToStream(written)
        .map(
            word -> {
              Size size = Size.parse(word);
              Long value = known.get(size.name);
              return value == null ? word : word + "=" + value * size.factor;
            })
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
