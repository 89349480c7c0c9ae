package org.e2vpt.harness.checkpoint;

import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.e2vpt.harness.file.Folders;
import org.e2vpt.harness.file.TemporaryFile;

/**
 * The safetensors format: an unsigned 64-bit length, a JSON header of that many bytes ({@code name
 * → dtype, shape, data_offsets}), then the tensors' bytes without overlap or gap.
 */
public final class SafeTensors {

  private static final long MAX_HEADER = 16 << 20;
  private static final long LARGEST_FILE = 1L << 48;

  private SafeTensors() {}

  /**
   * Whether the file begins with the length of a header and the header. A text does not: its first
   * eight characters are a length of 10¹⁵ and more, which no file has.
   */
  static boolean isIn(FileBytes source) throws IOException {
    return source.size() > Long.BYTES
        && source.read(Long.BYTES, 1).get() == '{'
        && Long.compareUnsigned(length(source), LARGEST_FILE) < 0;
  }

  private static long length(FileBytes source) throws IOException {
    return source.read(0, Long.BYTES).getLong();
  }

  /** Reads the header. */
  static Listing list(FileBytes source) throws IOException {
    long length = length(source);
    if (length > source.size() - Long.BYTES) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it is cut off: a safetensors file of %d bytes with a header of %d",
              source.size(),
              length));
    }
    if (length > MAX_HEADER) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "its safetensors header has %d bytes; at most %d are read",
              length,
              MAX_HEADER));
    }
    String header = StandardCharsets.UTF_8.decode(source.read(Long.BYTES, length)).toString();
    long data = Long.BYTES + length;
    SafeTensorsHeader.Content content = SafeTensorsHeader.content(header, source.size() - data);
    return Listing.of(
            "safetensors",
            content.tensors(),
            content.ignored(),
            placed ->
                new Listing.Stored(
                    placed.info(), () -> tensor(placed.info(), source, data + placed.begin())))
        .with(content.metadata());
  }

  private static HostTensor tensor(TensorInfo info, FileBytes source, long begin)
      throws IOException {
    return new HostTensor(info.type(), info.shape().toArray(), source.read(begin, info.bytes()));
  }

  /**
   * All tensors by name, in the order of the header.
   *
   * @param file the whole file
   * @param where its name, for messages
   * @throws IOException naming the file, and the tensor for which header and bytes disagree
   */
  public static Map<String, HostTensor> read(byte[] file, String where) throws IOException {
    try (TensorFile tensors = TensorFile.open(FileBytes.of(where, file))) {
      return tensors.readAll();
    }
  }

  /**
   * Writes {@code tensors} in their order, by a temporary file and an atomic move.
   *
   * @throws IllegalArgumentException if a tensor's name is the one the format keeps for metadata
   */
  public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata)
      throws IOException {
    write(file, Maps.transformValues(tensors, HostTensor::info), tensors::get, metadata);
  }

  /**
   * As {@link #write(Path, Map, Map)}, for tensors that need not be in host memory all at once.
   *
   * @param tensors what there is to write
   * @param read makes a tensor by its name; asked for each of them once, in their order
   */
  public static void write(
      Path file,
      Map<String, TensorInfo> tensors,
      Function<String, HostTensor> read,
      Map<String, String> metadata)
      throws IOException {
    byte[] header = SafeTensorsHeader.json(tensors, metadata).getBytes(StandardCharsets.UTF_8);
    // The format asks for data that start at a multiple of 8, and allows spaces to get there.
    byte[] padded = Arrays.copyOf(header, header.length + (-header.length & 7));
    Arrays.fill(padded, header.length, padded.length, (byte) ' ');

    Folders.create(file.toAbsolutePath().resolveSibling(""));
    try (TemporaryFile temporary = TemporaryFile.beside(file)) {
      ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      write(temporary.channel(), length.putLong(padded.length).flip());
      write(temporary.channel(), ByteBuffer.wrap(padded));
      for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
        HostTensor elements = read.apply(tensor.getKey());
        tensor.getValue().requireBytes(elements.bytes().capacity());
        write(temporary.channel(), elements.bytes());
      }
      temporary.complete();
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
