package org.e2vpt.harness.fetch;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.text.Amounts;

/**
 * Tells how far a fetch is: a line for what has happened to a file, and again and again one on the
 * whole, redrawn in place if there is a terminal.
 *
 * <p>It looks at the clock when bytes come. The rate is the mean since the first byte, so the time
 * that is left is steady rather than quick to notice a change.
 */
final class FetchProgress {

  private static final String ERASE = "\r\033[K";
  private static final Duration REDRAWN = Duration.ofMillis(500);
  private static final Duration SAID = Duration.ofMinutes(1);

  private final PrintWriter out;
  private final Clock clock;
  private final boolean terminal;
  private final Map<String, Long> sizes = new HashMap<>();
  private final Map<String, Long> have = new HashMap<>();
  private int files;
  private int done;
  private long received;
  private Instant begin = Instant.MAX;
  private Instant told = Instant.MIN;

  /**
   * Progress on {@code out}.
   *
   * @param terminal whether a line can be redrawn there
   */
  FetchProgress(PrintWriter out, Clock clock, boolean terminal) {
    this.out = out;
    this.clock = clock;
    this.terminal = terminal;
  }

  /** What is ahead. */
  synchronized void planned(Collection<LockedFile> ahead) {
    files = ahead.size();
    ahead.forEach(file -> file.bytes().ifPresent(bytes -> sizes.put(file.id(), bytes)));
  }

  /** The server has said how big the file is. */
  synchronized void size(LockedFile file, long bytes) {
    sizes.put(file.id(), bytes);
  }

  synchronized void resumed(LockedFile file, long bytes) {
    have.put(file.id(), bytes);
    line("%s: goes on after %s".formatted(file.id(), Amounts.bytes(bytes)));
  }

  /** The file comes from its first byte on. */
  synchronized void begins(LockedFile file) {
    have.put(file.id(), 0L);
  }

  /** More bytes of the file have come. */
  synchronized void received(LockedFile file, long bytes) {
    have.merge(file.id(), bytes, Long::sum);
    received += bytes;
    Instant now = clock.instant();
    if (begin.equals(Instant.MAX)) {
      begin = now;
      told = now;
    }
    if (!now.minus(terminal ? REDRAWN : SAID).isBefore(told)) {
      told = now;
      show(summary(now));
    }
  }

  /** The file is there, or will not come. */
  synchronized void ended(FetchOutcome outcome) {
    done++;
    sizes.remove(outcome.file().id());
    have.remove(outcome.file().id());
    if (!outcome.message().isEmpty()) {
      line(outcome.message());
    }
  }

  /** Says something about a file in the middle of its way. */
  synchronized void say(LockedFile file, String text) {
    line(file.id() + ": " + text);
  }

  synchronized void say(String text) {
    line(text);
  }

  private void line(String text) {
    out.println(terminal ? ERASE + text : text);
    out.flush();
  }

  private void show(String text) {
    if (terminal) {
      out.print(ERASE + text);
      out.flush();
    } else {
      line(text);
    }
  }

  private String summary(Instant now) {
    double seconds = Duration.between(begin, now).toMillis() / 1000.0;
    double rate = seconds > 0 ? received / seconds : 0;
    long left =
        sizes.entrySet().stream()
            .mapToLong(size -> Math.max(0, size.getValue() - have.getOrDefault(size.getKey(), 0L)))
            .sum();
    int unknown = files - done - sizes.size();
    return String.format(
        Locale.ROOT,
        "%d of %s, %s to come%s, %s/s, %s left",
        done,
        Amounts.count(files, "file"),
        Amounts.bytes(left),
        unknown > 0 ? " and %s of unknown size".formatted(Amounts.count(unknown, "file")) : "",
        Amounts.bytes(Math.round(rate)),
        rate > 0 ? Amounts.time(Duration.ofSeconds(Math.round(left / rate))) : "unknown time");
  }
}
