package org.e2vpt.harness.data.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged images give an {@link IOException} that names them. */
class ImageFuzzTest {

  private static final Fuzz.Documented NAMED = Fuzz.ioException("the image x .*");

  static Stream<Target> everyFormat() {
    return Stream.of(
        jpeg("JPEG", Decoder.PILLOW, "s420_q75", "rst_420", "ycck_420", "noninterleaved_420"),
        jpeg("JPEG as TensorFlow decodes it", Decoder.TENSORFLOW, "s444_q75", "grey_q85"),
        jpeg("progressive JPEG", Decoder.TENSORFLOW, "prog_444", "prog_420_rst"),
        target("PNG", List.of(Photos.file("png", 12, 17, 1), Photos.file("png", 40, 30, 2))),
        new Target(
            "PNG, within its packing",
            List.of(rows()),
            ImageFuzzTest::png,
            (content, folder) -> ImageFiles.decode(content, "x", Decoder.PILLOW),
            NAMED),
        target("GIF", List.of(Photos.file("gif", 12, 17, 1))),
        target("BMP", List.of(Photos.file("bmp", 12, 17, 1))));
  }

  @ParameterizedTest
  @MethodSource
  void everyFormat(Target target) throws Exception {
    Fuzz.run(target);
  }

  private static Target jpeg(String name, Decoder decoder, String... samples) {
    return Target.of(
        name,
        Stream.of(samples).map(JpegTest::file).toList(),
        (content, folder) -> ImageFiles.decode(content, "x", decoder),
        NAMED);
  }

  private static Target target(String name, List<byte[]> samples) {
    return Target.of(
        name, samples, (content, folder) -> ImageFiles.decode(content, "x", Decoder.PILLOW), NAMED);
  }

  /** Of a head and rows of 16x12 pixels: a filter and 16 colours of three bytes each. */
  private static byte[] rows() {
    ByteBuffer rows = ByteBuffer.allocate(13 + 12 * 49).putInt(16).putInt(12);
    return rows.put(new byte[] {8, 2, 0, 0, 0}).array();
  }

  /** Packs the rows, with right lengths and checksums. */
  private static byte[] png(byte[] headAndRows) throws IOException {
    int head = Math.min(13, headAndRows.length);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(headAndRows, head, headAndRows.length - head);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.write(chunk("IHDR", Arrays.copyOf(headAndRows, head)));
    png.write(chunk("IDAT", packed.toByteArray()));
    png.write(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  private static byte[] chunk(String name, byte[] content) {
    byte[] letters = name.getBytes(US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(letters);
    crc.update(content);
    return ByteBuffer.allocate(12 + content.length)
        .putInt(content.length)
        .put(letters)
        .put(content)
        .putInt((int) crc.getValue())
        .array();
  }
}
