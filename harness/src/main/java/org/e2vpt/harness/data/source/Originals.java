package org.e2vpt.harness.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The original files of one data set, under the names that their authors gave them. Readers know
 * nothing but these names; what the files must contain is a matter of {@code datasets.lock}.
 *
 * @param dataset its id
 * @param path of the folder
 */
public record Originals(String dataset, Path path) {

  /** The data set's folder below the folder of all data. */
  public static Originals of(Path root, String dataset) {
    return new Originals(dataset, root.resolve(dataset));
  }

  /** Whether there is a file or folder of this name. */
  public boolean has(String name) {
    return Files.exists(path.resolve(name));
  }

  /**
   * The file of this name.
   *
   * @throws IOException saying what to do if it is not there
   */
  public Path file(String name) throws IOException {
    if (!has(name)) {
      throw new IOException(
          "%s needs %s, which is not in %s; fetch it, or put it there"
              .formatted(dataset, name, path));
    }
    return path.resolve(name);
  }
}
