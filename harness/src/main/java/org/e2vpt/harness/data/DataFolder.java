package org.e2vpt.harness.data;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.text.FileErrors;
import org.jspecify.annotations.Nullable;

/**
 * The folder of the files of a lock: each lies at its id.
 *
 * @param root may not exist yet
 */
public record DataFolder(Path root, DatasetsLock lock) {

  private static final String ROOT = "data.root";
  private static final String LOCK = "lock";

  /** What is known of a file without reading it. */
  public enum State {
    MISSING,
    /** It lies there, but nobody has compared its content with the lock since it last changed. */
    UNCHECKED,
    CHECKED
  }

  /** Of the files of the shipped lock. */
  public DataFolder(Path root) {
    this(root, DatasetsLock.shipped());
  }

  /**
   * The folder of {@code data.root}, by default {@code ~/.e2vpt/data}, for the files of {@code
   * lock}, by default the shipped one.
   *
   * @param settings what was chosen, by name; null or empty for the default
   * @throws IllegalArgumentException if the lock is none, naming file and line
   */
  public static DataFolder of(Function<String, @Nullable String> settings) {
    String root = settings.apply(ROOT);
    String lock = settings.apply(LOCK);
    return new DataFolder(
        Strings.isNullOrEmpty(root) ? usualRoot() : Path.of(root),
        Strings.isNullOrEmpty(lock) ? DatasetsLock.shipped() : DatasetsLock.read(lock));
  }

  private static Path usualRoot() {
    return Path.of(System.getProperty("user.home"), ".e2vpt", "data");
  }

  /**
   * The settings by which {@link #of} finds the same elsewhere: paths are absolute, since another
   * process may start in another folder. What is the default here is the default there, where the
   * home folder may be another.
   */
  public ImmutableMap<String, String> settings() {
    ImmutableMap.Builder<String, String> settings = ImmutableMap.builder();
    if (!root.equals(usualRoot())) {
      settings.put(ROOT, root.toAbsolutePath().toString());
    }
    if (!lock.equals(DatasetsLock.shipped())) {
      settings.put(LOCK, Path.of(lock.source()).toAbsolutePath().toString());
    }
    return settings.buildOrThrow();
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
