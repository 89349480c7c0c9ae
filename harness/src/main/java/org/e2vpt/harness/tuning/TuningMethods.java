package org.e2vpt.harness.tuning;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Set;
import org.e2vpt.harness.names.Names;

/** The tuning methods by id. A new method is its class, its options, and one line here. */
public final class TuningMethods {

  private static final ImmutableMap<String, Method<?>> METHODS =
      Maps.uniqueIndex(
          List.<Method<?>>of(
              Method.of("full", FullOptions.class, FullTuning::new),
              Method.of("linear", LinearTuning::new),
              Method.of("partial-1", Partial1::new),
              Method.of("mlp-3", Mlp3Options.class, Mlp3::new),
              Method.of("sidetune", SidetuneOptions.class, Sidetune::new),
              Method.of("bias", BiasTuning::new),
              Method.of("adapter", AdapterOptions.class, Adapter::new),
              Method.of("vpt-shallow", VptOptions.class, Vpt::shallow),
              Method.of("vpt-deep", VptOptions.class, Vpt::deep),
              Method.of("e2vpt", E2vptOptions.class, E2vptTuning::new),
              Method.of("vfpt", VfptOptions.class, Vfpt::new)),
          Method::id);

  private TuningMethods() {}

  /** The ids of all methods. */
  public static Set<String> ids() {
    return METHODS.keySet();
  }

  /**
   * The method of this id.
   *
   * @throws IllegalArgumentException naming the methods there are
   */
  public static Method<?> get(String id) {
    Method<?> method = METHODS.get(id);
    if (method == null) {
      throw new IllegalArgumentException(
          "no tuning method '%s'; there are %s%s"
              .formatted(id, ids(), Names.didYouMean(id, ids())));
    }
    return method;
  }
}
