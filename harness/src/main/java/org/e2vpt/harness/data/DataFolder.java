package org.e2vpt.harness.data;

import com.google.common.base.Strings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.text.FileErrors;

/**
 * The folder of the files of {@code datasets.lock}: each lies at its id.
 *
 * @param root may not exist yet
 */
public record DataFolder(Path root) {

  /** What is known of a file without reading it. */
  public enum State {
    MISSING,
    /** It lies there, but nobody has compared its content with the lock since it last changed. */
    UNCHECKED,
    CHECKED
  }

  /** The folder that {@code -Ddata.root} names, {@code ~/.e2vpt/data} by default. */
  public static DataFolder chosen() {
    String chosen = System.getProperty("data.root");
    return new DataFolder(
        Strings.isNullOrEmpty(chosen)
            ? Path.of(System.getProperty("user.home"), ".e2vpt", "data")
            : Path.of(chosen));
  }

  /** Where the file lies, or would. */
  public Path path(LockedFile file) {
    return root.resolve(file.id());
  }

  /**
   * Looks at the file's size and date only. A file whose pin cannot be read is {@code UNCHECKED}:
   * {@link #damagedPin} says why.
   *
   * @throws UncheckedIOException if it is there, but cannot be looked at
   */
  public State state(LockedFile file) {
    Path path = path(file);
    if (!Files.exists(path)) {
      return State.MISSING;
    }
    Optional<Pin> pin;
    try {
      pin = Pin.of(path);
    } catch (IllegalStateException e) {
      return State.UNCHECKED;
    }
    boolean unchanged =
        pin.filter(found -> found.isOfContentOf(path))
            .filter(found -> file.mismatch("", found.bytes(), found.hash()).isEmpty())
            .isPresent();
    return unchanged ? State.CHECKED : State.UNCHECKED;
  }

  /** Which pin beside the file cannot be read, why, and what to do; empty if none or a good one. */
  public Optional<String> damagedPin(LockedFile file) {
    try {
      var unused = Pin.of(path(file));
      return Optional.empty();
    } catch (IllegalStateException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads the file whole, compares it with the lock, and with its pin if the lock has no whole
   * hash, and pins what was read.
   *
   * @throws IllegalStateException if it is missing, cannot be read, or is another, with what to do
   */
  public void check(LockedFile file) {
    Path path = path(file);
    if (state(file) == State.MISSING) {
      throw new IllegalStateException(
          "%s is missing: 'e2vpt data fetch %s' gets it, or says how to"
              .formatted(path, file.id()));
    }
    ContentHash hash = ContentHash.like(file.hash());
    long bytes = read(path, hash);
    String actual = hash.end();
    mismatch(file, path.toString(), bytes, actual)
        .ifPresent(
            message -> {
              throw new IllegalStateException(
                  "%s; delete it, then fetch it again".formatted(message));
            });
    pin(file, actual);
  }

  /**
   * What is wrong with content of this size and hash, or empty: compared with the lock, and with
   * the file's pin if the lock has no whole hash.
   *
   * @param origin where the content was read, for the message
   * @throws IllegalStateException if the pin is needed and cannot be read
   */
  public Optional<String> mismatch(LockedFile file, String origin, long bytes, String hash) {
    Optional<String> mismatch = file.mismatch(origin, bytes, hash);
    return mismatch.isPresent() || file.hashed()
        ? mismatch
        : Pin.of(path(file)).flatMap(pin -> pin.mismatch(path(file), origin, bytes, hash));
  }

  /** Remembers that the file that lies there was read whole and has this hash. */
  public void pin(LockedFile file, String hash) {
    Pin.write(path(file), hash);
  }

  /**
   * The hash of the file as it was when it was last read whole.
   *
   * @throws IllegalStateException if it never was, or its pin cannot be read
   */
  public String pinned(LockedFile file) {
    return Pin.of(path(file))
        .map(Pin::hash)
        .orElseThrow(() -> new IllegalStateException(path(file) + " was never checked"));
  }

  private static long read(Path path, ContentHash hash) {
    try (InputStream content = Files.newInputStream(path)) {
      hash.add(content);
      return hash.bytes();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot read %s: %s".formatted(path, FileErrors.describe(e)), e);
    }
  }
}
