package org.e2vpt.harness.worker;

import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;

/** What a worker process does with a trial. */
public interface TrialBody {

  /**
   * Trains and measures.
   *
   * @param directory of the run; files that later trials read go to {@code artifacts/} below it
   * @throws org.e2vpt.harness.training.DivergedException if the loss leaves the real numbers
   * @throws org.e2vpt.harness.training.PausedException if {@code epochs} wants it, and another
   *     attempt can go on from there
   * @throws IllegalArgumentException if the trial asks for something unknown
   */
  TrialResult.Measured run(Trial trial, Path directory, EpochListener epochs) throws Exception;

  /**
   * Says which trials are likely to come soon, that can be computed together with the next one. To
   * use it or not changes no number.
   */
  default void announce(List<Trial> companions) {}

  /** Versions of what computes, for the journal's {@code engine} column. */
  default String engine() {
    return "none";
  }
}
