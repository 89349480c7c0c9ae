package org.e2vpt.tables.paper;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.trial.Trial;

/**
 * The protocols that a paper has a name for, such as what its text states and what the code of its
 * authors does: {@code presets.csv}, a line for each choice of each preset with its source. What a
 * preset does not choose is as its reader has it by default.
 *
 * @param protocols by name, in their order
 */
public record Presets(ImmutableMap<String, Protocol> protocols) {

  /** Of whoever needs none. */
  public static final Presets NONE = new Presets(ImmutableMap.of());

  static final String FILE = "presets.csv";

  static final List<String> COLUMNS = List.of("preset", "choice", "word", "source", "direction");

  /**
   * Reads a paper's own.
   *
   * @throws IllegalArgumentException naming file and line, or preset, of what is wrong
   */
  static Presets read(PaperFolder folder) throws IOException {
    Map<String, Map<String, String>> words = new LinkedHashMap<>();
    var unused =
        folder.read(
            FILE,
            COLUMNS,
            line -> {
              String preset = line.text("preset");
              String choice = line.text("choice");
              String word = Protocol.word(choice, line.text("word"));
              Map<String, String> choices =
                  words.computeIfAbsent(preset, name -> new LinkedHashMap<>());
              if (choices.putIfAbsent(choice, word) != null) {
                throw new IllegalArgumentException(
                    "preset '%s' already has a word for '%s'".formatted(preset, choice));
              }
              return choice;
            });
    ImmutableMap.Builder<String, Protocol> protocols = ImmutableMap.builder();
    words.forEach(
        (preset, choices) -> {
          try {
            protocols.put(preset, Protocol.of(choices));
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "%s: preset '%s': %s".formatted(folder.name(FILE), preset, e.getMessage()), e);
          }
        });
    return new Presets(protocols.buildOrThrow());
  }

  /**
   * The preset of a name.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public Protocol get(String name) {
    return Names.find(name, protocols.keySet())
        .map(protocols::get)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "protocol must be %s; got '%s'%s"
                        .formatted(
                            String.join(" or ", protocols.keySet()),
                            name,
                            Names.didYouMean(name, protocols.keySet()))));
  }

  /** {@code paper}, {@code released}, or {@code paper with segments=16}. */
  public String label(Protocol protocol) {
    return label(protocol.choices(), protocol.asked());
  }

  /** The same of the choices that a trial made. */
  public String label(Trial trial) {
    return label(Protocol.of(trial), ImmutableSet.of());
  }

  private String label(Map<String, String> choices, Set<String> asked) {
    Nearest nearest = nearest(choices, asked);
    return nearest.different.isEmpty()
        ? nearest.preset
        : nearest.preset
            + " with "
            + Joiner.on(", ").withKeyValueSeparator('=').join(nearest.different);
  }

  /** The name of the preset that differs from a protocol in the fewest choices. */
  public String nearest(Protocol protocol) {
    return nearest(protocol.choices(), ImmutableSet.of()).preset;
  }

  /** The settings by which a user would ask for it: {@code protocol}, {@code protocol.segments}. */
  public ImmutableMap<String, String> settings(Protocol protocol) {
    Nearest nearest = nearest(protocol.choices(), protocol.asked());
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    settings.put("protocol", nearest.preset);
    nearest.different.forEach((choice, word) -> settings.put(Protocol.PREFIX + choice, word));
    return settings.buildOrThrow();
  }

  /** A preset, and which of some choices are not as it has them, or are asked for by name. */
  private record Nearest(String preset, Map<String, String> different) {}

  private Nearest nearest(Map<String, String> choices, Set<String> asked) {
    return protocols.entrySet().stream()
        .map(
            each ->
                new Nearest(each.getKey(), difference(choices, each.getValue().choices(), asked)))
        .min(Comparator.comparingInt(nearest -> nearest.different.size()))
        .orElseThrow();
  }

  private static Map<String, String> difference(
      Map<String, String> choices, Map<String, String> preset, Set<String> asked) {
    return Maps.filterEntries(
        choices,
        choice ->
            asked.contains(choice.getKey())
                || !choice.getValue().equals(preset.get(choice.getKey())));
  }
}
