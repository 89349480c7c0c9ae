package org.e2vpt.harness.schedule;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The time that a run may take: no trial begins in it that would neither end nor pause in it.
 *
 * @param asked as the user wrote it; empty if there is no limit
 */
public record TimeBox(String asked, Duration length) {

  /** Without a limit. */
  public static final TimeBox ENDLESS = new TimeBox("", Duration.ofSeconds(Long.MAX_VALUE));

  private static final Pattern TIME = Pattern.compile("(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?");

  /**
   * As a user writes it, such as {@code 8h}.
   *
   * @throws IllegalArgumentException if it is no time
   */
  public static TimeBox of(String asked) {
    if (TIME.matcher(asked).matches() && asked.matches(".*[1-9].*")) {
      return new TimeBox(asked, Duration.parse("PT" + asked.toUpperCase(Locale.ROOT)));
    }
    throw new IllegalArgumentException(
        "time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '%s'"
            .formatted(asked));
  }

  /** Whether what takes so many seconds would end in time, if it began when this has passed. */
  boolean holds(Duration passed, double seconds) {
    return passed.plusMillis(Math.round(1000 * seconds)).compareTo(length) <= 0;
  }
}
