package org.e2vpt.harness.worker;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.checkpoint.TensorHash;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;

/**
 * What a trial left for others: importance scores, and the initial values that they rewind to.
 *
 * @param directory of the run
 * @param id of the trial that left it
 */
record ArtifactFile(Path directory, String id) {

  private static final String TRIAL = "trial";

  Path path() {
    return directory.resolve("artifacts").resolve(id + ".safetensors");
  }

  /** Writes it; says of which trial it is, and what hash its content has. */
  static void write(Path directory, Trial trial, Map<String, HostTensor> tensors)
      throws IOException {
    Map<String, String> metadata = new TreeMap<>(Map.of(TRIAL, trial.canonical()));
    metadata.put(TensorHash.NAME, TensorHash.of(metadata, tensors));
    SafeTensors.write(new ArtifactFile(directory, trial.id()).path(), tensors, metadata);
  }

  /**
   * All tensors by name.
   *
   * @throws IllegalArgumentException if the file is missing, damaged or another trial's: what is
   *     pruned by it would be something else
   */
  Map<String, HostTensor> read() {
    Path journal = directory.resolve(Journal.FILE);
    if (!Files.exists(path())) {
      throw new IllegalArgumentException(
          "%s is missing, which trial %s left; delete that trial's line from %s to run it again"
              .formatted(path(), id, journal));
    }
    try (TensorFile file = TensorFile.open(path())) {
      Map<String, HostTensor> tensors = file.readAll();
      require(file.metadata(), tensors);
      return tensors;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s; delete this file, and the line of trial %s, which left it, from %s to run that again"
              .formatted(e.getMessage(), id, journal),
          e);
    }
  }

  private void require(Map<String, String> metadata, Map<String, HostTensor> tensors)
      throws IOException {
    String trial = metadata.get(TRIAL);
    if (trial == null) {
      throw new IOException(path() + " names no trial");
    }
    String sha256 = Hashing.sha256().hashString(trial, StandardCharsets.UTF_8).toString();
    if (!sha256.startsWith(id)) { // ids are such hashes
      throw new IOException(
          "%s is what trial %s left".formatted(path(), sha256.substring(0, id.length())));
    }
    String hash = metadata.get(TensorHash.NAME); // files of older programs have none
    if (hash != null && !hash.equals(TensorHash.of(metadata, tensors))) {
      throw new IOException(
          "%s is damaged: its sha256 is not that of its content".formatted(path()));
    }
  }
}
