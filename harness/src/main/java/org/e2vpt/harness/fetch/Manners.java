package org.e2vpt.harness.fetch;

import java.time.Duration;

/**
 * How a guest behaves on other people's servers.
 *
 * @param perHost downloads at a time from one host
 * @param inAll downloads at a time from all hosts
 * @param attempts at one URL before the next mirror is asked; those that brought the download
 *     further do not count
 * @param firstWait before the second attempt; doubled before each further one
 * @param longestWait that a server may ask for; if it asks for more, the next mirror is asked
 * @param silence how long no byte may come before an attempt is given up
 */
record Manners(
    int perHost,
    int inAll,
    int attempts,
    Duration firstWait,
    Duration longestWait,
    Duration silence) {

  static final Manners STANDARD =
      new Manners(2, 4, 5, Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofSeconds(60));

  /** The wait after this many failures in a row, at least as long as the server asked for. */
  Duration waitAfter(int failures, Duration asked) {
    Duration wait = firstWait.multipliedBy(1L << (failures - 1));
    return wait.compareTo(asked) > 0 ? wait : asked;
  }
}
