package org.e2vpt.harness.trial;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.file.GrowingFile;
import org.e2vpt.harness.file.ProcessLock;
import org.e2vpt.harness.file.Retry;
import org.e2vpt.harness.trial.TrialResult.Status;

/**
 * Every attempt at every trial of a run: {@code trials.csv}, the record of truth.
 *
 * <p>Append-only, one write and one force per attempt. Whatever stops the run costs at most the
 * attempt that was being written; its torn line is cut when the journal is opened again. Rows of
 * other versions of the numerics stay in the file and are not used.
 *
 * <p>Each line has a checksum, see {@link TrialRow}. A journal of an older schema is rewritten as a
 * whole when a run continues it: one file has one header, and a run that was begun under an older
 * version of this program is protected from then on like any other. The file as it was stays beside
 * it as {@code trials.schema3.csv}.
 */
public final class Journal implements AutoCloseable {

  /** The journal's name in the directory of a run. */
  public static final String FILE = "trials.csv";

  private final Path directory;
  private final Path file;
  private final ProcessLock writer;
  private final Retry retry;
  private final GrowingFile output;

  /** Whether the file could not be written: from then on attempts are kept in the spool. */
  private boolean broken;

  /** Keeps the order of all attempts as well as that of each trial's. */
  private final ListMultimap<Trial, TrialResult> attempts = LinkedListMultimap.create();

  /** Makes what lines are added to; not the real one in tests alone. */
  interface Opener {
    GrowingFile open(Path file, long end) throws IOException;
  }

  /** Reads the file, and changes it only after every whole line of it was understood. */
  private Journal(Path directory, ProcessLock writer, Retry retry, Opener opener)
      throws IOException {
    this.directory = directory;
    this.file = directory.resolve(FILE);
    this.writer = writer;
    this.retry = retry;
    JournalText text = JournalText.read(file);
    if (text.schema() != 0 && text.schema() != TrialRow.SCHEMA) {
      upgrade(text);
      text = JournalText.read(file);
    }
    text.results().forEach(this::learn);
    output = opener.open(file, text.end());
    if (text.unended()) {
      output.add(""); // its line break
    } else if (text.schema() == 0) {
      output.add(TrialRow.HEADER);
    } else {
      output.cut();
    }
  }

  /**
   * Opens the journal of a run, which need not exist yet, and takes in what was spooled for it.
   *
   * @throws IllegalStateException if another run writes it, or if it holds anything but trials or
   *     two results of one trial; the file is then left as it is
   */
  public static Journal open(Path directory) {
    return open(directory, new Retry(), GrowingFile::new);
  }

  static Journal open(Path directory, Retry retry, Opener opener) {
    try {
      Folders.create(directory);
      Journal journal =
          of(directory, soleWriter(directory.toRealPath().resolve(FILE)), retry, opener);
      try {
        AttemptInbox.moveInto(journal, directory);
        return journal;
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the journal " + directory.resolve(FILE), e);
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

  private static Journal of(Path directory, ProcessLock writer, Retry retry, Opener opener)
      throws IOException {
    try {
      return new Journal(directory, writer, retry, opener);
    } catch (IOException | RuntimeException e) {
      writer.close();
      throw e;
    }
  }

  /** Whatever stops this, there is one whole journal of this name, the old or the new. */
  private void upgrade(JournalText old) throws IOException {
    Path kept =
        file.resolveSibling(String.format(Locale.ROOT, "trials.schema%d.csv", old.schema()));
    byte[] bytes = Files.readAllBytes(file);
    if (!Files.exists(kept)) {
      AtomicText.force(kept, bytes);
    } else if (!Arrays.equals(Files.readAllBytes(kept), bytes)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s is of schema %d, and its copy would replace another %s: move that away",
              file,
              old.schema(),
              kept));
    }
    StringBuilder text = new StringBuilder(TrialRow.HEADER).append('\n');
    for (JournalText.Row row : old.rows()) {
      String line =
          row.result()
              .map(TrialRow::format)
              .orElseGet(() -> TrialRow.upgraded(row.text(), old.schema()));
      text.append(line).append('\n');
    }
    AtomicText.force(file, text.toString().getBytes(StandardCharsets.UTF_8));
    System.err.printf("%s is of schema %d now; as it was, it is %s%n", file, TrialRow.SCHEMA, kept);
  }

  /**
   * What a journal holds.
   *
   * @param results all attempts that this program can use
   * @param lines of these in the file, in the same order, counted from 1
   * @param leftOut what else is in the file, a sentence with its name each
   */
  public record Contents(
      ImmutableList<TrialResult> results,
      ImmutableList<Integer> lines,
      ImmutableList<String> leftOut) {}

  /**
   * Reads a journal that stays as it is: one that was written elsewhere, or is being written. A
   * torn last line, rows of other numerics and repeated lines are left out.
   *
   * @param file the journal itself
   * @throws IllegalStateException if it is empty, holds anything but trials, or has two results of
   *     one trial
   */
  public static Contents read(Path file) throws IOException {
    if (Files.size(file) == 0) {
      throw new IllegalStateException(
          "%s is empty: expected a journal, trials.csv of a run".formatted(file));
    }
    JournalText text = JournalText.read(file);
    if (text.schema() == 0) {
      throw new IllegalStateException(
          "%s:1: the header is incomplete: the run that began this journal did not write a result"
              .formatted(file));
    }
    return new Contents(text.results(), text.lines(), text.notes());
  }

  /**
   * Adds one attempt. When this returns, it is on the disk; only then is it known. A write that
   * fails is tried again for {@link Retry#PATIENCE}.
   *
   * @throws UncheckedIOException if the journal cannot be written; where the attempt was kept
   *     instead is said
   */
  public synchronized void append(TrialResult result) {
    String line = TrialRow.format(result);
    // What is known is what is written, rounding included: a resumed run sees the same numbers.
    TrialResult written = TrialRow.parse(line, TrialRow.SCHEMA).orElseThrow();
    ok(written.trial())
        .flatMap(known -> JournalText.contradiction(known, written))
        .ifPresent(
            what -> {
              throw new IllegalStateException("%s: %s".formatted(file, what));
            });
    try {
      if (broken) {
        throw new IOException("it could not be written before");
      }
      retry.run(file.toString(), () -> output.add(line));
    } catch (IOException e) {
      broken = true; // a line behind a torn one could not be told from it
      throw new UncheckedIOException(
          "cannot write to %s; %s".formatted(file, keep(written.trial(), line)), e);
    }
    learn(written);
  }

  /** The journal's disk may be full for the spool as well: then a person may keep the line. */
  private String keep(Trial trial, String line) {
    try {
      Path kept = AttemptInbox.put(directory, trial, line);
      return "the result is kept in %s, and the next run takes it in".formatted(kept);
    } catch (IOException e) {
      System.err.println(line);
      return "nor to spool/ next to it (%s): the result is the line above on standard error;"
              .formatted(e)
          + " add it to the journal by hand";
    }
  }

  /** Stops waiting for a disk that cannot be written: this process was told to end. */
  public void hurry() {
    retry.hurry();
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
}
