package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;

/** {@code runs.csv}: one line for each row, task, campaign and seed of a table. */
public final class RunTable {

  private static final String SCHEMA = "3";

  private static final CsvTable<Run> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<Run, String>>builder()
              .put("schema", run -> SCHEMA)
              .put("table", Run::table)
              .put("row", Run::row)
              .put("task", Run::task)
              .put("group", run -> run.group().title())
              .put("campaign", run -> Integer.toString(run.campaign()))
              .put("seed", run -> Integer.toString(run.seed()))
              .put("status", run -> words(run.status()))
              .put("accuracy", run -> Decimals.percent(run.accuracy()))
              .put("trial_id", Run::trialId)
              .put("settings", Run::settings)
              .put("searched", run -> RecordWords.word(run.searched()))
              .put("precision", Run::precision)
              .put("tuned", run -> Long.toString(run.tuned()))
              .put("kept", run -> Long.toString(run.kept()))
              .put("total", run -> Long.toString(run.total()))
              .put("seconds", run -> Decimals.fixed(run.seconds(), 2))
              .put("images_per_second", run -> Decimals.fixed(run.imagesPerSecond(), 1))
              .put("commit", run -> run.environment().commit())
              .put("device", run -> run.environment().device())
              .put("host", run -> run.environment().host())
              .put("engine", run -> run.environment().engine())
              .put("java", run -> run.environment().java())
              .put("weights", Run::weights)
              .put("data", Run::data)
              .put("finished", run -> run.finished().toString())
              .buildOrThrow(),
          RunTable::parse);

  private RunTable() {}

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException naming file, line and column of what is wrong
   */
  public static ImmutableList<Run> read(Path file) throws IOException {
    return CSV.read(file);
  }

  /** Writes the file, as a whole or not at all. */
  public static void write(Path file, List<Run> runs) throws IOException {
    CSV.write(file, runs);
  }

  private static Run parse(CsvLine line) {
    CsvTable.requireSchema(line, SCHEMA);
    return new Run(
        line.text("table"),
        line.text("row"),
        line.text("task"),
        Groups.parse(line, "group"),
        line.integer("campaign"),
        line.integer("seed"),
        line.parse("status", "a trial's status", s -> Status.valueOf(s.toUpperCase(Locale.ROOT))),
        line.numberIfAny("accuracy"),
        line.parse("trial_id", "12 hexadecimal digits", RunTable::id),
        line.text("settings"),
        line.parse("searched", "none, grid or race", RunTable::searched),
        line.text("precision"),
        line.count("tuned"),
        line.count("kept"),
        line.count("total"),
        line.numberIfAny("seconds"),
        line.numberIfAny("images_per_second"),
        new Environment(
            line.text("commit"),
            line.text("device"),
            line.text("host"),
            line.text("engine"),
            line.text("java")),
        line.text("weights"),
        line.text("data"),
        line.parse("finished", "a time such as 2026-11-20T12:00:00Z", Instant::parse));
  }

  /** It names a file, so it may not be just any text. */
  private static String id(String text) {
    if (!text.matches("[0-9a-f]{12}")) {
      throw new IllegalArgumentException();
    }
    return text;
  }

  private static SearchKind searched(String word) {
    return SearchKind.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static String words(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }
}
