package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.checkpoint.Listing.Stored;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.text.FileErrors;

/**
 * A file of named tensors: opening it lists them, and their elements are read when asked for. The
 * format is told by the file's content.
 */
public final class TensorFile implements Closeable {

  private final FileBytes source;
  private final Listing listing;
  private final ImmutableMap<String, TensorInfo> tensors;

  private TensorFile(FileBytes source, Listing listing) {
    this.source = source;
    this.listing = listing;
    this.tensors = ImmutableMap.copyOf(Maps.transformValues(listing.tensors(), Stored::info));
  }

  /**
   * Lists the tensors of a file.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static TensorFile open(Path file) throws IOException {
    return open(FileBytes.of(file));
  }

  static TensorFile open(FileBytes source) throws IOException {
    try {
      Listing listing = Formats.list(source);
      Bounds.requirePlausible(listing.bytes(), source.size());
      return new TensorFile(source, listing);
    } catch (IOException | IllegalArgumentException e) {
      source.close();
      throw new IOException(
          "cannot read %s: %s".formatted(source.name(), FailureReason.of(e).orElseThrow()), e);
    } catch (RuntimeException | Error e) {
      source.close();
      throw e;
    }
  }

  /** The file's name. */
  public String name() {
    return source.name();
  }

  /** The format, as a person names it. */
  public String format() {
    return listing.format();
  }

  /** What there is, in the order of the file. */
  public ImmutableMap<String, TensorInfo> tensors() {
    return tensors;
  }

  /**
   * What the file holds beside the tensors that can be read: its types by name, such as {@code
   * numpy.float64} or {@code tensor of complexfloat}.
   */
  public ImmutableMap<String, String> ignored() {
    return listing.ignored();
  }

  /** Texts by name that stand beside the tensors: safetensors' {@code __metadata__}. */
  public ImmutableMap<String, String> metadata() {
    return listing.metadata();
  }

  /**
   * Reads one tensor.
   *
   * @throws IllegalArgumentException if the file has no tensor of this name
   * @throws IOException naming file and tensor, and what is wrong with it
   */
  public HostTensor read(String name) throws IOException {
    Stored tensor = listing.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(name(), name));
    }
    try {
      return tensor.elements().read();
    } catch (IOException e) {
      throw new IOException(
          "cannot read %s of %s: %s".formatted(name, name(), FileErrors.describe(e)), e);
    }
  }

  /**
   * Reads all tensors, in the order of the file.
   *
   * @throws IOException naming file and tensor, and what is wrong with it
   */
  public Map<String, HostTensor> readAll() throws IOException {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (String name : tensors().keySet()) {
      all.put(name, read(name));
    }
    return all;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
