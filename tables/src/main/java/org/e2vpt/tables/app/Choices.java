package org.e2vpt.tables.app;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.e2vpt.harness.names.Names;
import org.jspecify.annotations.Nullable;

/** How settings are read, and how wrong ones are refused. */
final class Choices {

  private Choices() {}

  /** The seeds that were named, if any. */
  static Optional<ImmutableList<Integer>> seeds(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    ImmutableSet.Builder<Integer> seeds = ImmutableSet.builder();
    for (String word : words(text)) {
      Integer seed = Ints.tryParse(word);
      if (seed == null) {
        throw refused("seeds", text, "whole numbers, such as 42,44,82");
      }
      seeds.add(seed);
    }
    if (seeds.build().size() < words(text).size()) {
      throw refused("seeds", text, "different whole numbers: a seed gives one run");
    }
    return Optional.of(seeds.build().asList());
  }

  /** A count; empty if nothing was chosen. */
  static OptionalInt atLeastOne(@Nullable String text, String name) {
    return count(text, name, Integer.MAX_VALUE, "a whole number of at least 1");
  }

  /** A whole number of hours, if one was chosen. */
  static OptionalInt hours(@Nullable String text) {
    return count(text, "hours", 100_000, "a whole number from 1 to 100000");
  }

  private static OptionalInt count(@Nullable String text, String name, int most, String expected) {
    if (text == null) {
      return OptionalInt.empty();
    }
    Integer count = Ints.tryParse(text);
    if (count == null || count < 1 || count > most) {
      throw refused(name, text, expected);
    }
    return OptionalInt.of(count);
  }

  /** One of an enum's words; the first if nothing was chosen. */
  static <T> T one(Properties properties, String name, T[] all, Function<T, String> word) {
    String text = properties.getProperty(name);
    if (text == null) {
      return all[0];
    }
    List<String> words = Stream.of(all).map(word).toList();
    return Names.find(text, words)
        .map(found -> all[words.indexOf(found)])
        .orElseThrow(
            () -> refused(name, text, "one of " + String.join(", ", words), List.of(text), words));
  }

  /** Some of what there is, in its order; all if nothing was chosen. */
  static ImmutableList<String> some(
      @Nullable String text, String name, String of, Collection<String> there) {
    if (text == null) {
      return ImmutableList.copyOf(there);
    }
    return named(text, name, String.join(",", there) + of, there);
  }

  /**
   * Some of what there is, in its order.
   *
   * @param listed all there is, as a message lists it
   */
  static ImmutableList<String> named(
      String text, String name, String listed, Collection<String> there) {
    List<String> asked = words(text);
    Set<String> found = new HashSet<>();
    for (String word : asked) {
      found.add(
          Names.find(word, there)
              .orElseThrow(() -> refused(name, text, "some of " + listed, asked, there)));
    }
    return there.stream().filter(found::contains).collect(ImmutableList.toImmutableList());
  }

  static List<String> words(String text) {
    List<String> words = Splitter.on(',').trimResults().omitEmptyStrings().splitToList(text);
    return words.isEmpty() ? Collections.singletonList("") : words;
  }

  private static IllegalArgumentException refused(
      String name,
      String value,
      String expected,
      Collection<String> words,
      Collection<String> known) {
    String suggestion =
        words.stream()
            .filter(word -> Names.find(word, known).isEmpty())
            .findFirst()
            .map(word -> Names.didYouMean(word, known))
            .orElse("");
    return new IllegalArgumentException(refused(name, value, expected).getMessage() + suggestion);
  }

  static IllegalArgumentException refused(String name, String value, String expected) {
    return new IllegalArgumentException("%s must be %s; got '%s'".formatted(name, expected, value));
  }
}
