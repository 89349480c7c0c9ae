package org.e2vpt.harness.fetch;

import java.time.Duration;

/**
 * How much is asked of other people's servers, and how long they are waited for.
 *
 * @param perHost downloads at a time from one host
 * @param inAll downloads at a time from all hosts
 * @param attempts at one URL before the next mirror is asked; those that brought the download
 *     further do not count
 * @param firstWait before the second attempt; doubled before each further one
 * @param longestWait that a server may ask for; if it asks for more, the next mirror is asked
 * @param silence how long no byte may come before an attempt is given up
 * @param slowest bytes a second that must come at least, waits between attempts included; a server
 *     that sends less is given up, as it would hold a place for days
 * @param rateWindow over how long that is measured
 */
record DownloadPolicy(
    int perHost,
    int inAll,
    int attempts,
    Duration firstWait,
    Duration longestWait,
    Duration silence,
    long slowest,
    Duration rateWindow) {

  static final DownloadPolicy STANDARD =
      new DownloadPolicy(
          2,
          4,
          5,
          Duration.ofSeconds(2),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          1000,
          Duration.ofMinutes(1));

  /** The wait after this many failures in a row, at least as long as the server asked for. */
  Duration waitAfter(int failures, Duration asked) {
    Duration wait = firstWait.multipliedBy(1L << (failures - 1));
    return wait.compareTo(asked) > 0 ? wait : asked;
  }

  /** Whether an attempt brought so much that it is worth to wait and to make another one. */
  boolean isProgress(long bytes) {
    return bytes >= slowest * firstWait.toSeconds();
  }
}
