package org.e2vpt.harness.data.archive;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * An HDF5 file whose data sets have a row for each example. Rows are read a chunk of rows at a
 * time, each chunk once, since the largest file has 7 GB of them.
 *
 * <p>Only what the files of {@code datasets.lock} need is understood, and every size is compared
 * with the file's before memory is taken for it. HDF5 libraries trust the sizes in a file: one of
 * 358 bytes kept them busy for a minute.
 */
public final class HdfRows implements AutoCloseable {

  /** Of a data set that is read whole: dSprites' labels are 4 million. */
  private static final int MOST_NUMBERS = 1 << 23;

  /** Of the rows that are held at once: all that lie in the same chunks; dSprites has 94 MB. */
  private static final int MOST_BAND = 1 << 28;

  private final String name;
  private final Hdf5File file;
  private final Map<String, Hdf5Dataset> datasets = new HashMap<>();

  private HdfRows(String name, Hdf5File file) {
    this.name = name;
    this.file = file;
  }

  @FunctionalInterface
  private interface Parser<T> {
    T parse() throws IOException;
  }

  /** A field beyond its structure, a position beyond its block, or a size beyond 64 bits. */
  private static <T> T parsed(Parser<T> parser) throws IOException {
    try {
      return parser.parse();
    } catch (BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | ArithmeticException e) {
      throw new IOException("a part of it ends too early, or is too large", e);
    }
  }

  /**
   * Opens a file.
   *
   * @param name of the file, for messages
   * @throws IOException naming it, if it is no HDF5 file
   */
  public static HdfRows open(String name, Path path) throws IOException {
    if (!Files.isReadable(path)) {
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
      return new HdfRows(name, parsed(() -> Hdf5File.open(channel)));
    } catch (IOException e) {
      throw new IOException(
          "%s is not an HDF5 file, or is damaged (%s): fetch it again"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  /** How many rows a data set has. */
  public int rows(String dataset) throws IOException {
    return dataset(dataset).shape()[0];
  }

  /**
   * All values of a small data set of whole numbers, the last axis fastest.
   *
   * @throws IOException naming the file and what was expected
   */
  public long[] numbers(String dataset) throws IOException {
    Hdf5Dataset data = dataset(dataset);
    long count = parsed(() -> Hdf5Dataset.product(data.shape(), 0));
    if (count > MOST_NUMBERS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: '%s' has %d numbers, expected %d at most",
              name,
              dataset,
              count,
              MOST_NUMBERS));
    }
    if (count == 0) {
      return new long[0];
    }
    LongBuffer numbers = LongBuffer.allocate((int) count);
    int rows = data.shape()[0];
    int height = data.chunkShape()[0];
    for (long start = 0; start < rows; start += height) {
      int end = (int) Math.min(rows, start + height);
      ByteBuffer values =
          ByteBuffer.wrap(band(dataset, data, IntStream.range((int) start, end).toArray()));
      while (values.hasRemaining()) {
        numbers.put(data.type().value(values));
      }
    }
    return numbers.array();
  }

  /**
   * Shows these rows of a data set of uint8 in their order.
   *
   * @param rowShape its sizes without the first
   * @throws IOException naming the file and what was expected
   */
  public void read(String dataset, Set<Integer> wanted, Rows.Visitor visitor, int... rowShape)
      throws IOException {
    Hdf5Dataset data = dataset(dataset);
    int[] shape = data.shape();
    int[] found = Arrays.copyOfRange(shape, 1, shape.length);
    if (!Arrays.equals(found, rowShape) || data.type().bytes() != 1) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: '%s' has rows of shape %s with %d bytes a value, expected %s with 1",
              name,
              dataset,
              Arrays.toString(found),
              data.type().bytes(),
              Arrays.toString(rowShape)));
    }
    NavigableSet<Integer> rows = new TreeSet<>(wanted);
    if (!rows.isEmpty() && rows.last() >= shape[0]) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: '%s' has %d rows, row %d was asked for",
              name,
              dataset,
              shape[0],
              rows.last()));
    }
    int height = data.chunkShape()[0];
    while (!rows.isEmpty()) {
      int start = rows.first() / height * height;
      int end = (int) Math.min(shape[0], (long) start + height);
      int[] inBand = rows.headSet(end).stream().mapToInt(Integer::intValue).toArray();
      byte[] content = band(dataset, data, inBand);
      int rowBytes = content.length / inBand.length;
      for (int i = 0; i < inBand.length; i++) {
        visitor.row(inBand[i], Arrays.copyOfRange(content, i * rowBytes, (i + 1) * rowBytes));
      }
      rows = rows.tailSet(end, true);
    }
  }

  /** The content of rows that lie in the same chunks, row by row. */
  private byte[] band(String dataset, Hdf5Dataset data, int[] rows) throws IOException {
    int height = data.chunkShape()[0];
    int[] corner = new int[data.byteShape().length];
    corner[0] = rows[0] / height * height;
    long rowBytes = Hdf5Dataset.product(data.byteShape(), 1);
    if (rowBytes * rows.length > MOST_BAND) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: '%s' has %d rows of %d bytes in the same chunks, too many to hold",
              name,
              dataset,
              rows.length,
              rowBytes));
    }
    byte[] content = new byte[(int) (rowBytes * rows.length)];
    try {
      copyBand(data, corner, rows, content);
    } catch (IOException e) {
      throw damaged(dataset, e);
    }
    return content;
  }

  private IOException damaged(String dataset, IOException cause) {
    return new IOException(
        "%s: '%s' is damaged (%s): fetch it again".formatted(name, dataset, cause.getMessage()),
        cause);
  }

  /** Copies the wanted rows out of every chunk between two multiples of the chunks' height. */
  private static void copyBand(Hdf5Dataset data, int[] corner, int[] rows, byte[] content)
      throws IOException {
    int[] shape = data.byteShape();
    int[] chunkShape = data.chunkShape();
    boolean more = true;
    while (more) {
      copyChunk(data.chunk(corner), corner, chunkShape, shape, rows, content);
      more = false;
      for (int axis = shape.length - 1; axis > 0 && !more; axis--) {
        more = shape[axis] - corner[axis] > chunkShape[axis];
        corner[axis] = more ? corner[axis] + chunkShape[axis] : 0;
      }
    }
  }

  /** Copies runs along the last axis; what of a chunk lies beyond the data is left out. */
  private static void copyChunk(
      byte[] chunk, int[] corner, int[] chunkShape, int[] shape, int[] rows, byte[] content) {
    int last = shape.length - 1;
    int run = Math.min(chunkShape[last], shape[last] - corner[last]);
    int runsInRow = (int) (Hdf5Dataset.product(chunkShape, 1) / chunkShape[last]);
    int rowBytes = content.length / rows.length;
    for (int row = 0; row < rows.length; row++) {
      int first = (rows[row] - corner[0]) * runsInRow;
      for (int i = 0; i < runsInRow; i++) {
        int to = place(i, corner, chunkShape, shape);
        if (to >= 0) {
          System.arraycopy(
              chunk, (first + i) * chunkShape[last], content, row * rowBytes + to, run);
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

  private Hdf5Dataset dataset(String dataset) throws IOException {
    Hdf5Dataset known = datasets.get(dataset);
    if (known != null) {
      return known;
    }
    try {
      Hdf5Dataset parsed = parsed(() -> file.dataset(dataset));
      datasets.put(dataset, parsed);
      return parsed;
    } catch (IOException e) {
      throw new IOException(
          "%s has no data set '%s', or is damaged (%s): fetch it again"
              .formatted(name, dataset, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
