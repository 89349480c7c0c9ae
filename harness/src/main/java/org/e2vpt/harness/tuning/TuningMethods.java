package org.e2vpt.harness.tuning;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.FrozenPrefix;
import org.e2vpt.harness.checkpoint.HostTensor;

/** The tuning methods by id. A new method is one class and one line here. */
public final class TuningMethods {

  private static final ImmutableMap<String, Function<Declaration, Tuning>> METHODS =
      ImmutableMap.<String, Function<Declaration, Tuning>>builder()
          .put("full", FullTuning::new)
          .put("linear", LinearTuning::new)
          .put("partial-1", Partial1::new)
          .put("mlp-3", Mlp3::new)
          .put("sidetune", Sidetune::new)
          .put("bias", BiasTuning::new)
          .put("adapter", Adapter::new)
          .put("vpt-shallow", Vpt::shallow)
          .put("vpt-deep", Vpt::deep)
          .put("e2vpt", E2vpt::new)
          .buildOrThrow();

  private TuningMethods() {}

  /** The ids of all methods. */
  public static Set<String> ids() {
    return METHODS.keySet();
  }

  /**
   * Starts tuning with a method.
   *
   * @throws IllegalArgumentException naming the unknown method or option, and those there are
   */
  public static Tuning apply(String method, Adaptation adaptation) {
    return apply(constructor(method), adaptation);
  }

  static Tuning apply(Function<Declaration, Tuning> constructor, Adaptation adaptation) {
    Tuning tuning =
        declare(
            constructor,
            new Declaration(
                adaptation.backbone().architecture(),
                adaptation.classes(),
                adaptation.options(),
                adaptation.artifacts()));
    tuning.build(adaptation.backbone(), adaptation.initial(), adaptation.manager());
    return tuning;
  }

  /**
   * Counts what a method tunes, from the shapes alone.
   *
   * @throws IllegalArgumentException as {@link #apply}
   */
  public static Count count(
      String method, Architecture architecture, int classes, Map<String, String> options) {
    return declare(
            constructor(method),
            new Declaration(
                architecture, classes, new Options(method, options), TuningMethods::noArtifact))
        .count();
  }

  /** Whether a method trains nothing but its head: see {@link Tuning#frozenFeatures}. */
  public static boolean frozenFeatures(String method, Architecture architecture) {
    return form(method, architecture).frozenFeatures();
  }

  /** How far a method's images go through the encoder before anything that is trained. */
  public static FrozenPrefix prefix(String method, Architecture architecture) {
    return form(method, architecture).prefix();
  }

  /** Whether training a method's head draws random numbers. */
  public static boolean headDrops(String method, Architecture architecture) {
    return form(method, architecture).head().drops();
  }

  /** A method with its default options, which can be asked what it is like. */
  private static Tuning form(String method, Architecture architecture) {
    return declare(
        constructor(method),
        new Declaration(architecture, 2, new Options(method, Map.of()), TuningMethods::noArtifact));
  }

  /** The names of a method's options, the choices of the protocol that it reads among them. */
  public static ImmutableSet<String> options(String method, Architecture architecture) {
    Options options = new Options(method, Map.of());
    declare(
        constructor(method), new Declaration(architecture, 2, options, TuningMethods::noArtifact));
    return options.names();
  }

  private static Map<String, HostTensor> noArtifact(String trial) {
    throw new IllegalStateException("a method that is only declared asked for trial " + trial);
  }

  private static Function<Declaration, Tuning> constructor(String method) {
    Function<Declaration, Tuning> constructor = METHODS.get(method);
    if (constructor == null) {
      throw new IllegalArgumentException(
          "no tuning method '%s'; there are %s".formatted(method, ids()));
    }
    return constructor;
  }

  private static Tuning declare(
      Function<Declaration, Tuning> constructor, Declaration declaration) {
    Tuning tuning = constructor.apply(declaration);
    declaration.options().requireAllRead();
    return tuning;
  }
}
