package org.e2vpt.harness.schedule;

import com.google.common.base.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still unless told otherwise, and so does its ticker. */
public final class ManualClock extends Clock {

  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private long passed;

  /** Lets time pass. */
  public void pass(double seconds) {
    Duration time = Duration.ofMillis(Math.round(1000 * seconds));
    now = now.plus(time);
    passed += time.toNanos();
  }

  /** Somebody sets the clock, forwards or back; no time passes. */
  public void set(Duration change) {
    now = now.plus(change);
  }

  /** What measures time without a date. */
  public Ticker ticker() {
    return new Ticker() {
      @Override
      public long read() {
        return passed;
      }
    };
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
