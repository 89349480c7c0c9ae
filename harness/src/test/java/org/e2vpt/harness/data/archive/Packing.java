package org.e2vpt.harness.data.archive;

import com.google.common.hash.Hashing;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

/** Writes the containers that the harness only reads. */
public final class Packing {

  private Packing() {}

  @FunctionalInterface
  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static byte[] written(Writer writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A file with the folders above it. */
  public static Path file(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A tar file of these members. */
  public static byte[] tar(Map<String, byte[]> members) {
    return written(
        out -> {
          try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            tar.putArchiveEntry(new TarArchiveEntry("a-folder/"));
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
              TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
              entry.setSize(member.getValue().length);
              tar.putArchiveEntry(entry);
              tar.write(member.getValue());
              tar.closeArchiveEntry();
            }
          }
        });
  }

  /** A zip file of these members. */
  public static byte[] zip(Map<String, byte[]> members) {
    return written(
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a-folder/"));
            for (Map.Entry<String, byte[]> member : members.entrySet()) {
              zip.putNextEntry(new ZipEntry(member.getKey()));
              zip.write(member.getValue());
            }
          }
        });
  }

  /** Packed with gzip. */
  public static byte[] gzip(byte[] content) {
    return written(
        out -> {
          try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(content);
          }
        });
  }

  /** Lines as the content of a text file. */
  public static byte[] text(Iterable<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A matrix of NORB: uint8 if {@code bytes}, int32 otherwise. */
  public static byte[] norb(boolean bytes, int[] values, int... shape) {
    int sizes = Math.max(3, shape.length);
    ByteBuffer out =
        ByteBuffer.allocate(8 + 4 * sizes + values.length * (bytes ? 1 : 4))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(bytes ? 507333717 : 507333716)
            .putInt(shape.length);
    for (int i = 0; i < sizes; i++) {
      out.putInt(i < shape.length ? shape[i] : 1);
    }
    for (int value : values) {
      if (bytes) {
        out.put((byte) value);
      } else {
        out.putInt(value);
      }
    }
    return out.array();
  }

  /** A TFRecord file. */
  public static byte[] tfRecords(Iterable<byte[]> records) {
    return written(
        out -> {
          for (byte[] record : records) {
            byte[] length =
                ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(record.length)
                    .array();
            out.write(length);
            out.write(checksum(length));
            out.write(record);
            out.write(checksum(record));
          }
        });
  }

  /** As TensorFlow's {@code lib/hash/crc32c.h} defines it. */
  private static byte[] checksum(byte[] bytes) {
    int crc = Hashing.crc32c().hashBytes(bytes).asInt();
    int masked = ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }

  /** A {@code tf.train.Example} with features of bytes, and features of one whole number. */
  public static byte[] tfExample(Map<String, byte[]> bytes, Map<String, Long> integers) {
    return written(
        out -> {
          ByteArrayOutputStream features = new ByteArrayOutputStream();
          for (Map.Entry<String, byte[]> feature : bytes.entrySet()) {
            byte[] list = field(1, feature.getValue());
            writeEntry(features, feature.getKey(), field(1, list));
          }
          for (Map.Entry<String, Long> feature : integers.entrySet()) {
            byte[] packed = field(1, varint(feature.getValue()));
            writeEntry(features, feature.getKey(), field(3, packed));
          }
          out.write(field(1, features.toByteArray()));
        });
  }

  private static void writeEntry(OutputStream out, String key, byte[] feature) throws IOException {
    byte[] name = field(1, key.getBytes(StandardCharsets.UTF_8));
    byte[] value = field(2, feature);
    out.write(
        field(1, ByteBuffer.allocate(name.length + value.length).put(name).put(value).array()));
  }

  private static byte[] field(int number, byte[] content) {
    return written(
        out -> {
          out.write(number << 3 | 2);
          out.write(varint(content.length));
          out.write(content);
        });
  }

  private static byte[] varint(long value) {
    return written(
        out -> {
          long rest = value;
          while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
          }
          out.write((int) rest);
        });
  }

  /** A MATLAB file of level 5, packed as MATLAB packs it. */
  public static byte[] mat(Map<String, Array> variables) {
    MatFile file = Mat5.newMatFile();
    variables.forEach(file::addArray);
    ByteBuffer out =
        ByteBuffer.allocate((int) file.getUncompressedSerializedSize() + 4096)
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      file.writeTo(Sinks.wrap(out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] content = new byte[out.flip().remaining()];
    out.get(content);
    return content;
  }

  /** A matrix of bytes or doubles. */
  public static Matrix matrix(MatlabType type, int[] shape, int[] values) {
    Matrix matrix = Mat5.newMatrix(shape, type);
    for (int i = 0; i < values.length; i++) {
      matrix.setInt(i, values[i]);
    }
    return matrix;
  }

  /** A column of texts. */
  public static Cell texts(Iterable<String> texts) {
    List<String> list = new ArrayList<>();
    texts.forEach(list::add);
    Cell cell = Mat5.newCell(list.size(), 1);
    for (int i = 0; i < list.size(); i++) {
      cell.set(i, Mat5.newString(list.get(i)));
    }
    return cell;
  }

  /**
   * An HDF5 file.
   *
   * @param chunks the shape of each data set's chunks; a data set without one lies in one piece
   */
  public static byte[] hdf5(Path scratch, Map<String, Object> datasets, Map<String, int[]> chunks) {
    try {
      Path file = Files.createTempFile(scratch, "x", ".h5");
      try (WritableHdfFile out = HdfFile.write(file)) {
        for (Map.Entry<String, Object> dataset : datasets.entrySet()) {
          WritableGroup group = out;
          String name = dataset.getKey();
          if (name.contains("/")) {
            group = out.putGroup(name.substring(0, name.indexOf('/')));
            name = name.substring(name.indexOf('/') + 1);
          }
          int[] chunk = chunks.get(dataset.getKey());
          if (chunk == null) {
            group.putDataset(name, dataset.getValue());
          } else {
            group.putDataset(
                name,
                dataset.getValue(),
                DatasetCreationOptions.builder().chunkDimensions(chunk).deflate().build());
          }
        }
      }
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
