package org.e2vpt.tables.paper;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.tuning.Method;
import org.e2vpt.harness.tuning.OptionKind;
import org.e2vpt.harness.tuning.TuningMethods;
import org.jspecify.annotations.Nullable;

/**
 * How experiments are run where a paper's text and the code that its authors released differ: a
 * word for each choice.
 *
 * <p>A choice is declared by who reads it: a tuning method, as an option of the kind {@link
 * OptionKind#CHOICE}, or the plan, in {@link PlanChoices}. A choice that nobody reads is refused.
 *
 * <p>Not choices here: which checkpoint (the backbone is named by its file), what a diverged run
 * counts in a search (nothing), and how FGVC differs from VTAB-1k.
 */
public final class Protocol {

  /** Begins the name of a choice among settings, {@code protocol.segments}. */
  public static final String PREFIX = "protocol.";

  private static final RecordWords<PlanChoices> PLAN = RecordWords.of(PlanChoices.class);
  private static final RecordWords<Recipe> RECIPE = RecordWords.of(Recipe.class);
  private static final ImmutableListMultimap<String, RecordWords<?>> READERS = readers();

  private final ImmutableMap<String, String> choices;
  private final ImmutableSet<String> asked;
  private final PlanChoices plan;

  private Protocol(ImmutableMap<String, String> choices, Set<String> asked) {
    this.choices = choices;
    this.asked = ImmutableSet.copyOf(asked);
    this.plan = PLAN.take(new HashMap<>(choices), PREFIX::concat);
  }

  private static ImmutableListMultimap<String, RecordWords<?>> readers() {
    ImmutableListMultimap.Builder<String, RecordWords<?>> readers =
        ImmutableListMultimap.<String, RecordWords<?>>builder()
            .orderKeysBy(Comparator.naturalOrder());
    for (String id : TuningMethods.ids()) {
      Method<?> method = TuningMethods.get(id);
      method.options(OptionKind.CHOICE).forEach(choice -> readers.put(choice, method.words()));
    }
    PLAN.names().forEach(choice -> readers.put(choice, PLAN));
    return readers.build();
  }

  /** The names of all choices that somebody reads. */
  public static ImmutableSet<String> names() {
    return READERS.keySet();
  }

  /**
   * These choices, and for others the defaults of who reads them.
   *
   * @throws IllegalArgumentException naming a choice that nobody reads, a word that its readers
   *     cannot read, or a choice that is missing; and what there is
   */
  static Protocol of(Map<String, String> words) {
    return of(words, ImmutableSet.of());
  }

  private static Protocol of(Map<String, String> words, Set<String> asked) {
    Map<String, String> choices = new LinkedHashMap<>();
    words.forEach((choice, word) -> choices.put(choice, word(choice, word)));
    READERS
        .asMap()
        .forEach(
            (choice, readers) ->
                readers.stream()
                    .flatMap(reader -> reader.byDefault(choice).stream())
                    .findFirst()
                    .ifPresent(word -> choices.putIfAbsent(choice, word)));
    for (String missing : Sets.difference(names(), choices.keySet())) {
      throw new IllegalArgumentException("no word for the choice '%s'".formatted(missing));
    }
    return new Protocol(ImmutableMap.copyOf(choices), asked);
  }

  /** A word in the one form that all readers of a choice have. */
  static String word(String choice, String word) {
    if (!names().contains(choice)) {
      throw new IllegalArgumentException(
          "unknown protocol choice %s; the choices are %s%s"
              .formatted(choice, String.join(", ", names()), Names.didYouMean(choice, names())));
    }
    String read = word;
    for (RecordWords<?> reader : READERS.get(choice)) {
      read = reader.read(choice, read, PREFIX + choice);
    }
    return read;
  }

  /** The choices among words such as {@code FGVC segments=16}. */
  static ImmutableSortedMap<String, String> choicesAmong(List<String> words) {
    ImmutableSortedMap.Builder<String, String> choices = ImmutableSortedMap.naturalOrder();
    for (String word : words) {
      if (isChoice(word)) {
        List<String> parts = Splitter.on('=').limit(2).splitToList(word);
        choices.put(parts.get(0), word(parts.get(0), parts.get(1)));
      }
    }
    return choices.buildOrThrow();
  }

  /** The other words. */
  static ImmutableList<String> withoutChoices(List<String> words) {
    return words.stream().filter(word -> !isChoice(word)).collect(toImmutableList());
  }

  private static boolean isChoice(String word) {
    return word.contains("=");
  }

  /**
   * This protocol with the words that a user asks for some choices by name.
   *
   * @throws IllegalArgumentException as {@link #of}
   */
  public Protocol with(Map<String, String> others) {
    return with(others, Sets.union(asked, others.keySet()));
  }

  /** This protocol with other words for choices that nobody asked for by name. */
  public Protocol unlessAsked(Map<String, String> others) {
    return with(Maps.filterKeys(others, choice -> !asked.contains(choice)), asked);
  }

  private Protocol with(Map<String, String> others, Set<String> askedNow) {
    Map<String, String> words = new LinkedHashMap<>(choices);
    words.putAll(others);
    return of(words, askedNow);
  }

  /** The choices that a user asked for by name, be it with the preset's own word. */
  ImmutableSet<String> asked() {
    return asked;
  }

  /** All choices as words. */
  public ImmutableMap<String, String> choices() {
    return choices;
  }

  /** Those that a plan reads. */
  public PlanChoices plan() {
    return plan;
  }

  /** Those that a trial made: among its method's options, and in its recipe. */
  static ImmutableMap<String, String> of(Trial trial) {
    Map<String, String> words = new TreeMap<>(trial.options());
    words.putAll(RECIPE.words(trial.recipe()));
    return ImmutableMap.copyOf(Maps.filterKeys(words, names()::contains));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Protocol protocol && choices.equals(protocol.choices);
  }

  @Override
  public int hashCode() {
    return choices.hashCode();
  }

  @Override
  public String toString() {
    return choices.toString();
  }
}
