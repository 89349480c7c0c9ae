package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Architecture;

/**
 * What the paper may leave open of a cell: one number x, of which what is tuned is a linear
 * function.
 */
enum Free {
  /** P. */
  VISUAL("visual prompts a block"),
  /** T. */
  KV("key-value prompts a block"),
  /** What is left of P, and T: a visual and a key-value prompt of a block are of one size. */
  PROMPTS("visual and key-value prompts a block"),
  /** D/r. */
  BOTTLENECK("numbers in a bottleneck");

  private final String unit;

  Free(String unit) {
    this.unit = unit;
  }

  /** What x counts. */
  String unit() {
    return unit;
  }

  /** The names of the options that say x. */
  List<String> names() {
    return switch (this) {
      case VISUAL -> List.of("visual");
      case KV -> List.of("kv");
      case PROMPTS -> List.of("visual", "kv");
      case BOTTLENECK -> List.of("reduction");
    };
  }

  /** The options that say x. */
  Map<String, String> options(Architecture architecture, int x) {
    String value = Integer.toString(x);
    return switch (this) {
      case VISUAL -> ImmutableMap.of("visual", value);
      case KV -> ImmutableMap.of("kv", value);
      case PROMPTS -> ImmutableMap.of("visual", value, "kv", "0");
      case BOTTLENECK ->
          ImmutableMap.of("reduction", Integer.toString(architecture.stages().get(0).width() / x));
    };
  }

  /** Its word in a CSV file, {@code bottleneck}. */
  static Free parse(String word) {
    return Arrays.stream(values())
        .filter(free -> free.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "what is free must be one of %s, got '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(Free::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
