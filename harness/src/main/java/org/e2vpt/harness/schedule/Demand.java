package org.e2vpt.harness.schedule;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;

/**
 * Which trials an experiment needs, as a pure function of what is known.
 *
 * <p>A later stage asks for its trials once the earlier ones are known: final runs with the
 * settings that a search chose. A known trial need not have ended well, see {@link
 * TrialResult#status}; it will not be run again, so the demand chooses among the others or throws.
 */
public interface Demand {

  /**
   * The trials that can be run now, the most urgent first. Those that are known are skipped, so a
   * demand may leave them in.
   */
  Collection<Trial> needed(Function<Trial, Optional<TrialResult>> known);

  /**
   * The trials that are not known yet and will be needed, those of later stages included: one kind
   * for each. An estimate, for the progress display only.
   */
  Collection<TrialKind> foreseen(Function<Trial, Optional<TrialResult>> known);

  /**
   * Whole trials that were paused, on a rung of a race, and that nothing continues as things stand.
   *
   * @param end what has just become known
   */
  default Collection<Trial> eliminated(
      TrialResult end, Function<Trial, Optional<TrialResult>> known) {
    return List.of();
  }

  /**
   * What progress calls a trial that is needed now: what it is for, and what tells it from all
   * others.
   */
  default String name(Trial trial, Function<Trial, Optional<TrialResult>> known) {
    return trial.describe();
  }
}
