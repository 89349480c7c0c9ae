package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged images give an {@link IOException} that names them. */
class ImageFuzzTest {

  private static final Fuzz.Documented NAMED = Fuzz.ioException("the image x .*");
  private static final int PNG_HEAD = 8;

  static Stream<Target> everyFormat() {
    List<byte[]> png = List.of(Photos.file("png", 12, 17, 1), Photos.file("png", 40, 30, 2));
    return Stream.of(
        target("JPEG", List.of(Photos.file("jpg", 12, 17, 1), Photos.file("jpg", 40, 30, 2))),
        target("PNG", png),
        new Target(
            "PNG with right checksums",
            png,
            ImageFuzzTest::withChecksums,
            (content, folder) -> ImageFiles.decode(content, "x"),
            NAMED),
        target("GIF", List.of(Photos.file("gif", 12, 17, 1))),
        target("BMP", List.of(Photos.file("bmp", 12, 17, 1))));
  }

  @ParameterizedTest
  @MethodSource
  void everyFormat(Target target) throws Exception {
    Fuzz.run(target);
  }

  private static Target target(String name, List<byte[]> samples) {
    return Target.of(name, samples, (content, folder) -> ImageFiles.decode(content, "x"), NAMED);
  }

  /** Corrects the checksum of each chunk: a length, four letters, the content, the checksum. */
  private static byte[] withChecksums(byte[] damaged) {
    ByteBuffer png = ByteBuffer.wrap(damaged.clone());
    int at = PNG_HEAD;
    while (at + 12 <= png.limit()) {
      int length = png.getInt(at);
      if (length < 0 || length > png.limit() - at - 12) {
        break;
      }
      CRC32 crc = new CRC32();
      crc.update(png.array(), at + 4, length + 4);
      png.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
    return png.array();
  }
}
