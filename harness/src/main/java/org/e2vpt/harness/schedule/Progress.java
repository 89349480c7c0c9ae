package org.e2vpt.harness.schedule;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.schedule.Snapshot.Running;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * Tells people and programs how far a run is.
 *
 * <p>Always by {@code status.json} in the directory of the run, and as its {@link Console} says.
 *
 * <p>The lines tell of what has ended and, once a minute, of what runs; the block only of what
 * runs. A test process cannot know where the standard output of its Maven goes. If to the terminal,
 * the lines scroll by above the block and nothing is told twice but what runs, once a minute; if to
 * a file, the file has them all.
 *
 * <p>It hears of events and looks at its clocks only then; {@link #tick} makes time pass. Durations
 * are told by one that goes on evenly, whatever the other, which dates what is told, is set to.
 */
public final class Progress implements TrialListener, AutoCloseable {

  /** Shows a run somewhere. */
  interface View {

    /** Something has changed, or time has passed; a view may show this or wait for the next. */
    void update(Snapshot now);

    /** An attempt has ended at the trial that is called so. */
    void finished(String name, TrialResult result, Snapshot now);

    /** The run is over, and nothing more will come. */
    void end(Snapshot last);
  }

  /** What is said while a run goes on. */
  public enum Console {
    /** Lines on the standard output, and a live block if there is a terminal. */
    AUTO,
    /** Lines, and a live block on the terminal, which must be there. */
    TTY,
    LINES,
    OFF;

    private static final List<String> WORDS = List.of("auto", "tty", "lines", "off");

    /**
     * By its word.
     *
     * @throws IllegalArgumentException listing the words there are
     */
    public static Console of(String word) {
      int found = WORDS.indexOf(word.toLowerCase(Locale.ROOT));
      if (found < 0) {
        throw new IllegalArgumentException(
            "progress is one of %s; got '%s'%s"
                .formatted(String.join(", ", WORDS), word, Names.didYouMean(word, WORDS)));
      }
      return values()[found];
    }
  }

  private final Clock clock;
  private final Stopwatch watch;
  private final List<View> views;
  private final Durations durations;
  private final Map<Trial, String> names = new HashMap<>();
  private final Map<Trial, Running> running = new LinkedHashMap<>();

  /** How trials ended whose last attempt in this run did not end well. */
  private final Map<Trial, Status> unwell = new HashMap<>();

  private int planned;
  private List<TrialKind> remaining = List.of();
  private int slots = 1;

  public Progress(Clock clock, Ticker ticker, Collection<TrialResult> earlier, List<View> views) {
    this.clock = clock;
    this.watch = Stopwatch.createStarted(ticker);
    this.durations = new Durations(earlier);
    this.views = List.copyOf(views);
  }

  /** Progress of a run in {@code directory}, whose {@code journal} says how long trials take. */
  public static Progress open(Path directory, Journal journal, Console console) {
    List<View> views = new ArrayList<>();
    views.add(new StatusFile(directory.resolve("status.json")));
    views.addAll(views(console, System.out, Path.of("/dev/tty")));
    return new Progress(Clock.systemUTC(), Ticker.systemTicker(), journal.results(), views);
  }

  /** The terminal comes first: it makes room for the lines. */
  static List<View> views(Console console, PrintStream out, Path terminal) {
    View lines = new ProgressLines(out);
    return switch (console) {
      case OFF -> List.of();
      case LINES -> List.of(lines);
      case AUTO ->
          TerminalView.open(terminal)
              .map(block -> List.of(block, lines))
              .orElseGet(() -> List.of(lines));
      case TTY ->
          TerminalView.open(terminal)
              .map(block -> List.of(block, lines))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "progress=tty, but %s does not open; use progress=lines"
                              .formatted(terminal)));
    };
  }

  /**
   * What is ahead.
   *
   * @param trials number of trials of the whole experiment
   * @param kinds of those that are still to come, the running ones included
   * @param atATime how many trials run at a time
   */
  synchronized void planned(int trials, Collection<TrialKind> kinds, int atATime) {
    planned = trials;
    remaining = List.copyOf(kinds);
    slots = atATime;
    tick();
  }

  /** What a trial is called from now on; its description, if it is not told. */
  synchronized void named(Trial trial, String name) {
    names.put(trial, name);
  }

  private String name(Trial trial) {
    String name = names.get(trial);
    return name == null ? trial.describe() : name;
  }

  @Override
  public synchronized void started(Trial trial, int attempt) {
    running.put(trial, Running.begun(trial, name(trial), attempt, watch.elapsed()));
    tick();
  }

  @Override
  public synchronized void continued(Trial trial, double seconds) {
    running.computeIfPresent(
        trial, (key, attempt) -> attempt.continuing(Duration.ofMillis(Math.round(1000 * seconds))));
    tick();
  }

  @Override
  public synchronized void epoch(Trial trial, int epoch, double loss, double imagesPerSecond) {
    running.computeIfPresent(trial, (key, attempt) -> attempt.after(epoch, loss, imagesPerSecond));
    tick();
  }

  /** An attempt has ended. */
  synchronized void finished(TrialResult result) {
    running.remove(result.trial());
    durations.add(result);
    if (result.status() == Status.OK) {
      unwell.remove(result.trial());
    } else {
      unwell.put(result.trial(), result.status());
    }
    Snapshot now = snapshot(false);
    views.forEach(view -> view.finished(name(result.trial()), result, now));
  }

  /** Lets the views know that time has passed. To be called about once a second. */
  synchronized void tick() {
    Snapshot now = snapshot(false);
    views.forEach(view -> view.update(now));
  }

  @Override
  public synchronized void close() {
    Snapshot last = snapshot(true);
    views.forEach(view -> view.end(last));
  }

  private Snapshot snapshot(boolean ended) {
    Duration elapsed = watch.elapsed();
    int interrupted = Collections.frequency(unwell.values(), Status.INTERRUPTED);
    List<OptionalDouble> ahead = remaining.stream().map(durations::mean).toList();
    int unmeasured = (int) ahead.stream().filter(OptionalDouble::isEmpty).count();
    boolean nothingMeasured = unmeasured > 0 && unmeasured == ahead.size();
    boolean overdue = running.values().stream().anyMatch(attempt -> left(attempt, elapsed) <= 0);
    return new Snapshot(
        clock.instant(),
        elapsed,
        planned,
        Math.max(0, planned - remaining.size()),
        unwell.size() - interrupted,
        interrupted,
        unmeasured,
        nothingMeasured ? Optional.empty() : Optional.of(eta(ahead, elapsed)),
        !remaining.isEmpty() && (unmeasured > 0 || overdue),
        List.copyOf(running.values()),
        ended);
  }

  /**
   * The mean times of what is ahead, less what the running trials have had of theirs, by all slots
   * at a time; but no less than the longest trial takes, and a second as long as there is one.
   */
  private Duration eta(List<OptionalDouble> ahead, Duration elapsed) {
    if (remaining.isEmpty()) {
      return Duration.ZERO;
    }
    double all = ahead.stream().mapToDouble(mean -> mean.orElse(0)).sum();
    double longest = 0;
    for (Running attempt : running.values()) {
      double left = Math.max(0, left(attempt, elapsed));
      all -= mean(attempt) - left;
      longest = Math.max(longest, left);
    }
    double seconds = Math.max(1, Math.max(longest, all / slots));
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** Seconds that it will take if it is like others of its kind; negative if it is slower. */
  private double left(Running attempt, Duration elapsed) {
    Duration had = elapsed.minus(attempt.since()).plus(attempt.earlier());
    return mean(attempt) - had.toMillis() / 1000.0;
  }

  private double mean(Running attempt) {
    return durations.mean(TrialKind.of(attempt.trial())).orElse(0);
  }
}
