package org.e2vpt.harness.data.source;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;

/**
 * A data set in its original files: the parts that its authors or TFDS gave it.
 *
 * @param id of the data set
 * @param classes C, the number of classes
 * @param parts by name, each in TFDS's order
 */
public record SourceData(String id, int classes, ImmutableMap<String, Part> parts) {

  /** Puts the parts into TFDS's order: the salt of a part is its name. */
  public static SourceData inTfdsOrder(String id, int classes, Part... parts) {
    return new SourceData(
        id,
        classes,
        Maps.uniqueIndex(
            Arrays.stream(parts)
                .map(
                    part ->
                        new Part(
                            part.name(),
                            TfdsOrder.sorted(part.name(), part.examples()),
                            part.images()))
                .toList(),
            Part::name));
  }

  /**
   * The part of this name.
   *
   * @throws IllegalArgumentException listing the parts there are
   */
  public Part part(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException(
          "%s has no part '%s', only %s".formatted(id, name, String.join(", ", parts.keySet())));
    }
    return part;
  }
}
