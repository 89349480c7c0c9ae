package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import java.io.IOException;
import java.util.Map;

/**
 * What a file holds, before any element is read.
 *
 * @param format as a person names it
 * @param tensors by name, in the order of the file
 * @param ignored what else the file holds: its types by name, such as {@code numpy.float64}
 * @param metadata texts by name, which only safetensors has
 */
record Listing(
    String format,
    ImmutableMap<String, Stored> tensors,
    ImmutableMap<String, String> ignored,
    ImmutableMap<String, String> metadata) {

  /** A tensor that can be read. */
  record Stored(TensorInfo info, Elements elements) {}

  /** Reads the elements. */
  interface Elements {

    /**
     * A tensor as it was listed.
     *
     * @throws IOException saying what is wrong, without the names of file and tensor
     */
    HostTensor read() throws IOException;
  }

  /** Turns what a format knows of its tensors into a list. */
  static <T> Listing of(
      String format, Map<String, T> tensors, Map<String, String> ignored, Lister<T> lister)
      throws IOException {
    ImmutableMap.Builder<String, Stored> stored = ImmutableMap.builder();
    for (Map.Entry<String, T> tensor : tensors.entrySet()) {
      stored.put(tensor.getKey(), lister.stored(tensor.getValue()));
    }
    return new Listing(
        format, stored.buildOrThrow(), ImmutableMap.copyOf(ignored), ImmutableMap.of());
  }

  /** The same with texts beside the tensors. */
  Listing with(ImmutableMap<String, String> texts) {
    return new Listing(format, tensors, ignored, texts);
  }

  /** What is stored of a tensor that a format describes. */
  interface Lister<T> {
    Stored stored(T tensor) throws IOException;
  }

  /** Bytes of all tensors together. */
  long bytes() {
    return tensors.values().stream()
        .mapToLong(tensor -> tensor.info().bytes())
        .reduce(0, LongMath::saturatedAdd);
  }
}
