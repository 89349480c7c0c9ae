package org.e2vpt.harness.data.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Size;

/**
 * The images of a file, mapped into memory: the operating system reads them when they are asked
 * for, keeps them as long as there is room, and shares them between processes. The file may have
 * any size; a mapping of Java's has at most 2 GB, so there are several.
 *
 * <p>The first time that a process reads an image, it compares its checksum.
 */
final class MappedImages implements LabelledImages {

  private static final long MOST_MAPPED = 1L << 30;

  private final Path file;
  private final CacheHeader header;
  private final ByteBuffer[] mappings;
  private final int[] starts;
  private final boolean[] checked;

  private MappedImages(Path file, CacheHeader header, ByteBuffer[] mappings, int[] starts) {
    this.file = file;
    this.header = header;
    this.mappings = mappings;
    this.starts = starts;
    this.checked = new boolean[header.size()];
  }

  /** Maps a file that has this head. */
  static MappedImages open(Path file, CacheHeader header) throws IOException {
    return open(file, header, MOST_MAPPED);
  }

  /**
   * Maps a file.
   *
   * @param mostMapped bytes of one mapping, unless a single image has more
   */
  static MappedImages open(Path file, CacheHeader header, long mostMapped) throws IOException {
    ByteBuffer[] mappings = new ByteBuffer[header.size()];
    int[] starts = new int[header.size()];
    List<Integer> byOffset =
        IntStream.range(0, header.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> header.offsets()[i]))
            .toList();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      List<Integer> together = new ArrayList<>();
      for (int i : byOffset) {
        if (!together.isEmpty() && bytes(header, together.get(0), i) > mostMapped) {
          map(channel, header, together, mappings, starts);
          together.clear();
        }
        together.add(i);
      }
      map(channel, header, together, mappings, starts);
    }
    return new MappedImages(file, header, mappings, starts);
  }

  /** From the beginning of one image to the end of another one. */
  private static long bytes(CacheHeader header, int first, int last) {
    return header.offsets()[last] + header.imageBytes(last) - header.offsets()[first];
  }

  private static void map(
      FileChannel channel,
      CacheHeader header,
      List<Integer> images,
      ByteBuffer[] mappings,
      int[] starts)
      throws IOException {
    int first = images.get(0);
    int last = images.get(images.size() - 1);
    long from = header.offsets()[first];
    ByteBuffer mapping =
        channel.map(FileChannel.MapMode.READ_ONLY, from, bytes(header, first, last));
    for (int i : images) {
      mappings[i] = mapping;
      starts[i] = (int) (header.offsets()[i] - from);
    }
  }

  @Override
  public int size() {
    return header.size();
  }

  @Override
  public int label(int index) {
    return header.labels()[index];
  }

  @Override
  public Size imageSize(int index) {
    return header.imageSize(index);
  }

  /**
   * As the interface says.
   *
   * @throws IllegalStateException if the file is damaged, with what to do
   */
  @Override
  public void copyTo(int index, ByteBuffer target) {
    ByteBuffer pixels = mappings[index].slice(starts[index], header.imageBytes(index));
    if (!checked[index]) {
      CRC32C checksum = new CRC32C();
      checksum.update(pixels.duplicate());
      if ((int) checksum.getValue() != header.checksums()[index]) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%s is damaged at image %d; delete it, and it is built again",
                file,
                index));
      }
      checked[index] = true;
    }
    target.put(pixels);
  }
}
