package org.e2vpt.harness.trial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.e2vpt.harness.file.AtomicText;

/**
 * Attempts that ended where nobody holds the journal, on a cluster or in a job of an array, or when
 * it could not be written.
 *
 * <p>Each is a file of its own in {@code spool/} of the run's directory, a line of {@code
 * trials.csv}. The journal takes them in when it is opened the next time. Any number of processes
 * on any number of hosts can write at a time.
 */
public final class AttemptInbox {

  private static final String SUFFIX = ".csv";

  private AttemptInbox() {}

  private static Path folder(Path directory) {
    return directory.resolve("spool");
  }

  /**
   * Writes {@code line} of {@code trial}. When this returns, it is on the disk.
   *
   * @return the file
   */
  public static Path put(Path directory, Trial trial, String line) throws IOException {
    Path file = folder(directory).resolve(trial.id() + "-" + UUID.randomUUID() + SUFFIX);
    AtomicText.force(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
    return file;
  }

  /**
   * Moves what is there into {@code journal}. An attempt that the journal has already, because its
   * end reached the run that asked for it, is not taken a second time. Rows of other versions of
   * the numerics are left where they are, and so is a result that contradicts one that is known,
   * with a warning: the first counts.
   *
   * @throws IllegalStateException if a file holds no attempt
   */
  static void moveInto(Journal journal, Path directory) throws IOException {
    if (!Files.isDirectory(folder(directory))) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder(directory), "*" + SUFFIX)) {
      for (Path file : files) {
        Optional<TrialResult> result = read(file);
        Optional<String> contradiction =
            result.flatMap(
                other ->
                    journal
                        .ok(other.trial())
                        .flatMap(known -> JournalText.contradiction(known, other)));
        if (contradiction.isPresent()) {
          System.err.printf(
              "%s is left there: %s; delete the one that is wrong%n", file, contradiction.get());
        } else if (result.isPresent()) {
          take(journal, result.get());
          Files.delete(file);
        }
      }
    }
  }

  private static void take(Journal journal, TrialResult result) {
    var attempts = journal.attempts(result.trial());
    for (TrialResult known : attempts) {
      if (known.equals(result.as(known.attempt()))) {
        return;
      }
    }
    journal.append(result.as(attempts.size() + 1));
  }

  private static Optional<TrialResult> read(Path file) throws IOException {
    try {
      String text = JournalText.utf8(Files.readAllBytes(file));
      if (text.isEmpty() || text.indexOf('\n') != text.length() - 1) {
        throw new IllegalArgumentException("expected one line");
      }
      String line = text.substring(0, text.length() - 1);
      return TrialRow.parse(line, TrialRow.schema(line));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s:1: not the row of a trial: %s; delete the file to run its trial again"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
