package org.e2vpt.harness.trial;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import org.e2vpt.harness.file.ProcessLock;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * Every attempt at every trial of a run: {@code trials.csv}, the record of truth.
 *
 * <p>Append-only, one write and one force per attempt. Whatever stops the run costs at most the
 * attempt that was being written; its torn line is cut when the journal is opened again. Rows of
 * other versions of the numerics stay in the file and are not used.
 */
public final class Journal implements AutoCloseable {

  /** The journal's name in the directory of a run. */
  public static final String FILE = "trials.csv";

  private final Path file;
  private final ProcessLock writer;

  /** Not a channel: that would close if its thread were interrupted, and the attempt be lost. */
  private final RandomAccessFile output;

  /** Keeps the order of all attempts as well as that of each trial's. */
  private final ListMultimap<Trial, TrialResult> attempts = LinkedListMultimap.create();

  /** Reads the file, and changes it only after every whole line of it was understood. */
  private Journal(Path file, ProcessLock writer) throws IOException {
    this.file = file;
    this.writer = writer;
    byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    int whole = Bytes.lastIndexOf(bytes, (byte) '\n') + 1; // behind it, a torn line
    Lines lines = new Lines(file);
    lines.read(
        new String(bytes, 0, whole, StandardCharsets.UTF_8),
        (line, result) -> learn(result),
        numerics -> {});
    if (whole == 0) {
      String torn = new String(bytes, StandardCharsets.UTF_8);
      lines.requireHeader(torn, TrialRow.HEADER.startsWith(torn));
    }
    output = new RandomAccessFile(file.toFile(), "rw");
    output.setLength(whole);
    output.seek(whole);
    if (whole == 0) {
      write(TrialRow.HEADER);
    }
  }

  /**
   * Opens the journal of a run, which need not exist yet, and takes in what was spooled for it.
   *
   * @throws IllegalStateException if another run writes it, or if it holds anything but trials; the
   *     file is then left as it is
   */
  public static Journal open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectories(directory);
      Journal journal = of(file, soleWriter(directory.toRealPath().resolve(FILE)));
      try {
        Spool.moveInto(journal, directory);
        return journal;
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal " + file, e);
    }
  }

  private static ProcessLock soleWriter(Path file) throws IOException {
    return ProcessLock.tryTake(file.resolveSibling(FILE + ".lock"))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s is in use by another run: wait until it ends, or write to another directory"
                        .formatted(file)));
  }

  private static Journal of(Path file, ProcessLock writer) throws IOException {
    try {
      return new Journal(file, writer);
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /**
   * What a journal holds.
   *
   * @param results all attempts that this program can use
   * @param leftOut what else is in the file, a sentence with its name each
   */
  public record Contents(ImmutableList<TrialResult> results, ImmutableList<String> leftOut) {}

  /**
   * Reads a journal that stays as it is: one that was written elsewhere, or is being written. A
   * torn last line and rows of other numerics are left out.
   *
   * @param file the journal itself
   * @throws IllegalStateException if it is empty, holds anything but trials, or has two results of
   *     one trial
   */
  public static Contents read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0) {
      throw new IllegalStateException(
          "%s is empty: expected a journal, trials.csv of a run".formatted(file));
    }
    int whole = Bytes.lastIndexOf(bytes, (byte) '\n') + 1;
    String text = new String(bytes, 0, whole, StandardCharsets.UTF_8);
    Lines lines = new Lines(file);
    if (whole == 0) {
      lines.requireHeader(new String(bytes, StandardCharsets.UTF_8), false);
    }
    Contradictions contradictions = new Contradictions(file);
    ImmutableList.Builder<TrialResult> results = ImmutableList.builder();
    SortedMap<Integer, Integer> foreign = new TreeMap<>();
    lines.read(
        text,
        (line, result) -> {
          contradictions.refuse(line, result);
          results.add(result);
        },
        numerics -> foreign.merge(numerics, 1, Integer::sum));
    ImmutableList.Builder<String> leftOut = ImmutableList.builder();
    foreign.forEach(
        (numerics, count) ->
            leftOut.add(
                String.format(
                    Locale.ROOT,
                    "%s: %d %s of numerics %d, this program computes numerics %d",
                    file,
                    count,
                    count == 1 ? "result is" : "results are",
                    numerics,
                    Trial.NUMERICS)));
    if (whole < bytes.length) {
      leftOut.add(
          String.format(
              Locale.ROOT,
              "%s:%d: the last line is torn and was left out",
              file,
              text.lines().count() + 1));
    }
    return new Contents(results.build(), leftOut.build());
  }

  /** Adds one attempt. When this returns, it is on the disk; only then is it known. */
  public synchronized void append(TrialResult result) {
    String line = TrialRow.format(result);
    // What is known is what is written, rounding included: a resumed run sees the same numbers.
    TrialResult written = TrialRow.parse(line).orElseThrow();
    try {
      write(line);
    } catch (IOException e) {
      close(); // a line behind a torn one could not be told from it
      throw new UncheckedIOException("cannot write to " + file, e);
    }
    learn(written);
  }

  /** All attempts, in the order in which they ended. */
  public synchronized List<TrialResult> results() {
    return List.copyOf(attempts.values());
  }

  /** All attempts at {@code trial}, in the order in which they ended. */
  public synchronized List<TrialResult> attempts(Trial trial) {
    return List.copyOf(attempts.get(trial));
  }

  /** The measurement of {@code trial}: the first attempt that ended well, and no other. */
  public Optional<TrialResult> ok(Trial trial) {
    return attempts(trial).stream().filter(result -> result.status() == Status.OK).findFirst();
  }

  /** How {@code trial} ended for ever: well, or diverged, since a trial is deterministic. */
  public Optional<TrialResult> known(Trial trial) {
    return ok(trial)
        .or(
            () ->
                attempts(trial).stream()
                    .filter(result -> result.status() == Status.DIVERGED)
                    .findFirst());
  }

  @Override
  public synchronized void close() {
    try (writer) {
      output.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close " + file, e);
    }
  }

  private void learn(TrialResult result) {
    attempts.put(result.trial(), result);
  }

  private void write(String line) throws IOException {
    output.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    output.getFD().sync();
  }

  /** The lines of a journal, the header first. */
  private record Lines(Path file) {

    /**
     * Reads all of them.
     *
     * @param results takes each row that this program can use, with its line
     * @param foreign takes the numerics of each other row
     */
    void read(String text, BiConsumer<Integer, TrialResult> results, IntConsumer foreign) {
      List<String> lines = text.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (i == 0) {
          requireHeader(lines.get(i), lines.get(i).equals(TrialRow.HEADER));
        } else {
          int number = i + 1;
          String line = lines.get(i);
          row(number, line)
              .ifPresentOrElse(
                  result -> results.accept(number, result),
                  () -> foreign.accept(TrialRow.numerics(line)));
        }
      }
    }

    void requireHeader(String found, boolean ours) {
      if (!ours) {
        throw new IllegalStateException(
            ("%s:1: not a journal that this program can continue: its header is '%s',"
                    + " expected '%s'; move the file away to begin a new one")
                .formatted(file, found, TrialRow.HEADER));
      }
    }

    private Optional<TrialResult> row(int number, String line) {
      try {
        return TrialRow.parse(line);
      } catch (IllegalArgumentException | DateTimeParseException e) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s:%d: not the row of a trial: %s;"
                    + " restore the line, or delete it to run its trial again",
                file,
                number,
                e.getMessage()),
            e);
      }
    }
  }

  /** Which line has the result of a trial. A trial is deterministic: it cannot have two. */
  private record Contradictions(Path file, Map<Trial, First> firsts) {

    private record First(int line, Measured measured) {}

    Contradictions(Path file) {
      this(file, new HashMap<>());
    }

    void refuse(int line, TrialResult result) {
      if (result.status() != Status.OK) {
        return;
      }
      First first = firsts.putIfAbsent(result.trial(), new First(line, result.measured()));
      if (first != null && !words(first.measured).equals(words(result.measured()))) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s:%d and %d: two results of trial %s: %s and %s; delete the line that is wrong",
                file,
                first.line,
                line,
                result.trial().id(),
                words(first.measured),
                words(result.measured())));
      }
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
  }
}
