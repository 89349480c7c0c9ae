package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;

/**
 * Ids of the users' folders. People name a folder by its path, {@code folder:PATH}, or {@code
 * folder-as-stored:PATH} if EXIF orientations are not to be applied; a trial names it by its
 * content, {@code folder-} and the first 12 digits of {@link ImageFolder#sha256}, so that it stays
 * the same trial when the folder is moved or renamed. Where the folder lies now is known to the
 * process that was given the path, which tells its workers by {@link #properties}.
 */
public final class FolderIds {

  private static final String BY_PATH = "folder:";
  private static final String AS_STORED = "folder-as-stored:";

  /** The regular expression of an id by content. */
  public static final String BY_CONTENT = "folder-[0-9a-f]{12}";

  private static final int DIGITS = 12;
  private static final String PROPERTY = "e2vpt.";

  /** Hashes of folders, which are read whole: once in the life of a process. */
  private static final Map<String, String> HASHES = new ConcurrentHashMap<>();

  /** The id by an absolute path, by that by content. */
  private static final Map<String, String> PATHS = new ConcurrentHashMap<>();

  private FolderIds() {}

  /** Whether this is the id of a folder, in one of both forms. */
  public static boolean isFolder(String task) {
    return isByPath(task) || isByContent(task);
  }

  /** Whether this is the id of a folder by its content: nothing says where it lies. */
  public static boolean isByContent(String task) {
    return task.matches(BY_CONTENT);
  }

  private static boolean isByPath(String task) {
    return task.startsWith(BY_PATH) || task.startsWith(AS_STORED);
  }

  /** The id of a folder by its path. */
  public static String byPath(Path folder, Orientation orientation) {
    return (orientation == Orientation.APPLIED ? BY_PATH : AS_STORED) + folder;
  }

  /**
   * Where the folder lies.
   *
   * @throws IllegalArgumentException if it is named by its content, and nobody named its path here
   */
  public static Path path(String task) {
    String named = named(task);
    return Path.of(named.substring(named.indexOf(':') + 1));
  }

  /**
   * Whether EXIF orientations are applied.
   *
   * @throws IllegalArgumentException as {@link #path}
   */
  public static Orientation orientation(String task) {
    return named(task).startsWith(AS_STORED) ? Orientation.AS_STORED : Orientation.APPLIED;
  }

  private static String named(String task) {
    String named = isByPath(task) ? task : PATHS.get(task);
    if (named == null) {
      throw new IllegalArgumentException(
          "%s is a folder by its content, and where it lies is not known here; name it by its path, %sPATH"
              .formatted(task, BY_PATH));
    }
    return named;
  }

  private static String absolute(String task) {
    return byPath(path(task).toAbsolutePath(), orientation(task));
  }

  /**
   * The hash of what is in the folder.
   *
   * @throws IOException naming the folder or file that is not as expected
   */
  public static String sha256(String task) throws IOException {
    String absolute = absolute(task);
    String hash = HASHES.get(absolute);
    if (hash == null) {
      hash = ImageFolder.sha256(path(absolute), orientation(absolute));
      HASHES.put(absolute, hash);
    }
    return hash;
  }

  /**
   * The id of the folder by its content.
   *
   * @throws IOException as {@link #sha256}
   */
  public static String byContent(String task) throws IOException {
    if (!isByPath(task)) {
      return task;
    }
    String id = "folder-" + sha256(task).substring(0, DIGITS);
    PATHS.put(id, absolute(task));
    return id;
  }

  /** System properties by which another process finds the folders that were named in this one. */
  public static ImmutableMap<String, String> properties() {
    ImmutableMap.Builder<String, String> properties = ImmutableMap.builder();
    PATHS.forEach((id, path) -> properties.put(PROPERTY + id, path));
    return properties.buildOrThrow();
  }

  /** Takes in the {@link #properties} of the process that named the folders; skips others. */
  public static void know(Map<String, String> properties) {
    properties.forEach(
        (name, path) -> {
          if (name.startsWith(PROPERTY) && isFolder(name.substring(PROPERTY.length()))) {
            PATHS.put(name.substring(PROPERTY.length()), path);
          }
        });
  }
}
