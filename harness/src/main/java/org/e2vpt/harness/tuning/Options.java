package org.e2vpt.harness.tuning;

import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.e2vpt.harness.protocol.Protocol;

/**
 * The options of one method as it reads them: each with the paper's default, none left over.
 *
 * <p>A method reads all of its options in its constructor; {@link TuningMethods} then calls {@link
 * #requireAllRead}, so that a misspelt option is an error and not a silent default.
 */
public final class Options {

  private final String method;
  private final Map<String, String> unread;
  private final Map<String, String> readable = new TreeMap<>();

  /** The options of {@code method}, as a trial carries them. */
  public Options(String method, Map<String, String> values) {
    this.method = method;
    this.unread = new TreeMap<>(values);
  }

  /** A whole number of at least {@code minimum}. */
  public int integer(String name, int byDefault, int minimum) {
    int value = read(name, Integer.toString(byDefault), "a whole number", Integer::valueOf);
    if (value < minimum) {
      throw refused(name, Integer.toString(value), "at least " + minimum);
    }
    return value;
  }

  /** A probability in [0, 1). */
  public float probability(String name, double byDefault) {
    float value = read(name, Double.toString(byDefault), "a number", Float::valueOf);
    if (!(value >= 0 && value < 1)) {
      throw refused(name, Float.toString(value), "in [0, 1)");
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean byDefault) {
    return choice(name, byDefault ? Flag.TRUE : Flag.FALSE) == Flag.TRUE;
  }

  /** One of an enum's constants, written as {@code trunc-normal} for {@code TRUNC_NORMAL}. */
  public <E extends Enum<E>> E choice(String name, E byDefault) {
    E[] constants = byDefault.getDeclaringClass().getEnumConstants();
    String expected = String.join(", ", Arrays.stream(constants).map(Protocol::word).toList());
    return read(
        name,
        Protocol.word(byDefault),
        "one of " + expected,
        text ->
            Arrays.stream(constants)
                .filter(constant -> Protocol.word(constant).equals(text))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
  }

  /** A word, or the empty string if it is not given. */
  public String text(String name) {
    return text(name, "");
  }

  /** A word. */
  public String text(String name, String byDefault) {
    return read(name, byDefault, "a word", Function.identity());
  }

  /** The names of all options that were read so far. */
  ImmutableSet<String> names() {
    return ImmutableSet.copyOf(readable.keySet());
  }

  void requireAllRead() {
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "method %s has no option %s; it has %s"
              .formatted(method, String.join(", ", unread.keySet()), readable.keySet()));
    }
  }

  private <T> T read(String name, String byDefault, String expected, Function<String, T> parse) {
    readable.put(name, byDefault);
    String value = unread.remove(name);
    try {
      return parse.apply(value == null ? byDefault : value);
    } catch (IllegalArgumentException e) {
      throw refused(name, String.valueOf(value), expected);
    }
  }

  IllegalArgumentException refused(String name, String value, String expected) {
    return new IllegalArgumentException(
        "option %s of method %s must be %s, got '%s'".formatted(name, method, expected, value));
  }

  private enum Flag {
    TRUE,
    FALSE
  }
}
