package org.e2vpt.harness.trial;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * One attempt as one line of {@code trials.csv}.
 *
 * <p>The settings' columns are the keys of {@link Trial#canonical}, so a line gives the canonical
 * form back, and with it the trial and its id. The column {@code protocol} says in a word what the
 * settings say in full.
 */
final class TrialRow {

  /** Raise it when a column changes its meaning; a changed set of columns shows in the header. */
  static final int SCHEMA = 2;

  private static final List<String> SETTINGS =
      List.of(
          "numerics",
          "backbone",
          "weights",
          "task",
          "data",
          "split",
          "method",
          "options",
          "optimizer",
          "base_lr",
          "weight_decay",
          "epochs",
          "warmup_epochs",
          "batch",
          "warmup",
          "seed",
          Execution.PRECISION,
          Execution.SHORTCUTS);

  private static final List<String> COLUMNS =
      ImmutableList.<String>builder()
          .add("schema", "id", "status", "attempt")
          .addAll(SETTINGS)
          .add("protocol")
          .add(
              "accuracy",
              "loss",
              "tuned",
              "kept",
              "total",
              "seconds",
              "images_per_second",
              "micro_batch")
          .add("message", "commit", "device", "host", "engine", "java", "finished")
          .build();

  private static final CSVFormat CELLS = CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();
  private static final CSVFormat NAMED_CELLS =
      CELLS.builder().setHeader(COLUMNS.toArray(String[]::new)).get();

  static final String HEADER = String.join(",", COLUMNS);

  private static final String OPTION = "option.";
  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private TrialRow() {}

  /** The line without its line break. Line breaks inside texts become spaces. */
  static String format(TrialResult result) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(SCHEMA));
    cells.add(result.trial().id());
    cells.add(word(result.status()));
    cells.add(Integer.toString(result.attempt()));
    Map<String, String> settings = settings(result.trial());
    SETTINGS.forEach(column -> cells.add(settings.getOrDefault(column, "")));
    cells.add(result.trial().protocol());
    cells.addAll(numbers(result));
    cells.add(result.message());
    Environment environment = result.environment();
    cells.add(environment.commit());
    cells.add(environment.device());
    cells.add(environment.host());
    cells.add(environment.engine());
    cells.add(environment.java());
    cells.add(result.finished().truncatedTo(ChronoUnit.MILLIS).toString());
    return CELLS.format(cells.stream().map(TrialRow::oneLine).toArray());
  }

  /**
   * Reads {@link #format} back.
   *
   * @return empty for a row of another version of the numerics, which this program cannot use
   * @throws IllegalArgumentException saying what is wrong with the line
   */
  static Optional<TrialResult> parse(String line) {
    CSVRecord row = record(line);
    if (!row.get("schema").equals(Integer.toString(SCHEMA))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a row of schema '%s', this program reads schema %d",
              row.get("schema"),
              SCHEMA));
    }
    if (Integer.parseInt(row.get("numerics")) != Trial.NUMERICS) {
      return Optional.empty();
    }
    Trial trial = Trial.parse(canonical(row));
    if (!row.get("id").equals(trial.id())) {
      throw new IllegalArgumentException(
          "the id is '%s', but the settings of this row have the id '%s'"
              .formatted(row.get("id"), trial.id()));
    }
    Status status = status(row.get("status"));
    return Optional.of(
        new TrialResult(
            trial,
            Integer.parseInt(row.get("attempt")),
            status,
            status == Status.OK ? measured(row) : Measured.NONE,
            row.get("message"),
            new Environment(
                row.get("commit"),
                row.get("device"),
                row.get("host"),
                row.get("engine"),
                row.get("java")),
            Instant.parse(row.get("finished"))));
  }

  /** The numerics of a line that {@link #parse} understands. */
  static int numerics(String line) {
    return Integer.parseInt(record(line).get("numerics"));
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private static Status status(String word) {
    return Stream.of(Status.values())
        .filter(status -> word(status).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "status must be one of %s, got '%s'"
                        .formatted(
                            Stream.of(Status.values())
                                .map(TrialRow::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }

  private static CSVRecord record(String line) {
    List<CSVRecord> rows;
    try (CSVParser parser = CSVParser.parse(line, NAMED_CELLS)) {
      rows = parser.getRecords();
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("not CSV: " + e.getMessage(), e);
    }
    int cells = rows.isEmpty() ? 0 : rows.get(0).size();
    if (cells != COLUMNS.size()) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a row has %d cells, this one %d", COLUMNS.size(), cells));
    }
    return rows.get(0);
  }

  /** The canonical form by column; options share one column as {@code key=value;key=value}. */
  private static Map<String, String> settings(Trial trial) {
    Map<String, String> settings =
        new TreeMap<>(Splitter.on(';').withKeyValueSeparator('=').split(trial.canonical()));
    settings.putAll(trial.execution().words());
    settings.put("options", Joiner.on(';').withKeyValueSeparator('=').join(trial.options()));
    return settings;
  }

  private static String canonical(CSVRecord row) {
    Map<String, String> settings = new TreeMap<>();
    SETTINGS.forEach(column -> settings.put(column, row.get(column)));
    String options = settings.remove("options");
    if (options != null && !options.isEmpty()) {
      Splitter.on(';')
          .withKeyValueSeparator('=')
          .split(options)
          .forEach((key, value) -> settings.put(OPTION + key, value));
    }
    settings.putAll(Execution.take(settings).settings());
    return Joiner.on(';').withKeyValueSeparator('=').join(settings);
  }

  private static List<String> numbers(TrialResult result) {
    if (result.status() != Status.OK) {
      return List.of("", "", "", "", "", "", "", "");
    }
    Measured measured = result.measured();
    return List.of(
        fixed("%.4f", measured.accuracy()),
        fixed("%.6f", measured.loss()),
        Long.toString(measured.tuned()),
        Long.toString(measured.kept()),
        Long.toString(measured.total()),
        fixed("%.3f", measured.seconds()),
        fixed("%.1f", measured.imagesPerSecond()),
        measured.microBatch() == 0 ? "" : Integer.toString(measured.microBatch()));
  }

  private static Measured measured(CSVRecord row) {
    return new Measured(
        accuracy(row.get("accuracy")),
        Double.parseDouble(row.get("loss")),
        Long.parseLong(row.get("tuned")),
        Long.parseLong(row.get("kept")),
        Long.parseLong(row.get("total")),
        Double.parseDouble(row.get("seconds")),
        Double.parseDouble(row.get("images_per_second")),
        row.get("micro_batch").isEmpty() ? 0 : Integer.parseInt(row.get("micro_batch")));
  }

  private static double accuracy(String text) {
    double accuracy = Double.parseDouble(text);
    if (accuracy >= 0 && accuracy <= 100) { // which NaN is not
      return accuracy;
    }
    throw new IllegalArgumentException("accuracy must be from 0 to 100, got '%s'".formatted(text));
  }

  private static String fixed(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String oneLine(String text) {
    return BREAKS.matcher(text).replaceAll(" ");
  }
}
