package org.e2vpt.harness.schedule;

import com.google.common.base.Ticker;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The time that a run may take: no trial begins in it that would not end in it.
 *
 * @param ticker goes on evenly, whatever the clock is set to
 * @param asked as the user wrote it; empty if there is no limit
 * @param begin what the ticker showed when the time began
 */
record TimeBox(Ticker ticker, String asked, long begin, Duration length) {

  private static final String PROPERTY = "time";
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE);
  private static final Pattern TIME = Pattern.compile("(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?");

  /**
   * From now on for as long as {@code -Dtime=8h} says; without it, for ever.
   *
   * @throws IllegalArgumentException if it is no time
   */
  static TimeBox chosen() {
    return of(System.getProperty(PROPERTY), Ticker.systemTicker());
  }

  static TimeBox of(@Nullable String asked, Ticker ticker) {
    return asked == null
        ? new TimeBox(ticker, "", ticker.read(), ENDLESS)
        : new TimeBox(ticker, asked, ticker.read(), length(asked));
  }

  private static Duration length(String asked) {
    if (TIME.matcher(asked).matches() && asked.matches(".*[1-9].*")) {
      return Duration.parse("PT" + asked.toUpperCase(Locale.ROOT));
    }
    throw new IllegalArgumentException(
        "time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '%s'"
            .formatted(asked));
  }

  /** Whether what takes so many seconds would end in time, if it began now. */
  boolean holds(double seconds) {
    Duration passed = Duration.ofNanos(ticker.read() - begin);
    return passed.plusMillis(Math.round(1000 * seconds)).compareTo(length) <= 0;
  }
}
