package org.e2vpt.harness.tuning;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;

import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Sets;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Torch;

/**
 * A tuning method: what is known of it without weights, images and engine, and how a {@link Tuning}
 * of it is started. What does not depend on its options is asked with an architecture alone.
 *
 * @param <O> its options
 */
public final class Method<O extends Record & MethodOptions> {

  private final String id;
  private final Class<O> type;
  private final RecordWords<O> words;
  private final BiFunction<Declaration, O, Tuning> constructor;

  /** Words by option that trials leave out: a plan asks for each of its trials. */
  private final ImmutableMap<String, String> unnamed;

  private final ImmutableSortedSet<String> ofAll;
  private final ImmutableSortedSet<String> ofPlain;

  /** By encoder: a plan asks for each of its trials. */
  private final Map<Architecture, Tuning> forms = new ConcurrentHashMap<>();

  private Method(String id, Class<O> type, BiFunction<Declaration, O, Tuning> constructor) {
    this.id = id;
    this.type = type;
    this.words = RecordWords.of(type);
    this.constructor = constructor;
    ImmutableMap.Builder<String, String> defaults = ImmutableMap.builder();
    for (String option : names(Method::isAdded)) {
      words.byDefault(option).ifPresent(word -> defaults.put(option, word));
    }
    this.unnamed = defaults.buildOrThrow();
    this.ofAll = names(component -> true);
    this.ofPlain = names(component -> !ofHierarchical(component));
  }

  /** A method with options. */
  static <O extends Record & MethodOptions> Method<O> of(
      String id, Class<O> options, BiFunction<Declaration, O, Tuning> constructor) {
    return new Method<>(id, options, constructor);
  }

  /** A method without options. */
  static Method<NoOptions> of(String id, Function<Declaration, Tuning> constructor) {
    return new Method<>(id, NoOptions.class, (declaration, none) -> constructor.apply(declaration));
  }

  /** Its name in trials and tables: {@code vpt-deep}. */
  public String id() {
    return id;
  }

  /** The names of the options that it has on an encoder. */
  public ImmutableSortedSet<String> options(Architecture architecture) {
    return architecture.hierarchical() ? ofAll : ofPlain;
  }

  /** Those of one kind. */
  public ImmutableSortedSet<String> options(Architecture architecture, OptionKind kind) {
    return names(
        component ->
            (architecture.hierarchical() || !ofHierarchical(component)) && kind(component) == kind);
  }

  private ImmutableSortedSet<String> names(Predicate<RecordComponent> wanted) {
    return Arrays.stream(type.getRecordComponents())
        .filter(wanted)
        .map(RecordWords::name)
        .collect(toImmutableSortedSet(Comparator.naturalOrder()));
  }

  /** Those of one kind that it has on any encoder. */
  public ImmutableSortedSet<String> options(OptionKind kind) {
    return names(component -> kind(component) == kind);
  }

  /** Its options as words. */
  public RecordWords<O> words() {
    return words;
  }

  private static boolean ofHierarchical(RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    return option != null && option.hierarchical();
  }

  /** Whether trials do not name an option of this word, which is what they were before it. */
  public boolean isUnnamed(String option, String word) {
    return word.equals(unnamed.get(option));
  }

  private static boolean isAdded(RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    return option != null && option.added();
  }

  private static OptionKind kind(RecordComponent component) {
    Option option = component.getAnnotation(Option.class);
    return option == null ? OptionKind.SETTING : option.value();
  }

  /**
   * Reads options; those that are not given have their defaults.
   *
   * @throws IllegalArgumentException naming an option that the method does not have on this
   *     encoder, and those it has; or a word that it cannot read, and what it can be
   */
  public O read(Architecture architecture, Map<String, String> options) {
    ImmutableSortedSet<String> known = options(architecture);
    ImmutableSortedSet<String> unknown =
        ImmutableSortedSet.copyOf(Sets.difference(options.keySet(), known));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "method %s has no option %s; it has %s%s"
              .formatted(
                  id, String.join(", ", unknown), known, Names.didYouMean(unknown.first(), known)));
    }
    return words.take(new HashMap<>(options), name -> "option %s of method %s".formatted(name, id));
  }

  /** Ids in the lock of published files that trials with these options read beside a backbone's. */
  public ImmutableSet<String> files(Map<String, String> options) {
    return words.parse(options).files();
  }

  /**
   * Counts what it tunes, from the shapes alone.
   *
   * @throws IllegalArgumentException as {@link #read}, or if options and encoder do not go together
   */
  public Count count(Architecture architecture, int classes, Map<String, String> options) {
    return declare(architecture, classes, options).count();
  }

  /** How far images go through the encoder before anything that is trained. */
  public FrozenPrefix prefix(Architecture architecture) {
    return form(architecture).prefix();
  }

  /** Whether nothing but the head is trained: see {@link Tuning#frozenFeatures}. */
  public boolean trainsOnlyHead(Architecture architecture) {
    return form(architecture).frozenFeatures();
  }

  /** Whether training the head draws random numbers. */
  public boolean headDrops(Architecture architecture) {
    return form(architecture).head().drops();
  }

  /**
   * The widths of all blocks with visual prompts of their own, added up: so many numbers there are
   * for each prompt of a block; 0 for a method without.
   */
  public int promptWidths(Architecture architecture) {
    Tuning form = form(architecture);
    return IntStream.range(0, architecture.depth())
        .filter(block -> form.block(block).enter())
        .map(block -> architecture.stages().get(architecture.stageOf(block)).width())
        .sum();
  }

  /**
   * Operations in the encoder's products for one image, forward and back to what is trained.
   *
   * @param options of the method; a trial that is named by them is not asked for
   * @param shortcuts whether what nobody reads is left out
   * @param batch images that are computed together
   * @param training whether dropout is active
   */
  public Flops flops(
      Architecture architecture,
      Map<String, String> options,
      boolean shortcuts,
      int batch,
      boolean training) {
    Tuning form = declare(architecture, 2, options);
    return Flops.of(architecture, new Flops.Step(form, form::tunes, shortcuts, batch, training));
  }

  /** Starts tuning, on a device that gives the same bits each time if the method can. */
  public Tuning apply(Adaptation adaptation) {
    Architecture architecture = adaptation.backbone().architecture();
    Tuning tuning =
        declare(
            new Declaration(architecture, adaptation.classes(), adaptation.artifacts()),
            read(architecture, adaptation.options()));
    Torch.prepareDevice(adaptation.manager().getDevice(), tuning.deterministic());
    tuning.build(adaptation.backbone(), adaptation.initial(), adaptation.manager());
    return tuning;
  }

  /**
   * A model that was tuned before.
   *
   * @param backbone that it was tuned on
   * @param classes C
   * @param options of the method, as words; a trial that they name is not asked for
   * @param tensors of {@link Tuning#tensors}
   * @param manager owns the new tensors
   * @throws IllegalArgumentException if these are not the tensors of this method and these options
   */
  public Tuning restore(
      Backbone backbone,
      int classes,
      Map<String, String> options,
      Map<String, HostTensor> tensors,
      NDManager manager) {
    Tuning tuning = declare(backbone.architecture(), classes, options);
    tuning.restore(backbone, tensors, manager);
    return tuning;
  }

  /** With default options, to be asked what does not depend on them. */
  private Tuning form(Architecture architecture) {
    return forms.computeIfAbsent(architecture, each -> declare(each, 2, Map.of()));
  }

  private Tuning declare(Architecture architecture, int classes, Map<String, String> options) {
    return declare(
        new Declaration(architecture, classes, Method::noArtifact), read(architecture, options));
  }

  private Tuning declare(Declaration declaration, O options) {
    return constructor.apply(declaration, options);
  }

  private static Map<String, HostTensor> noArtifact(String trial) {
    throw new IllegalStateException("a method that is only declared asked for trial " + trial);
  }
}
