package org.e2vpt.harness.trial;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.names.Word;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;

/**
 * One training run: a backbone tuned by one method on one task, with one setting and one seed.
 *
 * <p>The identity of a trial is its content. Everything that can change its numbers is in its
 * {@link #canonical} form, and nothing else is: not the table that asked for it, not the machine.
 *
 * @param backbone id of the pre-trained model
 * @param weights sha256 of the backbone's weights
 * @param task id of the data set
 * @param data sha256 over whatever the data set's images and labels depend on
 * @param split what is trained on and measured
 * @param method id of the tuning method
 * @param options the method's own settings (prompt lengths, pruning, …) and the choices of the
 *     protocol that it reads; the method checks them
 * @param recipe optimiser, learning rate, weight decay, epochs, batch
 * @param seed of initial values (where the method does not take them from an earlier trial), and
 *     with an epoch's number of the order of images, of random crops and of dropout
 * @param execution in which precision, and with which shortcuts; the default leaves no trace in the
 *     identity
 */
public record Trial(
    String backbone,
    String weights,
    String task,
    String data,
    Split split,
    String method,
    @Word(name = "option") ImmutableSortedMap<String, String> options,
    Recipe recipe,
    int seed,
    Execution execution) {

  /**
   * Version of the numerics. Raise it whenever the same trial would give another number, so that no
   * journal mixes results of both.
   */
  public static final int NUMERICS = 6;

  /** What a trial trains on and what its accuracy is measured on. */
  public enum Split {
    /** Train on the images to train on, measure on those to choose by: train800 and val200. */
    SEARCH,
    /** Train on what final runs train on, measure on the test set: in VTAB-1k all 1000. */
    FINAL,
    /** As FINAL, number for number; then embed the images as Figure 3 does. */
    EMBED
  }

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._+-]+");
  private static final Pattern TASK = Pattern.compile("[A-Za-z0-9._+:-]+");
  private static final String VERSION = "numerics";
  private static final RecordWords<Trial> WORDS = RecordWords.of(Trial.class);

  public Trial {
    ImmutableMap.of(
            "backbone", backbone,
            "weights", weights,
            "data", data,
            "method", method)
        .forEach(Trial::requireWords);
    options.forEach(Trial::requireWords);
    if (split != Split.SEARCH && recipe.chosenEpoch() != ChosenEpoch.LAST) {
      throw new IllegalArgumentException(
          "chosen_epoch best is of a search alone: in a trial with split %s, the test images would choose the epoch"
              .formatted(RecordWords.word(split)));
    }
    if (!TASK.matcher(task).matches()) {
      throw new IllegalArgumentException(
          "a task's id has letters, digits and . _ + - : only, and that of a folder is made of its content, got '%s'"
              .formatted(task));
    }
  }

  /**
   * The same setting with other images, or to another end. Outside of a search no epoch is chosen.
   */
  public Trial withSplit(Split other) {
    return new Trial(
        backbone,
        weights,
        task,
        data,
        other,
        method,
        options,
        other == Split.SEARCH ? recipe : recipe.choosing(ChosenEpoch.LAST),
        seed,
        execution);
  }

  /** The same setting with another seed. */
  public Trial withSeed(int other) {
    return new Trial(
        backbone, weights, task, data, split, method, options, recipe, other, execution);
  }

  /** The same training as far as the end of an epoch, or of all of them. */
  public Trial until(int epoch) {
    return new Trial(
        backbone,
        weights,
        task,
        data,
        split,
        method,
        options,
        recipe.until(epoch),
        seed,
        execution);
  }

  /** The training that this is, or is the beginning of. */
  public Trial whole() {
    return until(recipe.epochs());
  }

  /** The setting as sorted {@code key=value} pairs joined by {@code ;}. */
  public String canonical() {
    return Joiner.on(';').withKeyValueSeparator('=').join(fields());
  }

  /** The first 12 hexadecimal digits of the sha256 of {@link #canonical}. */
  public String id() {
    return Hashing.sha256()
        .hashString(canonical(), StandardCharsets.UTF_8)
        .toString()
        .substring(0, 12);
  }

  /** For people: {@code e2vpt shapes-count search, seed 1, sgd lr 0.5 wd 0}. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s %s %s, seed %d, %s%s",
        method,
        task,
        RecordWords.word(split),
        seed,
        optimizer(),
        recipe.isWhole() ? "" : " to epoch " + recipe.until());
  }

  /**
   * What a search chooses and the method's options: {@code sgd lr 0.5 wd 0; kv 2; visual 4}.
   *
   * @param without names of options that are left out
   */
  public String settings(Set<String> without) {
    return options.entrySet().stream()
        .filter(o -> !without.contains(o.getKey()))
        .map(o -> "; " + o.getKey() + " " + o.getValue())
        .collect(Collectors.joining("", optimizer(), executionWords()));
  }

  /** Of the encoder's products, in a word: {@code fp32}, {@code tf32} or {@code bf16}. */
  public String precision() {
    return execution.precision().word();
  }

  /** {@code ; precision bf16}, or nothing for the default. */
  private String executionWords() {
    return execution.settings().entrySet().stream()
        .map(e -> "; " + e.getKey() + " " + e.getValue())
        .collect(Collectors.joining());
  }

  private String optimizer() {
    return "%s lr %s wd %s"
        .formatted(
            RecordWords.word(recipe.optimizer()),
            RecordWords.plain(recipe.baseLearningRate()),
            RecordWords.plain(recipe.weightDecay()));
  }

  /**
   * Reads {@link #canonical} back.
   *
   * @throws IllegalArgumentException naming the missing, unknown or malformed key
   */
  public static Trial parse(String canonical) {
    Map<String, String> words = new TreeMap<>();
    for (String pair : canonical.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || words.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("not a trial: '%s' in %s".formatted(pair, canonical));
      }
    }
    try {
      return of(words);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "cannot read the trial %s: %s".formatted(canonical, e.getMessage()), e);
    }
  }

  /**
   * Reads {@link #words} back, and the pairs of {@link #canonical}.
   *
   * @throws IllegalArgumentException naming the missing, unknown or malformed key
   */
  static Trial of(Map<String, String> words) {
    Map<String, String> left = new TreeMap<>(words);
    String numerics = left.remove(VERSION);
    if (!Integer.toString(NUMERICS).equals(numerics)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "it is of numerics version %s, but this program computes version %d",
              numerics,
              NUMERICS));
    }
    return WORDS.parse(left);
  }

  /** What {@link #canonical} says, and what it leaves out because it is the default. */
  ImmutableSortedMap<String, String> words() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .put(VERSION, Integer.toString(NUMERICS))
        .putAll(WORDS.words(this))
        .buildOrThrow();
  }

  private ImmutableSortedMap<String, String> fields() {
    return ImmutableSortedMap.<String, String>naturalOrder()
        .put(VERSION, Integer.toString(NUMERICS))
        .putAll(WORDS.changed(this))
        .buildOrThrow();
  }

  /** Whether nothing differs but these keys of the {@link #canonical} form. */
  public boolean differsAtMostIn(Set<String> keys, Trial other) {
    Predicate<String> counts = Predicate.not(keys::contains);
    return Maps.filterKeys(fields(), counts::test)
        .equals(Maps.filterKeys(other.fields(), counts::test));
  }

  private static void requireWords(String key, String value) {
    if (!WORD.matcher(key).matches() || !WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a trial's settings are words of letters, digits and . _ + -, got '%s=%s'"
              .formatted(key, value));
    }
  }
}
