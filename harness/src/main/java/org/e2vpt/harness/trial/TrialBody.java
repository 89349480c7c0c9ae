package org.e2vpt.harness.trial;

import java.nio.file.Path;
import org.e2vpt.harness.training.EpochListener;

/** What a worker process does with a trial. */
public interface TrialBody {

  /**
   * Trains and measures.
   *
   * @param directory of the run; files that later trials read go to {@code artifacts/} below it
   * @throws org.e2vpt.harness.training.DivergedException if the loss leaves the real numbers
   * @throws IllegalArgumentException if the trial asks for something unknown
   */
  TrialResult.Measured run(Trial trial, Path directory, EpochListener epochs) throws Exception;

  /** Versions of what computes, for the journal's {@code engine} column. */
  default String engine() {
    return "none";
  }
}
