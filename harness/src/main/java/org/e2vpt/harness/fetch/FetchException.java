package org.e2vpt.harness.fetch;

import java.time.Duration;

/** Why a file did not come from one place. */
final class FetchException extends Exception {

  private static final long serialVersionUID = 1;

  /** What could still bring the file. */
  enum Remedy {
    /** The same URL, a little later. */
    ANOTHER_ATTEMPT,
    /** The next mirror. */
    ANOTHER_SOURCE,
    /** Nothing that this program can do. */
    NONE
  }

  private final Remedy remedy;
  private final Duration pause;

  FetchException(Remedy remedy, String message) {
    this(remedy, message, Duration.ZERO);
  }

  /**
   * A failure after which the server asks for a pause.
   *
   * @param pause before another attempt, at least
   */
  FetchException(Remedy remedy, String message, Duration pause) {
    super(message);
    this.remedy = remedy;
    this.pause = pause;
  }

  Remedy remedy() {
    return remedy;
  }

  Duration pause() {
    return pause;
  }
}
