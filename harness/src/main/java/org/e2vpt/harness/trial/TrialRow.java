package org.e2vpt.harness.trial;

import com.google.common.base.Ascii;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.text.ControlCharacters;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.harness.text.SpreadsheetText;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * One attempt as one line of {@code trials.csv}.
 *
 * <p>The settings' columns are the keys of {@link Trial#canonical}, so a line gives the canonical
 * form back, and with it the trial and its id.
 *
 * <p>The last column, {@code check}, holds the first 16 hexadecimal digits of the sha256 of all
 * that stands before it on the line. It shows whatever changed a line after it was written: an
 * edited accuracy, a spreadsheet, a damaged disk, a line that is torn or mixed with another. It
 * does not show who wrote the line: whoever edits a cell can compute the check again. Nor does it
 * show that a line was removed, which costs only the time to run its trial again. Each line has a
 * check of its own, not one that depends on the line before: lines are written where the journal is
 * not known, moved in from {@code spool/}, and deleted to run a trial again.
 *
 * <p>Lines of schemas 2 to 4 are still read. They have no column {@code until}; those of schemas 2
 * and 3 have a column {@code protocol}, which named the choices that the settings say in full, and
 * those of schema 2 have no check.
 */
public final class TrialRow {

  /** Raise it when a column changes its meaning, or the set of columns does. */
  public static final int SCHEMA = 5;

  /** The last schema without a column {@code until}: each of its trials trains all epochs. */
  static final int WHOLE = 4;

  /** The last schema with a column {@code protocol}. */
  static final int NAMED = 3;

  /** The schema before that: its lines have no check. */
  static final int UNCHECKED = 2;

  /** All schemas that are read. */
  static final ImmutableList<Integer> SCHEMAS = ImmutableList.of(SCHEMA, WHOLE, NAMED, UNCHECKED);

  private static final int CHECK_DIGITS = 16;

  private static final String OPTIONS = "options";
  private static final String UNTIL = "until";
  private static final Joiner.MapJoiner PAIRS = Joiner.on(';').withKeyValueSeparator('=');

  private static final List<String> SETTINGS =
      List.of(
          "numerics",
          "backbone",
          "weights",
          "task",
          "data",
          "split",
          "method",
          OPTIONS,
          "optimizer",
          "base_lr",
          "weight_decay",
          "epochs",
          UNTIL,
          "warmup_epochs",
          "batch",
          "warmup",
          "seed",
          Execution.PRECISION,
          Execution.SHORTCUTS);

  /** All but the check. */
  private static final List<String> COLUMNS =
      ImmutableList.<String>builder()
          .add("schema", "id", "status", "attempt")
          .addAll(SETTINGS)
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

  /** The first line of a journal that this program writes. */
  static final String HEADER = header(SCHEMA);

  private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]+");

  private TrialRow() {}

  /** The first line of a journal of {@code schema}. */
  static String header(int schema) {
    return String.join(",", columns(schema)) + (schema == UNCHECKED ? "" : ",check");
  }

  private static List<String> columns(int schema) {
    List<String> columns = new ArrayList<>(COLUMNS);
    if (schema <= WHOLE) {
      columns.remove(UNTIL);
    }
    if (schema <= NAMED) {
      columns.add(columns.indexOf("accuracy"), "protocol");
    }
    return columns;
  }

  /** The line without its line break. Line breaks inside texts become spaces. */
  public static String format(TrialResult result) {
    return checked(CELLS.format(cells(result, SCHEMA).toArray()));
  }

  /** A line of an older schema as one of this; what it says of the trial stays as it is. */
  static String upgraded(String line, int schema) {
    CSVRecord row = record(line, schema);
    List<String> cells =
        new ArrayList<>(COLUMNS.stream().map(column -> cell(row, column)).toList());
    cells.set(COLUMNS.indexOf("schema"), Integer.toString(SCHEMA));
    return checked(CELLS.format(cells.toArray()));
  }

  private static String cell(CSVRecord row, String column) {
    return row.isMapped(column) ? row.get(column) : "0"; // until, in older schemas
  }

  /** A line of these cells with their check. */
  static String checked(String cells) {
    return cells + "," + check(cells);
  }

  private static String check(String cells) {
    return Hashing.sha256()
        .hashString(cells, StandardCharsets.UTF_8)
        .toString()
        .substring(0, CHECK_DIGITS);
  }

  private static List<String> cells(TrialResult result, int schema) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(schema));
    cells.add(result.trial().id());
    cells.add(RecordWords.word(result.status()));
    cells.add(Integer.toString(result.attempt()));
    Map<String, String> settings = settings(result.trial());
    SETTINGS.forEach(column -> cells.add(settings.getOrDefault(column, "")));
    cells.addAll(numbers(result));
    cells.add(SpreadsheetText.write(result.message()));
    Environment environment = result.environment();
    cells.add(environment.commit());
    cells.add(environment.device());
    cells.add(environment.host());
    cells.add(environment.engine());
    cells.add(environment.java());
    cells.add(result.finished().truncatedTo(ChronoUnit.MILLIS).toString());
    return cells.stream().map(TrialRow::oneLine).toList();
  }

  /** The schema that a line says it is of; 0 if it says none that this program reads. */
  static int schema(String line) {
    return SCHEMAS.stream().filter(schema -> line.startsWith(schema + ",")).findFirst().orElse(0);
  }

  /**
   * Reads {@link #format} back, and a line of an older schema. Whatever this program would not have
   * written like this is refused, such as {@code 0x1p3} for a number.
   *
   * @param schema that the line must be of
   * @return empty for a row of another version of the numerics, which this program cannot use
   * @throws IllegalArgumentException saying what is wrong with the line
   */
  public static Optional<TrialResult> parse(String line, int schema) {
    CSVRecord row = record(line, schema);
    if (PlainNumbers.count(row.get("numerics")) != Trial.NUMERICS) {
      return Optional.empty();
    }
    Trial trial = trial(row);
    if (!row.get("id").equals(trial.id())) {
      throw new IllegalArgumentException(
          "the id is '%s', but the settings of this row have the id '%s'"
              .formatted(row.get("id"), trial.id()));
    }
    Status status = status(row.get("status"));
    TrialResult result =
        new TrialResult(
            trial,
            attempt(row),
            status,
            status == Status.OK ? measured(row) : Measured.NONE,
            SpreadsheetText.read(row.get("message")),
            new Environment(
                row.get("commit"),
                row.get("device"),
                row.get("host"),
                row.get("engine"),
                row.get("java")),
            finished(row));
    requireAsWritten(row, cells(result, schema), schema);
    return Optional.of(result);
  }

  /** The numerics of a line that {@link #parse} understands. */
  static long numerics(String line, int schema) {
    return PlainNumbers.count(record(line, schema).get("numerics"));
  }

  /**
   * Two texts for one value would be two forms of one line. Schema 2 kept marks that turn letters
   * around, which a result has in visible form; and there are messages from before they were kept
   * from being formulas in a spreadsheet.
   */
  private static void requireAsWritten(CSVRecord row, List<String> written, int schema) {
    for (int i = 0; i < written.size(); i++) {
      String cell = cell(row, COLUMNS.get(i));
      String found = schema == UNCHECKED ? ControlCharacters.visible(cell) : cell;
      if (!SpreadsheetText.read(found).equals(SpreadsheetText.read(written.get(i)))) {
        throw new IllegalArgumentException(
            "column '%s' says '%s', but the rest of the line gives '%s': was it edited?"
                .formatted(COLUMNS.get(i), cell, written.get(i)));
      }
    }
  }

  private static int attempt(CSVRecord row) {
    int attempt = parsed(row, "attempt", PlainNumbers::integer);
    if (attempt < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "column 'attempt': expected 1 or more, got '%d'", attempt));
    }
    return attempt;
  }

  private static Instant finished(CSVRecord row) {
    try {
      return Instant.parse(row.get("finished"));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "column 'finished': expected a time such as 2026-11-20T12:00:00Z, got '%s'"
              .formatted(row.get("finished")),
          e);
    }
  }

  private static <T> T parsed(CSVRecord row, String column, Function<String, T> parser) {
    try {
      return parser.apply(row.get(column));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("column '%s': %s".formatted(column, e.getMessage()), e);
    }
  }

  private static Status status(String word) {
    return Stream.of(Status.values())
        .filter(status -> RecordWords.word(status).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "status must be one of %s, got '%s'"
                        .formatted(
                            Stream.of(Status.values())
                                .map(RecordWords::word)
                                .collect(Collectors.joining(", ")),
                            word)));
  }

  private static CSVRecord record(String line, int schema) {
    if (schema == 0 || schema(line) != schema) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a row of schema '%s', expected schema %d",
              Ascii.truncate(line.split(",", 2)[0], 20, "…"),
              schema == 0 ? SCHEMA : schema));
    }
    boolean checks = schema != UNCHECKED;
    List<String> columns = columns(schema);
    CSVRecord row = record(line, columns);
    int expected = columns.size() + (checks ? 1 : 0);
    if (row.size() != expected) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "a row has %d cells, this one %d", expected, row.size()));
    }
    if (checks) {
      int end = line.lastIndexOf(',');
      String check = check(line.substring(0, end));
      if (!line.substring(end + 1).equals(check)) {
        throw new IllegalArgumentException(
            "the line was changed after it was written: its check is '%s', but its other cells give '%s'"
                .formatted(Ascii.truncate(line.substring(end + 1), 40, "…"), check));
      }
    }
    return row;
  }

  private static CSVRecord record(String line, List<String> columns) {
    CSVFormat named = CELLS.builder().setHeader(columns.toArray(String[]::new)).get();
    try (CSVParser parser = CSVParser.parse(line, named)) {
      List<CSVRecord> rows = parser.getRecords();
      if (rows.size() != 1) {
        throw new IllegalArgumentException(
            String.format(Locale.ROOT, "expected one row, got %d", rows.size()));
      }
      return rows.get(0);
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException("not CSV: " + e.getMessage(), e);
    }
  }

  /** The trial's words by column; options share one column as {@code key=value;key=value}. */
  private static Map<String, String> settings(Trial trial) {
    Map<String, String> settings = new HashMap<>(trial.words());
    settings.put(OPTIONS, PAIRS.join(trial.options()));
    return settings;
  }

  private static Trial trial(CSVRecord row) {
    Map<String, String> words = new HashMap<>();
    SETTINGS.forEach(column -> words.put(column, cell(row, column)));
    String options = words.remove(OPTIONS);
    if (!Strings.isNullOrEmpty(options)) {
      Splitter.on(';')
          .withKeyValueSeparator('=')
          .split(options)
          .forEach((key, value) -> words.put("option." + key, value));
    }
    return Trial.of(words);
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
    Measured measured =
        new Measured(
            parsed(row, "accuracy", PlainNumbers::decimal),
            parsed(row, "loss", PlainNumbers::decimal),
            parsed(row, "tuned", PlainNumbers::count),
            parsed(row, "kept", PlainNumbers::count),
            parsed(row, "total", PlainNumbers::count),
            parsed(row, "seconds", PlainNumbers::decimal),
            parsed(row, "images_per_second", PlainNumbers::decimal),
            row.get("micro_batch").isEmpty()
                ? 0
                : parsed(row, "micro_batch", PlainNumbers::integer));
    measured.requirePossible();
    return measured;
  }

  private static String fixed(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** As it comes back from the file: UTF-8 has no half of a surrogate pair. */
  private static String oneLine(String text) {
    byte[] written = BREAKS.matcher(text).replaceAll(" ").getBytes(StandardCharsets.UTF_8);
    return new String(written, StandardCharsets.UTF_8);
  }
}
