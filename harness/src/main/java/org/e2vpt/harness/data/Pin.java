package org.e2vpt.harness.data;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.file.TemporaryFile;

/**
 * {@code FILE.pin}: what a data file was when it was last read whole. It spares reading the file
 * again as long as size and date stay, and compares later copies with the first where {@code
 * datasets.lock} has no hash.
 *
 * @param hash as {@code datasets.lock} writes it
 * @param bytes size of the file
 * @param modified date of the file
 */
record Pin(String hash, long bytes, Instant modified) {

  private static final String FORM =
      "(sha256:[0-9a-f]{64}|sha1:[0-9a-f]{40}|md5:[0-9a-f]{32}) [0-9]{1,18} [0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z";
  private static final String REMEDY = "delete it, and 'e2vpt data verify' writes it again";

  /** Far more than a pin has: another file of this name is not read whole. */
  private static final int MOST_BYTES = 1 << 10;

  /**
   * The pin of {@code file}, if there is one.
   *
   * @throws IllegalStateException if it is not a pin or cannot be read, with what to do
   */
  static Optional<Pin> of(Path file) {
    Path pin = path(file);
    if (!Files.exists(pin)) {
      return Optional.empty();
    }
    String line;
    try (InputStream in = Files.newInputStream(pin)) {
      line = new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read %s (%s); %s"
              .formatted(
                  pin,
                  e instanceof AccessDeniedException ? "no permission" : e.getMessage(),
                  REMEDY),
          e);
    }
    try {
      return Optional.of(parse(line));
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException(
          "%s: expected 'hash bytes date', got '%s'; %s".formatted(pin, line, REMEDY), e);
    }
  }

  private static Pin parse(String line) {
    if (!line.matches(FORM)) {
      throw new IllegalArgumentException("the line has another form");
    }
    List<String> columns = Splitter.on(' ').splitToList(line);
    return new Pin(columns.get(0), Long.parseLong(columns.get(1)), Instant.parse(columns.get(2)));
  }

  /** Pins {@code file} as it lies there now. */
  static void write(Path file, String hash) {
    Path pin = path(file);
    try {
      String line =
          String.format(Locale.ROOT, "%s %d %s\n", hash, Files.size(file), modified(file));
      TemporaryFile.write(pin, line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + pin, e);
    }
  }

  /** Whether size and date of {@code file} are those that were pinned. */
  boolean isOfContentOf(Path file) {
    try {
      return Files.size(file) == bytes && modified(file).equals(modified);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look at " + file, e);
    }
  }

  /** What is wrong with other content for {@code file}, or empty. */
  Optional<String> mismatch(Path file, String origin, long actualBytes, String actualHash) {
    return actualHash.equals(hash)
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s has changed since it was first read: %s pins %d bytes with %s, got %d bytes with %s (if the new content is right, delete the pin)",
                origin,
                path(file),
                bytes,
                hash,
                actualBytes,
                actualHash));
  }

  private static Instant modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  private static Path path(Path file) {
    return file.resolveSibling(file.getFileName() + ".pin");
  }
}
