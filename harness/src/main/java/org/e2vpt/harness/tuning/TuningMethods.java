package org.e2vpt.harness.tuning;

import com.google.common.collect.ImmutableMap;
import java.util.Set;
import java.util.function.Function;

/** The tuning methods by id. A new method is one class and one line here. */
public final class TuningMethods {

  private static final ImmutableMap<String, Function<Adaptation, Tuning>> METHODS =
      ImmutableMap.of(
          "full", FullTuning::new,
          "linear", LinearTuning::new,
          "vpt-deep", VptDeep::new,
          "e2vpt", E2vpt::new);

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
    Function<Adaptation, Tuning> constructor = METHODS.get(method);
    if (constructor == null) {
      throw new IllegalArgumentException(
          "no tuning method '%s'; there are %s".formatted(method, ids()));
    }
    Tuning tuning = constructor.apply(adaptation);
    adaptation.options().requireAllRead();
    return tuning;
  }
}
