package org.e2vpt.harness.tensor;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.file.ProcessLock;
import org.jspecify.annotations.Nullable;

/**
 * Where native libraries lie that jars brought: {@code ~/.e2vpt/djl}, or {@code DJL_CACHE_DIR}. DJL
 * unpacks them if they are missing, and loads whatever has their names; so they are checked, and
 * unpacked if need be, before DJL looks at them.
 */
public final class NativeCache {

  /** The name by which DJL knows it, as an environment variable or else as a system property. */
  static final String SETTING = "DJL_CACHE_DIR";

  private static final long MEGABYTE = 1_000_000;

  private NativeCache() {}

  static Path folder() {
    @Nullable String chosen = System.getenv(SETTING);
    if (chosen == null) {
      chosen = System.getProperty(SETTING);
    }
    return chosen == null
        ? Path.of(System.getProperty("user.home"), ".e2vpt", "djl")
        : Path.of(chosen);
  }

  /**
   * How the libraries for the processor are.
   *
   * @param words for a person
   * @param usable whether they can be loaded, or will be after the next run has unpacked them
   */
  public record Status(String words, boolean usable) {}

  /** Looks at the libraries for the processor; writes nothing. */
  public static Status status() {
    return bundled(NativeCache.class.getClassLoader(), folder())
        .map(NativeCache::status)
        .orElseGet(() -> new Status("not in this build's jars", true));
  }

  /**
   * Sees to it that the libraries for the processor can be loaded: compares them with those in the
   * jars, and unpacks what is missing or damaged.
   *
   * @throws IllegalStateException if they cannot be unpacked or loaded; the message says what to do
   */
  public static void prepare() {
    bundled(NativeCache.class.getClassLoader(), folder()).ifPresent(NativeCache::prepare);
  }

  /** Those for the processor of this machine, if they are in the jars. */
  static Optional<NativeLibraries> bundled(ClassLoader jars, Path cache) {
    try {
      for (URL url : Collections.list(jars.getResources("native/lib/pytorch.properties"))) {
        Properties jar = properties(url);
        if (jar.getProperty("flavor", "").startsWith("cpu")
            && jar.getProperty("classifier", "").equals(platform())) {
          return Optional.of(libraries(jars, cache, jar));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look for PyTorch's native libraries", e);
    }
  }

  /** PyTorch's own, and the one that DJL calls them by, under the names that DJL gives them. */
  private static NativeLibraries libraries(ClassLoader jars, Path cache, Properties jar)
      throws IOException {
    String flavor = jar.getProperty("flavor");
    ImmutableMap.Builder<String, URL> packed = ImmutableMap.builder();
    for (String library : jar.getProperty("libraries", "").split(",")) {
      add(
          packed,
          library,
          jars.getResource("pytorch/%s/%s/%s".formatted(flavor, platform(), library)));
    }
    URL engine = jars.getResource("pytorch-engine.properties");
    if (engine != null) {
      String bridge = System.mapLibraryName("djl_torch");
      add(
          packed,
          properties(engine).getProperty("djl_version") + "-" + bridge,
          jars.getResource("jnilib/%s/%s/%s".formatted(platform(), flavor, bridge)));
    }
    String folder = "%s-%s-%s".formatted(jar.getProperty("version"), flavor, platform());
    return new NativeLibraries(cache.resolve("pytorch").resolve(folder), packed.buildOrThrow());
  }

  private static void add(
      ImmutableMap.Builder<String, URL> packed, String name, @Nullable URL place) {
    if (place != null) {
      packed.put(name, place);
    }
  }

  /** As DJL calls it: {@code linux-x86_64}, {@code osx-aarch64}. */
  static String platform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String architecture = System.getProperty("os.arch");
    return (system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux")
        + "-"
        + (architecture.equals("amd64") ? "x86_64" : architecture);
  }

  static Status status(NativeLibraries libraries) {
    Path folder = libraries.folder();
    try {
      requireExecutable(folder);
      ImmutableMap<String, String> damage = libraries.damage();
      if (damage.isEmpty()) {
        return new Status("whole, in " + folder, true);
      }
      Optional<String> refusal = refusal(libraries);
      if (refusal.isPresent()) {
        return new Status(problem(libraries, damage, refusal.get()), false);
      }
      return new Status(
          Files.exists(folder)
              ? libraries.describe(damage) + "; the next run unpacks it again"
              : "in their jar; the first run unpacks them into " + folder,
          true);
    } catch (IOException e) {
      return new Status(unreadable(folder, e), false);
    } catch (IllegalStateException e) {
      return new Status(String.valueOf(e.getMessage()), false);
    }
  }

  /** Why nothing can be unpacked, as far as it can be told without trying. */
  private static Optional<String> refusal(NativeLibraries libraries) throws IOException {
    Path there = Folders.existing(libraries.folder());
    if (!Files.isDirectory(there)) {
      return Optional.of(there + " is not a folder");
    }
    if (!Files.isWritable(there)) {
      return Optional.of(there + " is not writable");
    }
    long free = Files.getFileStore(there).getUsableSpace();
    return free < libraries.bytes()
        ? Optional.of(String.format(Locale.ROOT, "%d MB are free on its disk", free / MEGABYTE))
        : Optional.empty();
  }

  static synchronized void prepare(NativeLibraries libraries) {
    Path folder = libraries.folder();
    requireExecutable(folder);
    ImmutableMap<String, String> damage;
    try {
      if (libraries.isRemembered()) {
        return;
      }
      damage = libraries.damage();
    } catch (IOException e) {
      throw new IllegalStateException(unreadable(folder, e), e);
    }
    try {
      heal(libraries);
    } catch (IOException e) {
      if (!damage.isEmpty()) { // else they can be used as they are, and are checked every time
        throw new IllegalStateException(problem(libraries, damage, NativeLibraries.reason(e)), e);
      }
    }
  }

  @SuppressWarnings("try") // the lock is only held
  private static void heal(NativeLibraries libraries) throws IOException {
    Path folder = libraries.folder();
    Folders.create(folder.resolveSibling(""));
    try (ProcessLock lock = ProcessLock.take(folder.resolveSibling("lock"), () -> {})) {
      libraries.restore();
    }
  }

  private static String problem(
      NativeLibraries libraries, Map<String, String> damage, String reason) {
    long bytes;
    try {
      bytes = libraries.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read PyTorch's native libraries in the jars", e);
    }
    return String.format(
        Locale.ROOT,
        "%s and cannot be unpacked: %s; it takes a writable folder with %d MB free, and %s can name another one",
        libraries.describe(damage),
        reason,
        bytes / MEGABYTE + 1,
        SETTING);
  }

  private static String unreadable(Path folder, IOException e) {
    return "%s cannot be read: %s; delete it, or set %s to another folder"
        .formatted(folder, NativeLibraries.reason(e), SETTING);
  }

  /** Linux loads no library from a file system that is mounted so. */
  private static void requireExecutable(Path folder) {
    Path mounts = Path.of("/proc/self/mountinfo");
    if (!Files.isReadable(mounts)) {
      return;
    }
    try {
      Optional<String> point =
          noexec(Files.readAllLines(mounts), Folders.existing(folder).toRealPath());
      if (point.isPresent()) {
        throw new IllegalStateException(
            "%s is on %s, which is mounted noexec: no library can be loaded from there; set %s to another folder"
                .formatted(folder, point.get(), SETTING));
      }
    } catch (IOException e) {
      throw new IllegalStateException(unreadable(folder, e), e);
    }
  }

  /**
   * The mount point on which a path lies, if it is mounted noexec.
   *
   * @param mounts lines of Linux's {@code /proc/self/mountinfo}: the fifth field is the mount
   *     point, the sixth has its options
   */
  static Optional<String> noexec(List<String> mounts, Path path) {
    String longest = "";
    boolean noexec = false;
    for (String line : mounts) {
      List<String> fields = Splitter.on(' ').splitToList(line);
      String point = fields.size() > 5 ? fields.get(4).replace("\\040", " ") : "";
      if (point.length() >= longest.length() && !point.isEmpty() && path.startsWith(point)) {
        longest = point; // the last of several at one point hides the others
        noexec = Splitter.on(',').splitToList(fields.get(5)).contains("noexec");
      }
    }
    return noexec ? Optional.of(longest) : Optional.empty();
  }

  private static Properties properties(URL url) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(Resources.toString(url, StandardCharsets.UTF_8)));
    return properties;
  }
}
