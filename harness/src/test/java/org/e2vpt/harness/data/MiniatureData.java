package org.e2vpt.harness.data;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.fgvc.FgvcMiniatures;
import org.e2vpt.harness.data.vtab.VtabMiniatures;

/**
 * The paper's 24 data sets in small: a data folder with files of the layout, names and formats of
 * the originals, and a lock for them that says so. A process with {@code -Ddata.root=FOLDER
 * -Dlock=LOCK} reads these and no others; see {@code datasets.lock} for its line {@code miniature}.
 */
public final class MiniatureData {

  /** What VTAB's tasks take instead of 800 and 200. */
  public static final int TRAIN = 8;

  public static final int VAL = 2;

  private MiniatureData() {}

  /** Writes all data sets below {@code root}. */
  public static void write(Path root) {
    TaskSpecs.vtab().forEach(task -> VtabMiniatures.write(task, root));
    TaskSpecs.fgvc().forEach(task -> FgvcMiniatures.write(task.id(), root));
  }

  /**
   * The lines of a lock for what {@link #write} wrote below {@code root}, and for weights that
   * others wrote there: the ids and tasks of the shipped lock, and the sizes and hashes of these
   * files.
   *
   * @param url below which the files are served, if they are
   */
  public static List<String> lock(Path root, String url) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(String.format(Locale.ROOT, "miniature %d %d", TRAIN, VAL));
    DatasetsLock shipped = DatasetsLock.shipped();
    List<Path> files;
    try (Stream<Path> found = Files.walk(root)) {
      files = found.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String id = root.relativize(file).toString().replace('\\', '/');
      LockedFile original = shipped.files().get(id);
      if (original == null) {
        continue; // a pin, or a cache
      }
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %s/%s %d sha256:%s none-stated - %s",
              id,
              url,
              id,
              Files.size(file),
              MoreFiles.asByteSource(file).hash(Hashing.sha256()),
              String.join(",", original.neededBy())));
    }
    return lines;
  }

  /** Writes all data sets below {@code root}, and their lock to {@code lock}. */
  public static void write(Path root, Path lock) throws IOException {
    write(root);
    Files.write(lock, lock(root, "http://localhost"));
  }
}
