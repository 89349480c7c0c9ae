package org.e2vpt.harness.trial;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * A journal as it was found. Whoever continues a journal and whoever only looks at one read it
 * here, so neither accepts what the other refuses.
 *
 * @param schema of the header; 0 if not even the header is whole
 * @param rows in their order, but those that repeat an earlier one
 * @param end bytes of all whole lines; what stands behind them is torn
 * @param unended whether the last of them lacks its line break, and is whole by its check
 * @param notes what else is in the file, a sentence with its name each
 */
record JournalText(
    int schema, ImmutableList<Row> rows, long end, boolean unended, ImmutableList<String> notes) {

  /** More than a hundred thousand attempts, and less than a Java heap. */
  private static final long MOST_BYTES = 256L << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * One line.
   *
   * @param result empty if it is of other numerics, which this program cannot use
   */
  record Row(int line, String text, Optional<TrialResult> result) {}

  /**
   * Reads all of {@code file}, or nothing if it does not exist.
   *
   * @throws IllegalStateException with file and line, if it holds anything but trials, or two
   *     results of one trial
   */
  static JournalText read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new JournalText(0, ImmutableList.of(), 0, false, ImmutableList.of());
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s has %d bytes, a journal at most %d: is it one?",
              file,
              Files.size(file),
              MOST_BYTES));
    }
    return new Reader(file).read(Files.readAllBytes(file));
  }

  /**
   * A text of whole characters.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not a text in UTF-8", e);
    }
  }

  /** All attempts that this program can use. */
  ImmutableList<TrialResult> results() {
    return rows.stream()
        .flatMap(row -> row.result().stream())
        .collect(ImmutableList.toImmutableList());
  }

  /** The lines of these in the file. */
  ImmutableList<Integer> lines() {
    return rows.stream()
        .filter(row -> row.result().isPresent())
        .map(Row::line)
        .collect(ImmutableList.toImmutableList());
  }

  /** What is wrong if both are true, since a trial is deterministic. */
  static Optional<String> contradiction(TrialResult one, TrialResult other) {
    return one.status() == Status.OK
            && other.status() == Status.OK
            && !words(one.measured()).equals(words(other.measured()))
        ? Optional.of(
            "two results of trial %s: %s and %s"
                .formatted(one.trial().id(), words(one.measured()), words(other.measured())))
        : Optional.empty();
  }

  private static String words(Measured measured) {
    return String.format(
        Locale.ROOT,
        "accuracy %.4f (%d tuned, %d kept, %d in all)",
        measured.accuracy(),
        measured.tuned(),
        measured.kept(),
        measured.total());
  }

  private static final class Reader {

    private final Path file;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final SortedMap<Long, Integer> foreign = new TreeMap<>();
    private final Map<TrialResult, Integer> seen = new HashMap<>();
    private final Map<Trial, Row> firsts = new HashMap<>();

    Reader(Path file) {
      this.file = file;
    }

    JournalText read(byte[] bytes) {
      int end = Bytes.lastIndexOf(bytes, (byte) '\n') + 1;
      List<String> lines = lines(bytes, end);
      String torn = new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8);
      if (lines.isEmpty()) {
        if (headers().values().stream().noneMatch(header -> header.startsWith(torn))) {
          throw foreignHeader(torn);
        }
        return new JournalText(0, ImmutableList.of(), 0, false, ImmutableList.of());
      }
      int schema = schema(lines.get(0));
      for (int i = 1; i < lines.size(); i++) {
        add(row(i + 1, lines.get(i), schema), schema);
      }
      boolean unended = schema != TrialRow.UNCHECKED && !torn.isEmpty() && isWhole(torn, schema);
      if (unended) {
        add(row(lines.size() + 1, torn, schema), schema);
      }
      foreign.forEach((numerics, count) -> notes.add(foreign(numerics, count)));
      if (!torn.isEmpty() && !unended) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s:%d: the last line is incomplete and was left out",
                file,
                lines.size() + 1));
      }
      return new JournalText(
          schema,
          ImmutableList.copyOf(rows),
          unended ? bytes.length : end,
          unended,
          ImmutableList.copyOf(notes));
    }

    private List<String> lines(byte[] bytes, int end) {
      List<String> lines = new ArrayList<>();
      int begin = 0;
      for (int i = 0; i < end; i++) {
        if (bytes[i] == '\n') {
          try {
            lines.add(utf8(Arrays.copyOfRange(bytes, begin, i)));
          } catch (IllegalArgumentException e) {
            throw malformed(lines.size() + 1, e);
          }
          begin = i + 1;
        }
      }
      return lines;
    }

    private int schema(String header) {
      return headers().entrySet().stream()
          .filter(known -> known.getValue().equals(header))
          .map(Map.Entry::getKey)
          .findFirst()
          .orElseThrow(() -> foreignHeader(header));
    }

    private static Map<Integer, String> headers() {
      return Maps.toMap(TrialRow.SCHEMAS, TrialRow::header);
    }

    private IllegalStateException foreignHeader(String found) {
      if (found.startsWith(BYTE_ORDER_MARK)) {
        return new IllegalStateException(
            "%s:1: the file begins with a byte order mark, which an editor has put there; save it"
                    .formatted(file)
                + " as UTF-8 without one");
      }
      if (found.endsWith("\r")) {
        return new IllegalStateException(
            "%s:1: the line ends with a carriage return, which an editor has put there; save the"
                    .formatted(file)
                + " file with the line breaks of Unix");
      }
      return new IllegalStateException(
          ("%s:1: not a journal that this program can continue: its header is '%s',"
                  + " expected '%s'; move the file away to begin a new one")
              .formatted(file, Ascii.truncate(found, 2000, "…"), TrialRow.HEADER));
    }

    private Row row(int number, String line, int schema) {
      if (line.equals(TrialRow.header(schema))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s:%d: the header is here again: two journals were joined; delete this line",
                file,
                number));
      }
      try {
        return new Row(number, line, TrialRow.parse(line, schema));
      } catch (IllegalArgumentException e) {
        throw malformed(number, e);
      }
    }

    private IllegalStateException malformed(int line, IllegalArgumentException e) {
      return new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s:%d: not the row of a trial: %s;"
                  + " restore the line, or delete it to run its trial again",
              file,
              line,
              e.getMessage()),
          e);
    }

    private static boolean isWhole(String line, int schema) {
      try {
        var unused = TrialRow.parse(line, schema);
        return true;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }

    private void add(Row row, int schema) {
      if (row.result().isEmpty()) {
        foreign.merge(TrialRow.numerics(row.text(), schema), 1, Integer::sum);
        rows.add(row);
        return;
      }
      TrialResult result = row.result().get();
      Integer same = seen.putIfAbsent(result, row.line());
      if (same != null) {
        notes.add(
            String.format(
                Locale.ROOT, "%s:%d: the same as line %d, counted once", file, row.line(), same));
        return;
      }
      if (result.status() == Status.OK) {
        Row first = firsts.putIfAbsent(result.trial(), row);
        if (first != null) {
          contradiction(first.result().orElseThrow(), result)
              .ifPresent(
                  what -> {
                    throw new IllegalStateException(
                        String.format(
                            Locale.ROOT,
                            "%s:%d and %d: %s; delete the line that is wrong",
                            file,
                            first.line(),
                            row.line(),
                            what));
                  });
        }
      }
      rows.add(row);
    }

    private String foreign(long numerics, int count) {
      return String.format(
          Locale.ROOT,
          "%s: %d %s of numerics %d, this program computes numerics %d",
          file,
          count,
          count == 1 ? "result is" : "results are",
          numerics,
          Trial.NUMERICS);
    }
  }
}
