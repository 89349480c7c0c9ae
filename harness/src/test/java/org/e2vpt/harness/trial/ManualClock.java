package org.e2vpt.harness.trial;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still unless told otherwise. */
final class ManualClock extends Clock {

  private Instant now = Instant.parse("2026-11-20T10:00:00Z");

  void pass(double seconds) {
    now = now.plusMillis(Math.round(1000 * seconds));
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a test's clock");
  }
}
