package org.e2vpt.harness.weights;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/** Loads the published weights of the paper's backbones from the files in which they come. */
public final class PublishedWeights {

  /** What happens to a file that is known to hold other weights of the same names and shapes. */
  public enum LookAlikes {
    REFUSED,
    ACCEPTED
  }

  private PublishedWeights() {}

  /**
   * The weights by our names, linear ones (out, in).
   *
   * @param id such as {@code vit-b16-in21k}: see {@link Published}
   * @throws IOException naming the file, if it cannot be read
   * @throws IllegalArgumentException naming the file, and the tensor or size that differs, or what
   *     it is instead
   */
  public static Map<String, HostTensor> load(Path path, String id, LookAlikes lookAlikes)
      throws IOException {
    try (TensorFile file = TensorFile.open(path)) {
      return mapping(file, id, lookAlikes).load();
    }
  }

  /**
   * The weights from the data folder, from whichever file of them lies there.
   *
   * @throws IllegalStateException if none does, or it is not the locked one, with what to do
   * @throws IllegalArgumentException as {@link #load(Path, String, LookAlikes)}
   */
  public static Map<String, HostTensor> load(String id, DataFolder folder) {
    List<LockedFile> files = files(id, DatasetsLock.chosen());
    LockedFile file =
        files.stream()
            .filter(each -> folder.state(each) != State.MISSING)
            .findFirst()
            .orElse(files.get(0));
    if (folder.state(file) != State.CHECKED) {
      folder.check(file);
    }
    try {
      return load(folder.path(file), id, LookAlikes.REFUSED);
    } catch (IOException e) {
      throw new UncheckedIOException("the weights of %s cannot be read".formatted(id), e);
    }
  }

  /** The locked files that hold the weights of this id, each all of them; the usual one first. */
  public static ImmutableList<LockedFile> files(String id, DatasetsLock lock) {
    return Published.of(id).stream()
        .map(Published::lockedAs)
        .filter(lockedAs -> !lockedAs.isEmpty())
        .map(lock::file)
        .collect(ImmutableList.toImmutableList());
  }

  /** What {@link #load} would read. */
  static Mapping mapping(TensorFile file, String id, LookAlikes lookAlikes) {
    Published best =
        Published.of(id).stream()
            .max(Comparator.comparingLong(published -> published.keyMap().known(file)))
            .orElseThrow();
    if (lookAlikes == LookAlikes.REFUSED) {
      LookAlike.of(file, id)
          .ifPresent(
              lookAlike -> {
                throw new IllegalArgumentException(
                    "%s is not '%s': %s".formatted(file.name(), id, lookAlike.reason()));
              });
    }
    return best.apply(file);
  }
}
