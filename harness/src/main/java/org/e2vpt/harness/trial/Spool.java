package org.e2vpt.harness.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.UUID;

/**
 * Attempts that ended where nobody holds the journal: on a cluster, in a job of an array.
 *
 * <p>Each is a file of its own in {@code spool/} of the run's directory, a line of {@code
 * trials.csv}. The journal takes them in when it is opened the next time. Any number of processes
 * on any number of hosts can write at a time.
 */
final class Spool {

  private static final String SUFFIX = ".csv";

  private Spool() {}

  private static Path folder(Path directory) {
    return directory.resolve("spool");
  }

  /** Writes {@code line} of {@code trial}. When this returns, it is on the disk. */
  static void put(Path directory, Trial trial, String line) {
    String name = trial.id() + "-" + UUID.randomUUID();
    Path file = folder(directory).resolve(name + SUFFIX);
    Path temporary = folder(directory).resolve(name + ".tmp");
    try {
      Files.createDirectories(folder(directory));
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Moves what is there into {@code journal}. An attempt that the journal has already, because its
   * end reached the run that asked for it, is not taken a second time. Rows of other versions of
   * the numerics are left where they are.
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
        if (result.isPresent()) {
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
      return TrialRow.parse(Files.readString(file));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new IllegalStateException(
          "%s: not the row of a trial: %s; delete the file to run its trial again"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
