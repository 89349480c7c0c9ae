package org.e2vpt.harness.names;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.e2vpt.harness.text.PlainNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A record as words by name, and back: {@code prompt-dropout} and {@code 0.1} for its component
 * {@code promptDropout}. A value has one word, so that what is hashed or compared as words is equal
 * exactly if the records are.
 *
 * <p>A component may be an {@code int}; a {@code long}, which is a count; a {@code double}, written
 * as the shortest plain decimal; a {@code float}, which is a probability in [0, 1); a {@code
 * boolean}; an enum; or a text. One that may be null has no word then. The words of a record within
 * a record stand beside its own, and those of a map behind the component's name: {@code option.kv}.
 *
 * @param <R> the record
 */
public final class RecordWords<R extends Record> {

  private final Constructor<R> constructor;
  private final ImmutableMap<RecordComponent, Component> components;
  private final ImmutableMap<String, String> defaults;

  private RecordWords(Class<R> type) {
    RecordComponent[] declared = type.getRecordComponents();
    components = Maps.toMap(Arrays.asList(declared), RecordWords::component);
    ImmutableMap.Builder<String, String> defaults = ImmutableMap.builder();
    components.values().forEach(component -> component.addDefaults(defaults));
    this.defaults = defaults.buildOrThrow();
    try {
      constructor =
          type.getDeclaredConstructor(
              Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
    constructor.setAccessible(true);
  }

  /** The words of this kind of record. */
  public static <R extends Record> RecordWords<R> of(Class<R> type) {
    return new RecordWords<>(type);
  }

  /** The name of a component's word. */
  public static String name(RecordComponent component) {
    Word word = component.getAnnotation(Word.class);
    return word == null || word.name().isEmpty()
        ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
        : word.name();
  }

  /** {@code per-layer} for {@code PER_LAYER}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The shortest plain decimal: 0.0001, not 1.0E-4; 0, not 0.0. */
  public static String plain(double value) {
    return plain(BigDecimal.valueOf(value));
  }

  private static String plain(BigDecimal decimal) {
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  /** All words of a record, in the order of its components. */
  public ImmutableMap<String, String> words(R record) {
    ImmutableMap.Builder<String, String> words = ImmutableMap.builder();
    components.forEach((declared, component) -> component.put(value(declared, record), words));
    return words.buildOrThrow();
  }

  /** Those of {@link #words} that are not the default's; what has no default is among them. */
  public ImmutableMap<String, String> changed(R record) {
    return ImmutableMap.copyOf(
        Maps.filterEntries(
            words(record), word -> !word.getValue().equals(defaults.get(word.getKey()))));
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Removes a record's words from others; what is not among them has its default.
   *
   * @param calls what messages call the word of this name
   * @throws IllegalArgumentException naming a word that is missing or cannot be read, and what it
   *     can be; or as the record's constructor
   */
  public R take(Map<String, String> words, UnaryOperator<String> calls) {
    Object[] values =
        components.values().stream().map(component -> component.take(words, calls)).toArray();
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof IllegalArgumentException refused
          ? refused
          : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A record of these words and no others.
   *
   * @throws IllegalArgumentException as {@link #take}, and naming a word that is not the record's
   */
  public R parse(Map<String, String> words) {
    Map<String, String> left = new TreeMap<>(words);
    R record = take(left, "'%s'"::formatted);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          "unknown key '%s'".formatted(left.keySet().iterator().next()));
    }
    return record;
  }

  /** The names of all words that stand for one component each, in their order. */
  public ImmutableSet<String> names() {
    return singles().map(Single::name).collect(ImmutableSet.toImmutableSet());
  }

  /** The word of a component that is not given, if it has a default. */
  public Optional<String> byDefault(String name) {
    return Optional.ofNullable(defaults.get(name));
  }

  /**
   * Reads the word of one component.
   *
   * @param name one of {@link #names}
   * @param called what messages call it
   * @return the word as {@link #words} writes it
   * @throws IllegalArgumentException if it cannot be read, and what it can be
   */
  public String read(String name, String word, String called) {
    Single component =
        singles().filter(single -> single.name().equals(name)).findFirst().orElseThrow();
    return component.print(component.parse(word, called));
  }

  private Stream<Single> singles() {
    return components.values().stream().filter(Single.class::isInstance).map(Single.class::cast);
  }

  /** The words of one component. */
  private interface Component {

    void put(@Nullable Object value, ImmutableMap.Builder<String, String> words);

    @Nullable Object take(Map<String, String> words, UnaryOperator<String> calls);

    void addDefaults(ImmutableMap.Builder<String, String> defaults);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // the class of a component that is a record
  private static Component component(RecordComponent declared) {
    declared.getAccessor().setAccessible(true);
    String name = name(declared);
    if (declared.getType().isRecord()) {
      return new Nested(new RecordWords(declared.getType()));
    }
    return declared.getType() == ImmutableSortedMap.class
        ? new Prefixed(name + ".")
        : new Single(name, declared);
  }

  private record Nested(RecordWords<Record> record) implements Component {

    @Override
    public void put(@Nullable Object value, ImmutableMap.Builder<String, String> words) {
      words.putAll(record.words((Record) Objects.requireNonNull(value)));
    }

    @Override
    public Object take(Map<String, String> words, UnaryOperator<String> calls) {
      return record.take(words, calls);
    }

    @Override
    public void addDefaults(ImmutableMap.Builder<String, String> defaults) {
      defaults.putAll(record.defaults);
    }
  }

  private record Prefixed(String prefix) implements Component {

    @Override
    public void put(@Nullable Object value, ImmutableMap.Builder<String, String> words) {
      ((Map<?, ?>) Objects.requireNonNull(value))
          .forEach((name, word) -> words.put(prefix + name, String.valueOf(word)));
    }

    @Override
    public Object take(Map<String, String> words, UnaryOperator<String> calls) {
      ImmutableSortedMap.Builder<String, String> own = ImmutableSortedMap.naturalOrder();
      words.forEach(
          (name, word) -> {
            if (name.startsWith(prefix)) {
              own.put(name.substring(prefix.length()), word);
            }
          });
      words.keySet().removeIf(name -> name.startsWith(prefix));
      return own.buildOrThrow();
    }

    @Override
    public void addDefaults(ImmutableMap.Builder<String, String> defaults) {}
  }

  private record Single(String name, RecordComponent declared) implements Component {

    @Override
    public void put(@Nullable Object value, ImmutableMap.Builder<String, String> words) {
      if (value != null) {
        words.put(name, print(value));
      }
    }

    private String print(Object value) {
      if (value instanceof Enum<?> constant) {
        return word(constant);
      }
      if (value instanceof Boolean flag) {
        return flag ? yes() : no();
      }
      if (value instanceof Double number) {
        return plain(number);
      }
      return value instanceof Float ? plain(new BigDecimal(value.toString())) : value.toString();
    }

    @Override
    public @Nullable Object take(Map<String, String> words, UnaryOperator<String> calls) {
      String given = words.remove(name);
      String text = given == null ? byDefault() : given;
      if (text != null) {
        return parse(text, calls.apply(name));
      }
      if (declared.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        return null;
      }
      throw new IllegalArgumentException("no '%s'".formatted(name));
    }

    private Object parse(String text, String called) {
      Class<?> type = declared.getType();
      if (type == int.class) {
        return integer(text, called);
      }
      if (type == long.class) {
        return number(text, called, PlainNumbers::count);
      }
      if (type == double.class) {
        return number(text, called, PlainNumbers::decimal);
      }
      if (type == float.class || type == Float.class) {
        return probability(text, called);
      }
      if (type == boolean.class) {
        return one(text, called, ImmutableMap.of(yes(), true, no(), false));
      }
      return type.isEnum() ? one(text, called, constants(type)) : text;
    }

    private int integer(String text, String called) {
      int value = number(text, called, PlainNumbers::integer);
      int least = annotation().map(Word::atLeast).orElse(Integer.MIN_VALUE);
      if (value < least) {
        throw refused(called, String.format(Locale.ROOT, "at least %d", least), text);
      }
      return value;
    }

    private static <N> N number(String text, String called, Function<String, N> parser) {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException e) { // "expected a whole number, got 'x'"
        throw new IllegalArgumentException(
            called + String.valueOf(e.getMessage()).replaceFirst("^expected", " must be"), e);
      }
    }

    private static float probability(String text, String called) {
      double value = number(text, called, PlainNumbers::decimal);
      if (!(value >= 0 && value < 1)) {
        throw refused(called, "in [0, 1)", text);
      }
      return Float.parseFloat(text);
    }

    private static ImmutableMap<String, Object> constants(Class<?> type) {
      return Arrays.stream(type.getEnumConstants())
          .collect(ImmutableMap.toImmutableMap(c -> word((Enum<?>) c), c -> c));
    }

    private static Object one(String text, String called, ImmutableMap<String, Object> all) {
      return Names.find(text, all.keySet())
          .map(all::get)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "%s must be one of %s, got '%s'%s"
                          .formatted(
                              called,
                              String.join(", ", all.keySet()),
                              text,
                              Names.didYouMean(text, all.keySet()))));
    }

    private static IllegalArgumentException refused(String called, String expected, String got) {
      return new IllegalArgumentException(
          "%s must be %s, got '%s'".formatted(called, expected, got));
    }

    @Override
    public void addDefaults(ImmutableMap.Builder<String, String> defaults) {
      String word = byDefault();
      if (word != null) {
        defaults.put(name, word);
      }
    }

    private Optional<Word> annotation() {
      return Optional.ofNullable(declared.getAnnotation(Word.class));
    }

    private @Nullable String byDefault() {
      return annotation()
          .map(Word::byDefault)
          .filter(word -> !word.equals(Word.REQUIRED))
          .orElse(null);
    }

    private String yes() {
      return annotation().map(Word::yes).orElse("true");
    }

    private String no() {
      return annotation().map(Word::no).orElse("false");
    }
  }
}
