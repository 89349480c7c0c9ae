package org.e2vpt.harness.trial;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.protocol.Protocol.Warmup;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;

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
    ImmutableSortedMap<String, String> options,
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
  private static final String OPTION = "option.";

  public Trial {
    ImmutableMap.of(
            "backbone", backbone,
            "weights", weights,
            "data", data,
            "method", method)
        .forEach(Trial::requireWords);
    options.forEach(Trial::requireWords);
    if (!TASK.matcher(task).matches()) {
      throw new IllegalArgumentException(
          "a task's id has letters, digits and . _ + - : only, and that of a folder is made of its content, got '%s'"
              .formatted(task));
    }
  }

  /** Computed as {@link Execution#configured} says. */
  public Trial(
      String backbone,
      String weights,
      String task,
      String data,
      Split split,
      String method,
      ImmutableSortedMap<String, String> options,
      Recipe recipe,
      int seed) {
    this(
        backbone,
        weights,
        task,
        data,
        split,
        method,
        options,
        recipe,
        seed,
        Execution.configured());
  }

  /** The same setting with other images, or to another end. */
  public Trial withSplit(Split other) {
    Map<String, String> fields = fields();
    fields.put("split", Protocol.word(other));
    return parse(canonical(fields));
  }

  /** The setting as sorted {@code key=value} pairs joined by {@code ;}. */
  public String canonical() {
    return canonical(fields());
  }

  private static String canonical(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(";"));
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
        "%s %s %s, seed %d, %s",
        method,
        task,
        Protocol.word(split),
        seed,
        optimizer());
  }

  /** {@code paper}, {@code released}, or {@code paper with segments=16}. */
  public String protocol() {
    Map<String, String> choices = new TreeMap<>(options);
    choices.keySet().retainAll(Protocol.PAPER.choices().keySet());
    choices.put("warmup", Protocol.word(recipe.warmup()));
    return Protocol.label(choices);
  }

  /**
   * What a search chooses and the method's options, without those of the protocol: {@code sgd lr
   * 0.5 wd 0; kv 2; visual 4}.
   */
  public String settings() {
    return options.entrySet().stream()
        .filter(o -> !Protocol.PAPER.choices().containsKey(o.getKey()))
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
            recipe.optimizer().name().toLowerCase(Locale.ROOT),
            plain(recipe.baseLearningRate()),
            plain(recipe.weightDecay()));
  }

  /**
   * Reads {@link #canonical} back.
   *
   * @throws IllegalArgumentException naming the missing, unknown or malformed key
   */
  public static Trial parse(String canonical) {
    Map<String, String> left = new TreeMap<>();
    for (String pair : canonical.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1 || left.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
        throw new IllegalArgumentException("not a trial: '%s' in %s".formatted(pair, canonical));
      }
    }
    int numerics = take(left, "numerics", canonical, PlainNumbers::integer);
    if (numerics != NUMERICS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "trial of numerics version %d, this program computes version %d: %s",
              numerics,
              NUMERICS,
              canonical));
    }
    Recipe recipe =
        new Recipe(
            take(left, "optimizer", canonical, word -> constant(OptimizerKind.class, word)),
            take(left, "base_lr", canonical, PlainNumbers::decimal),
            take(left, "weight_decay", canonical, PlainNumbers::decimal),
            take(left, "epochs", canonical, PlainNumbers::integer),
            take(left, "warmup_epochs", canonical, PlainNumbers::integer),
            take(left, "batch", canonical, PlainNumbers::integer),
            take(left, "warmup", canonical, word -> constant(Warmup.class, word)));
    String backbone = take(left, "backbone", canonical);
    String weights = take(left, "weights", canonical);
    String task = take(left, "task", canonical);
    String data = take(left, "data", canonical);
    Split split = take(left, "split", canonical, word -> constant(Split.class, word));
    String method = take(left, "method", canonical);
    int seed = take(left, "seed", canonical, PlainNumbers::integer);
    Execution execution = Execution.take(left);
    ImmutableSortedMap.Builder<String, String> options = ImmutableSortedMap.naturalOrder();
    left.forEach(
        (key, value) -> {
          if (!key.startsWith(OPTION)) {
            throw new IllegalArgumentException(
                "unknown key '%s' in trial %s".formatted(key, canonical));
          }
          options.put(key.substring(OPTION.length()), value);
        });
    return new Trial(
        backbone, weights, task, data, split, method, options.build(), recipe, seed, execution);
  }

  private static <E extends Enum<E>> E constant(Class<E> kind, String word) {
    return Arrays.stream(kind.getEnumConstants())
        .filter(constant -> Protocol.word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected %s, got '%s'"
                        .formatted(
                            Arrays.stream(kind.getEnumConstants())
                                .map(Protocol::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }

  private static <T> T take(
      Map<String, String> left, String key, String canonical, Function<String, T> parser) {
    String value = take(left, key, canonical);
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'%s': %s".formatted(key, e.getMessage()), e);
    }
  }

  private static String take(Map<String, String> left, String key, String canonical) {
    String value = left.remove(key);
    if (value == null) {
      throw new IllegalArgumentException("no '%s' in trial %s".formatted(key, canonical));
    }
    return value;
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("numerics", Integer.toString(NUMERICS));
    fields.put("backbone", backbone);
    fields.put("weights", weights);
    fields.put("task", task);
    fields.put("data", data);
    fields.put("split", Protocol.word(split));
    fields.put("method", method);
    fields.put("optimizer", Protocol.word(recipe.optimizer()));
    fields.put("base_lr", plain(recipe.baseLearningRate()));
    fields.put("weight_decay", plain(recipe.weightDecay()));
    fields.put("epochs", Integer.toString(recipe.epochs()));
    fields.put("warmup_epochs", Integer.toString(recipe.warmupEpochs()));
    fields.put("batch", Integer.toString(recipe.batch()));
    fields.put("warmup", Protocol.word(recipe.warmup()));
    fields.put("seed", Integer.toString(seed));
    fields.putAll(execution.settings());
    options.forEach((key, value) -> fields.put(OPTION + key, value));
    return fields;
  }

  /** Whether nothing differs but these keys of the {@link #canonical} form. */
  public boolean differsAtMostIn(Set<String> keys, Trial other) {
    Map<String, String> mine = fields();
    Map<String, String> theirs = other.fields();
    mine.keySet().removeAll(keys);
    theirs.keySet().removeAll(keys);
    return mine.equals(theirs);
  }

  private static void requireWords(String key, String value) {
    if (!WORD.matcher(key).matches() || !WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a trial's settings are words of letters, digits and . _ + -, got '%s=%s'"
              .formatted(key, value));
    }
  }

  /** The shortest plain decimal: 0.0001, not 1.0E-4; 0, not 0.0. */
  private static String plain(double value) {
    BigDecimal decimal = BigDecimal.valueOf(value);
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }
}
