package org.e2vpt.harness.data.archive;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * An HDF5 file whose data sets have a row for each example. Rows of bytes are read a chunk of rows
 * at a time, each chunk once, since the largest file has 7 GB of them.
 */
public final class HdfRows implements AutoCloseable {

  private final String name;
  private final FileChannel channel;
  private final HdfFile file;

  private HdfRows(String name, FileChannel channel, HdfFile file) {
    this.name = name;
    this.channel = channel;
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @param name of the file, for messages
   * @throws IOException naming it, if it is no HDF5 file
   */
  public static HdfRows open(String name, Path path) throws IOException {
    if (!Files.isReadable(path)) { // the library would say that it is no HDF5 file
      throw new AccessDeniedException(path.toString());
    }
    return open(name, FileChannel.open(path));
  }

  /**
   * Opens a file.
   *
   * @param name of the file, for messages
   * @param channel of its content, which is closed with this object, and if it cannot be opened
   * @throws IOException naming it, if it is no HDF5 file
   */
  public static HdfRows open(String name, FileChannel channel) throws IOException {
    try {
      return new HdfRows(name, channel, new HdfFile(channel));
    } catch (HdfException e) {
      channel.close();
      throw new IOException(
          "%s is no HDF5 file, or damaged (%s): fetch it again".formatted(name, e.getMessage()), e);
    }
  }

  /** How many rows a data set has. */
  public int rows(String dataset) throws IOException {
    return dataset(dataset).getDimensions()[0];
  }

  /** All values of a small data set of numbers, the last axis fastest. */
  public long[] numbers(String dataset) throws IOException {
    Object values;
    try {
      values = dataset(dataset).getDataFlat();
    } catch (HdfException e) {
      throw damaged(dataset, e);
    }
    long[] numbers = new long[Array.getLength(values)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = ((Number) Array.get(values, i)).longValue();
    }
    return numbers;
  }

  /**
   * Shows these rows of a data set of uint8 in their order.
   *
   * @param rowShape its sizes without the first
   * @throws IOException naming the file and what was expected
   */
  public void read(String dataset, Set<Integer> wanted, Rows.Visitor visitor, int... rowShape)
      throws IOException {
    Dataset data = dataset(dataset);
    int[] shape = data.getDimensions();
    int[] found = Arrays.copyOfRange(shape, 1, shape.length);
    if (!Arrays.equals(found, rowShape) || data.getDataType().getSize() != 1) {
      throw new IOException(
          "%s: '%s' has rows of shape %s with %d bytes a value, expected %s with 1"
              .formatted(
                  name,
                  dataset,
                  Arrays.toString(found),
                  data.getDataType().getSize(),
                  Arrays.toString(rowShape)));
    }
    NavigableSet<Integer> rows = new TreeSet<>(wanted);
    if (!rows.isEmpty() && rows.last() >= shape[0]) {
      throw new IOException(
          "%s: '%s' has %d rows, row %d was asked for"
              .formatted(name, dataset, shape[0], rows.last()));
    }
    try {
      if (data instanceof ChunkedDataset chunked) {
        readChunked(chunked, rows, visitor);
      } else if (data instanceof ContiguousDataset contiguous) {
        readContiguous(contiguous, rows, visitor);
      } else {
        throw new IOException(
            "%s: '%s' is laid out as %s".formatted(name, dataset, data.getDataLayout()));
      }
    } catch (HdfException e) {
      throw damaged(dataset, e);
    }
  }

  private IOException damaged(String dataset, HdfException cause) {
    return new IOException(
        "%s: '%s' is damaged (%s): fetch it again".formatted(name, dataset, cause.getMessage()),
        cause);
  }

  private void readContiguous(
      ContiguousDataset data, NavigableSet<Integer> rows, Rows.Visitor visitor) throws IOException {
    int rowBytes = rowBytes(data);
    for (int row : rows) {
      ByteBuffer bytes = ByteBuffer.allocate(rowBytes);
      long from = data.getDataAddress() + (long) row * rowBytes;
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, from + bytes.position()) < 0) {
          throw new IOException("the file ends within row %d".formatted(row));
        }
      }
      visitor.row(row, bytes.array());
    }
  }

  private static int rowBytes(Dataset data) {
    int bytes = 1;
    for (int size : Arrays.copyOfRange(data.getDimensions(), 1, data.getDimensions().length)) {
      bytes = Math.multiplyExact(bytes, size);
    }
    return bytes;
  }

  private static void readChunked(
      ChunkedDataset data, NavigableSet<Integer> rows, Rows.Visitor visitor) throws IOException {
    int band = data.getChunkDimensions()[0];
    Integer next = rows.isEmpty() ? null : rows.first();
    while (next != null) {
      int start = next / band * band;
      NavigableSet<Integer> inBand = rows.subSet(start, true, start + band, false);
      byte[][] content = new byte[band][];
      for (int row : inBand) {
        content[row - start] = new byte[rowBytes(data)];
      }
      int[] corner = new int[data.getDimensions().length];
      corner[0] = start;
      copyBand(data, corner, content);
      for (int row : inBand) {
        visitor.row(row, content[row - start]);
      }
      next = rows.ceiling(start + band);
    }
  }

  /** Copies the wanted rows out of every chunk between two multiples of the chunks' height. */
  private static void copyBand(ChunkedDataset data, int[] corner, byte[][] rows) {
    int[] shape = data.getDimensions();
    int[] chunkShape = data.getChunkDimensions();
    boolean more = true;
    while (more) {
      copyChunk(data.getDecompressedChunk(corner), corner, chunkShape, shape, rows);
      more = false;
      for (int axis = shape.length - 1; axis > 0 && !more; axis--) {
        corner[axis] += chunkShape[axis];
        more = corner[axis] < shape[axis];
        if (!more) {
          corner[axis] = 0;
        }
      }
    }
  }

  /** Copies runs along the last axis; what of a chunk lies beyond the data is left out. */
  private static void copyChunk(
      byte[] chunk, int[] corner, int[] chunkShape, int[] shape, byte[][] rows) {
    int last = shape.length - 1;
    int run = Math.min(chunkShape[last], shape[last] - corner[last]);
    int runs = chunk.length / chunkShape[last];
    int runsInRow = runs / chunkShape[0];
    for (int i = 0; i < runs; i++) {
      byte[] row = rows[i / runsInRow];
      if (row != null) {
        int to = place(i % runsInRow, corner, chunkShape, shape);
        if (to >= 0) {
          System.arraycopy(chunk, i * chunkShape[last], row, to, run);
        }
      }
    }
  }

  /** Where in a row the chunk's run {@code index} begins, or -1 beyond the data. */
  private static int place(int index, int[] corner, int[] chunkShape, int[] shape) {
    int last = shape.length - 1;
    int place = corner[last];
    int stride = shape[last];
    for (int axis = last - 1; axis > 0; axis--) {
      int at = corner[axis] + index % chunkShape[axis];
      index /= chunkShape[axis];
      if (at >= shape[axis]) {
        return -1;
      }
      place += at * stride;
      stride *= shape[axis];
    }
    return place;
  }

  private Dataset dataset(String dataset) throws IOException {
    try {
      return file.getDatasetByPath(dataset);
    } catch (HdfException e) {
      throw new IOException(
          "%s has no data set '%s', or is damaged: fetch it again".formatted(name, dataset), e);
    }
  }

  /** Closes the channel, and not the library's object, which wants to log a path (jhdf 0.13). */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
