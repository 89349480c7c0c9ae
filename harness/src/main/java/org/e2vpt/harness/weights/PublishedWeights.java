package org.e2vpt.harness.weights;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;

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
