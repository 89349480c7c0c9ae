package org.e2vpt.harness.checkpoint;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of named tensors: opening it lists them, and their elements are read when asked for. The
 * format is told by the file's content.
 */
public final class TensorFile implements Closeable {

  /** What a format makes of a file. */
  interface Format {

    /** As a person names it. */
    String name();

    /** The tensors in the order of the file. */
    ImmutableMap<String, TensorInfo> tensors();

    /**
     * The elements of one of {@link #tensors}.
     *
     * @throws IOException saying what is wrong, without the file's name
     */
    HostTensor read(String name) throws IOException;
  }

  private final Source source;
  private final Format format;

  private TensorFile(Source source, Format format) {
    this.source = source;
    this.format = format;
  }

  /**
   * Lists the tensors of a file.
   *
   * @throws IOException naming the file and what is wrong with it
   */
  public static TensorFile open(Path file) throws IOException {
    return open(Source.of(file));
  }

  static TensorFile open(Source source) throws IOException {
    try {
      Format format = Formats.of(source);
      long all =
          format.tensors().values().stream()
              .mapToLong(TensorInfo::bytes)
              .reduce(0, LongMath::saturatedAdd);
      Bounds.requirePlausible(all, source.size());
      return new TensorFile(source, format);
    } catch (IOException | IllegalArgumentException e) {
      source.close();
      throw new IOException("cannot read %s: %s".formatted(source.name(), e.getMessage()), e);
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
    return format.name();
  }

  /** What there is, in the order of the file. */
  public ImmutableMap<String, TensorInfo> tensors() {
    return format.tensors();
  }

  /**
   * Reads one tensor.
   *
   * @throws IllegalArgumentException if the file has no tensor of this name
   * @throws IOException naming file and tensor, and what is wrong with it
   */
  public HostTensor read(String name) throws IOException {
    if (!tensors().containsKey(name)) {
      throw new IllegalArgumentException("%s has no tensor %s".formatted(name(), name));
    }
    try {
      return format.read(name);
    } catch (IOException e) {
      throw new IOException("cannot read %s of %s: %s".formatted(name, name(), e.getMessage()), e);
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
