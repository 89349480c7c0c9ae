package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.SafeTensors;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.data.Splits;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.file.ProcessLock;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.text.FileErrors;

/**
 * The features of a task's images by one encoder, each part in a file of its own: {@code
 * KEY-train.safetensors}. The only tensor in it, (N, features), is named by the sha256 of its
 * bytes, so that a damaged file is seen, and computed anew.
 *
 * @param folder of the files
 * @param key sha256 over whatever the features depend on, but for the part
 * @param splits whose parts are kept; other images are computed and not kept
 */
public record FeatureFiles(Path folder, String key, Splits splits) {

  /** Files for features that depend on {@code inputs}, and on nothing else but the part. */
  public static FeatureFiles of(Path folder, Splits splits, Object... inputs) {
    StringBuilder all = new StringBuilder();
    for (Object input : inputs) {
      all.append(input).append('\n');
    }
    return new FeatureFiles(
        folder, Hashing.sha256().hashString(all, StandardCharsets.UTF_8).toString(), splits);
  }

  /**
   * The features of a part, read from its file, or computed and written there. A second process
   * that needs them waits for the first.
   */
  NDArray of(LabelledImages part, NDManager manager, Supplier<NDArray> compute) {
    Path file = folder.resolve("%s-%s.safetensors".formatted(key.substring(0, 32), name(part)));
    try (ProcessLock lock =
        ProcessLock.take(file.resolveSibling(file.getFileName() + ".lock"), () -> {})) {
      return read(file, part.size(), manager).orElseGet(() -> written(file, compute.get()));
    } catch (IOException e) {
      complain(file, FileErrors.describe(e));
      return compute.get();
    }
  }

  private static Optional<NDArray> read(Path file, int images, NDManager manager) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (TensorFile tensors = TensorFile.open(file)) {
      if (tensors.tensors().size() == 1) {
        String name = tensors.tensors().keySet().asList().get(0);
        HostTensor tensor = tensors.read(name);
        long[] shape = tensor.shape();
        if (shape.length == 2 && shape[0] == images && name.equals(hash(tensor))) {
          return Optional.of(Tensors.toDevice(manager, tensor));
        }
      }
      complain(
          file,
          String.format(
              Locale.ROOT, "its hash or shape is not that of the features of %d images", images));
    } catch (IOException e) {
      complain(file, FileErrors.describe(e));
    }
    return Optional.empty();
  }

  private static NDArray written(Path file, NDArray features) {
    HostTensor tensor = Tensors.toHost(features);
    try {
      SafeTensors.write(file, Map.of(hash(tensor), tensor), Map.of());
    } catch (IOException e) {
      complain(file, FileErrors.describe(e));
    }
    return features;
  }

  private String name(LabelledImages part) {
    if (part == splits.train()) {
      return "train";
    }
    if (part == splits.val()) {
      return "val";
    }
    if (part == splits.test()) {
      return "test";
    }
    throw new IllegalArgumentException("no part of the task: " + part);
  }

  private static String hash(HostTensor tensor) {
    return Hashing.sha256().newHasher().putBytes(tensor.bytes()).hash().toString();
  }

  /** A file that cannot be used costs time, and nothing else. */
  private static void complain(Path file, String why) {
    System.err.printf("features are computed, as %s cannot be used: %s%n", file, why);
  }
}
