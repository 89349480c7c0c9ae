package org.e2vpt.harness.meta;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.training.Recipe.OptimizerKind;

/**
 * What is tried on the meta device.
 *
 * @param options of the method
 * @param heads how many trials are trained as one batch: see {@link
 *     org.e2vpt.harness.training.HeadTraining}; 1 if they are trained alone
 */
public record MetaCase(
    String method,
    ImmutableMap<String, String> options,
    String backbone,
    Precision precision,
    OptimizerKind optimizer,
    int heads) {

  private static final char SEPARATOR = '\t';

  /** Options written as {@code visual=2 kv=1}. */
  static ImmutableMap<String, String> options(String text) {
    return ImmutableMap.copyOf(
        text.isEmpty() ? Map.of() : Splitter.on(' ').withKeyValueSeparator('=').split(text));
  }

  static MetaCase parse(String line) {
    List<String> words = Splitter.on(SEPARATOR).splitToList(line);
    return new MetaCase(
        words.get(0),
        options(words.get(1)),
        words.get(2),
        Precision.valueOf(words.get(3)),
        OptimizerKind.valueOf(words.get(4)),
        Integer.parseInt(words.get(5)));
  }

  /** As {@link #parse} reads it. */
  String line() {
    return Joiner.on(SEPARATOR).join(method, words(), backbone, precision, optimizer, heads);
  }

  private String words() {
    return Joiner.on(' ').withKeyValueSeparator('=').join(options);
  }

  /** For people. */
  public String describe() {
    return "%s%s%s on %s, %s"
        .formatted(
            heads > 1 ? heads + " × " : "",
            method,
            options.isEmpty() ? "" : " " + words(),
            backbone,
            precision.word());
  }
}
