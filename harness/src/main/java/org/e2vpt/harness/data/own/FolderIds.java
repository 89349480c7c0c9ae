package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ids of the users' folders. People name a folder by its path, {@code folder:PATH}; a trial names
 * it by its content, {@code folder-} and the first 12 digits of {@link ImageFolder#sha256}, so that
 * it stays the same trial when the folder is moved or renamed. Where the folder lies now is known
 * to the process that was given the path, which tells its workers by {@link #properties}.
 */
public final class FolderIds {

  private static final String BY_PATH = "folder:";
  private static final String BY_CONTENT = "folder-[0-9a-f]{12}";
  private static final int DIGITS = 12;
  private static final String PROPERTY = "e2vpt.";

  /** Hashes of folders, which are read whole: once in the life of a process. */
  private static final Map<Path, String> HASHES = new ConcurrentHashMap<>();

  private static final Map<String, Path> PATHS = new ConcurrentHashMap<>();

  private FolderIds() {}

  /** Whether this is the id of a folder, in one of both forms. */
  public static boolean isFolder(String task) {
    return task.startsWith(BY_PATH) || task.matches(BY_CONTENT);
  }

  /**
   * Where the folder lies.
   *
   * @throws IllegalArgumentException if it is named by its content, and nobody named its path here
   */
  public static Path path(String task) {
    if (task.startsWith(BY_PATH)) {
      return Path.of(task.substring(BY_PATH.length()));
    }
    Path path = PATHS.get(task);
    if (path == null) {
      throw new IllegalArgumentException(
          "%s is a folder by its content, and where it lies is not known here; name it by its path, %sPATH"
              .formatted(task, BY_PATH));
    }
    return path;
  }

  /**
   * The hash of what is in the folder.
   *
   * @throws IOException naming the folder or file that is not as expected
   */
  public static String sha256(String task) throws IOException {
    Path path = path(task).toAbsolutePath();
    String hash = HASHES.get(path);
    if (hash == null) {
      hash = ImageFolder.sha256(path);
      HASHES.put(path, hash);
    }
    return hash;
  }

  /**
   * The id of the folder by its content.
   *
   * @throws IOException as {@link #sha256}
   */
  public static String byContent(String task) throws IOException {
    if (!task.startsWith(BY_PATH)) {
      return task;
    }
    String id = "folder-" + sha256(task).substring(0, DIGITS);
    PATHS.put(id, path(task).toAbsolutePath());
    return id;
  }

  /** System properties by which another process finds the folders that were named in this one. */
  public static ImmutableMap<String, String> properties() {
    ImmutableMap.Builder<String, String> properties = ImmutableMap.builder();
    PATHS.forEach((id, path) -> properties.put(PROPERTY + id, path.toString()));
    return properties.buildOrThrow();
  }

  /** Takes in the {@link #properties} of the process that named the folders; skips others. */
  public static void know(Map<String, String> properties) {
    properties.forEach(
        (name, path) -> {
          if (name.startsWith(PROPERTY) && isFolder(name.substring(PROPERTY.length()))) {
            PATHS.put(name.substring(PROPERTY.length()), Path.of(path));
          }
        });
  }
}
