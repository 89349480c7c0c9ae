package org.e2vpt.harness.parity;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;

/**
 * Tensors recorded from one run of the official implementation.
 *
 * @param name of the file, without its ending
 */
record Fixture(String name, Map<String, HostTensor> tensors) {

  static Fixture read(Path file) throws IOException {
    String name = file.getFileName().toString();
    return new Fixture(name.substring(0, name.lastIndexOf('.')), Npz.read(file));
  }

  /** Such as {@code vit}: the name up to the first underscore. */
  String backbone() {
    int end = name.indexOf('_');
    return end < 0 ? name : name.substring(0, end);
  }

  /** Whether its name has this word, between underscores: what no tensor tells. */
  boolean isNamed(String word) {
    return Splitter.on('_').splitToList(name).contains(word);
  }

  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  HostTensor get(String tensor) {
    HostTensor found = tensors.get(tensor);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no tensor %s in %s.npz, only %s".formatted(tensor, name, tensors.keySet()));
    }
    return found;
  }

  double scalar(String tensor) {
    return get(tensor).element(0);
  }

  /** The tensors below {@code section/}, without that prefix. */
  Map<String, HostTensor> section(String section) {
    String prefix = section + "/";
    Map<String, HostTensor> below = new LinkedHashMap<>();
    tensors.forEach(
        (tensor, values) -> {
          if (tensor.startsWith(prefix)) {
            below.put(tensor.substring(prefix.length()), values);
          }
        });
    return below;
  }

  static double[] doubles(HostTensor tensor) {
    return IntStream.range(0, tensor.elements()).mapToDouble(tensor::element).toArray();
  }

  /**
   * Compares shapes without axes of length 1: ours have one for images or for blocks that share.
   */
  void requireSameShape(String what, long[] ours, HostTensor theirs) {
    if (!Arrays.equals(withoutOnes(ours), withoutOnes(theirs.shape()))) {
      throw new IllegalArgumentException(
          "%s has shape %s, the model that it seems to describe needs %s"
              .formatted(what, Arrays.toString(theirs.shape()), Arrays.toString(ours)));
    }
  }

  private static long[] withoutOnes(long[] shape) {
    return Arrays.stream(shape).filter(size -> size != 1).toArray();
  }
}
