package org.e2vpt.harness.training;

import java.util.Locale;

/** Training paused at the end of an epoch, as its {@link EpochListener} asked. */
public final class PausedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PausedException(int epoch) {
    super(String.format(Locale.ROOT, "paused after epoch %d", epoch));
  }
}
