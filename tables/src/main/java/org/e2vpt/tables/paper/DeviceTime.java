package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;

/**
 * What a trial took of a device's time: a line of {@code timeline.csv}. Trials that did not end
 * well have no time.
 *
 * @param trialId the trial in the journal
 * @param row id of the first row that needs it
 * @param task id of the data set
 * @param split what it was run for
 * @param device such as {@code cpu} or {@code gpu0}; several may have one name
 * @param host processor or GPU model
 * @param seconds that it took; of heads that were trained together the first one took all, and the
 *     others, which were answered later, next to none
 * @param finished when it ended, in whole milliseconds
 */
public record DeviceTime(
    String trialId,
    String row,
    String task,
    Split split,
    String device,
    String host,
    double seconds,
    Instant finished) {

  /** The file's name in the directory of a run. */
  public static final String FILE = "timeline.csv";

  private static final CsvTable<DeviceTime> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<DeviceTime, String>>builder()
              .put("trial", DeviceTime::trialId)
              .put("row", DeviceTime::row)
              .put("task", DeviceTime::task)
              .put("split", time -> time.split().name().toLowerCase(Locale.ROOT))
              .put("device", DeviceTime::device)
              .put("host", DeviceTime::host)
              .put("seconds", time -> Decimals.fixed(time.seconds(), 3))
              .put("finished", time -> time.finished().toString())
              .buildOrThrow(),
          line ->
              new DeviceTime(
                  line.text("trial"),
                  line.text("row"),
                  line.text("task"),
                  line.parse(
                      "split",
                      "search, final or embed",
                      word -> Split.valueOf(word.toUpperCase(Locale.ROOT))),
                  line.text("device"),
                  line.text("host"),
                  line.number("seconds"),
                  line.parse("finished", "a time such as 2026-11-20T10:00:00Z", Instant::parse)));

  public DeviceTime {
    if (!(seconds >= 0)) {
      throw new IllegalArgumentException("seconds must not be negative, got " + seconds);
    }
    seconds = Decimals.round(seconds, 3);
    finished = finished.truncatedTo(ChronoUnit.MILLIS);
  }

  /** From the journal's entry of a trial that ended well. */
  public static DeviceTime of(String row, TrialResult result) {
    return new DeviceTime(
        result.trial().id(),
        row,
        result.trial().task(),
        result.trial().split(),
        result.environment().device(),
        result.environment().host(),
        result.measured().seconds(),
        result.finished());
  }

  /** When it began. */
  public Instant started() {
    return finished.minus(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** Reads the file. */
  public static ImmutableList<DeviceTime> read(Path file) throws IOException {
    return CSV.read(file);
  }

  /** Writes the file, as a whole or not at all. */
  public static void write(Path file, List<DeviceTime> times) throws IOException {
    CSV.write(file, times);
  }
}
