package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import com.google.common.primitives.Bytes;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with the pixels that TensorFlow and Pillow give for them: see their README. */
class JpegTest {

  private static final byte[] SCAN = {(byte) 0xFF, (byte) 0xDA};
  private static final byte[] END = {(byte) 0xFF, (byte) 0xD9};

  @ParameterizedTest(name = "{0} by {1}: {3}")
  @MethodSource
  void givesEachProgramsPixelsOrRefusesTheFile(
      String name, Decoder decoder, String pixels, String what) throws IOException {
    String found;
    try {
      found = sha256(ImageFiles.decode(file(name), name, decoder));
    } catch (ImageException e) {
      found = "refused";
    }
    assertThat(found).isEqualTo(pixels);
  }

  static Stream<Arguments> givesEachProgramsPixelsOrRefusesTheFile() throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    List<Arguments> cases = new ArrayList<>();
    for (CSVRecord row :
        format.parse(
            Resources.asCharSource(Resources.getResource("jpeg/pixels.csv"), StandardCharsets.UTF_8)
                .openStream())) {
      for (Decoder decoder : Decoder.values()) {
        cases.add(
            Arguments.of(row.get("name"), decoder, row.get(decoder.toString()), row.get("what")));
      }
    }
    return cases.stream();
  }

  /** The frame of a baseline file begins with FF C0, its length, and 8 bits. */
  @ParameterizedTest
  @CsvSource({
    "0, 0xC3, a lossless JPEG (SOF3)",
    "0, 0xC5, a hierarchical JPEG (SOF5)",
    "0, 0xC7, a hierarchical JPEG (SOF7)",
    "0, 0xC9, a JPEG with arithmetic coding (SOF9)",
    "0, 0xCA, a JPEG with arithmetic coding (SOF10)",
    "0, 0xCB, a lossless JPEG with arithmetic coding (SOF11)",
    "0, 0xCD, a hierarchical JPEG (SOF13)",
    "3, 12, a JPEG of 12 bits",
    "10, 0x31, a JPEG with a colour of 2x1 samples where another has 3x1",
  })
  void namesWhatIsNotDecoded(int place, String value, String kind) {
    byte[] file = file("s422_q85");
    file[frame(file) + 1 + place] = Integer.decode(value).byteValue();
    if (place == 10) {
      file[frame(file) + 14] = 0x21;
    }

    assertRefused(
        file,
        "it is %s, which is not decoded; save it as RGB, for instance by 'magick IN.jpg -colorspace sRGB -depth 8 OUT.png'"
            .formatted(kind),
        "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DA 0008 010100003F00 | its pixels come before their size",
        "D9 | it has no pixels",
        "C0 000B 08000100010101 0000 | the head of its frame is damaged",
        "C0 0011 0800010001030111000211000311 | the file ends before its pixels",
        "C0 000B 08000000010101 1100 | its size is 1x0 pixels",
        "DB 0002 C8 0002 | it has an unexpected marker, C8",
        "DB 0003 07 | a quantisation table of it is damaged",
        "C4 0003 00 | a Huffman code of it is damaged",
        "DD 0003 00 | its restart interval is damaged",
        "C0 000B 08000800080101 1100 C0 000B | it has two frames",
        "C0 000B 08000800080101 1100 DA 0008 010200003F00 | the head of a scan of it is damaged",
        "C2 000B 08000800080101 1100 DA 0008 010100003F00 | a scan of it is damaged",
        "C2 000B 08000800080101 1100 DA 0008 010100000000 | it lacks its Huffman code 0",
        "C0 000B 08000800080101 1100 DA 0008 010100003F00 | it lacks its quantisation table 0",
      })
  void namesWhatIsDamaged(String segments, String reason) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8});
    for (String words : segments.split(" (?=[CD][0-9A-F]( |$))", -1)) {
      file.write(0xFF);
      String digits = words.replace(" ", "");
      for (int i = 0; i < digits.length(); i += 2) {
        file.write(Integer.parseInt(digits.substring(i, i + 2), 16));
      }
    }

    assertRefused(
        file.toByteArray(),
        reason,
        "; fetch its archive again, and if that does not help, replace the image");
  }

  @ParameterizedTest
  @CsvSource({"prog_444, 0", "prog_420_rst, 2"})
  void refusesAProgressiveFileWhoseLastScansAreMissing(String name, int kept) {
    byte[] file = file(name);
    int end = 0;
    for (int scans = -1; scans <= kept; scans++) {
      end = Bytes.indexOf(Arrays.copyOfRange(file, end + 1, file.length), SCAN) + end + 1;
    }

    assertRefused(
        Bytes.concat(Arrays.copyOf(file, end), END),
        "it is a progressive JPEG whose last scans are missing, and versions of libjpeg decode it to"
            + " different pixels; look at it in an image editor, and save it again",
        "");
  }

  @ParameterizedTest
  @CsvSource({"s420_q75, false", "prog_444, true"})
  void onlyPillowTakesAFileOfOneScanWithoutItsEnd(String name, boolean refused) throws IOException {
    byte[] whole = file(name);
    byte[] file = Bytes.concat(Arrays.copyOf(whole, whole.length - 2), new byte[20]);
    String reason = "the file is truncated: its end marker is missing";

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageFiles.decode(file, "x", Decoder.TENSORFLOW))
        .withMessageContaining(reason);
    if (refused) {
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> ImageFiles.decode(file, "x", Decoder.PILLOW))
          .withMessageContaining(reason);
    } else {
      assertThat(ImageFiles.decode(file, "x", Decoder.PILLOW).pixels())
          .isEqualTo(ImageFiles.decode(whole, "x", Decoder.PILLOW).pixels());
    }
  }

  /** The compression could be so good, if the whole image had one colour. */
  @Test
  void refusesASizeThatNoPhotoOfItsBytesHasBeforeItTakesMemory() {
    byte[] file = Arrays.copyOf(file("s444_q75"), 350_000);
    ByteBuffer.wrap(file).putShort(frame(file) + 5, (short) 13_377);
    ByteBuffer.wrap(file).putShort(frame(file) + 7, (short) 13_377);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertRefused(
        file,
        "13377x13377 pixels in 350000 bytes, more than 128 a byte, may be a decompression bomb",
        "; fetch its archive again, and if that does not help, replace the image");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
  }

  @ParameterizedTest
  @CsvSource({"13377, 12", "4096, 100", "8, 100"})
  void refusesMoreScansThanPhotosHave(int side, int most) throws IOException {
    JpegFrame frame = new JpegFrame(new Size(side, side), true, 1, 1, ImmutableList.of());
    frame.requireFew(most);

    assertThatIOException()
        .isThrownBy(() -> frame.requireFew(most + 1))
        .withMessage("it has more than %s scans of %sx%s pixels", most, side, side);
  }

  private static void assertRefused(byte[] file, String reason, String advice) {
    for (Decoder decoder : Decoder.values()) {
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> ImageFiles.decode(file, "a.zip!1", decoder))
          .withMessage("the image a.zip!1 cannot be decoded (%s)%s", reason, advice);
    }
  }

  private static int frame(byte[] file) {
    return Bytes.indexOf(file, new byte[] {(byte) 0xFF, (byte) 0xC0});
  }

  /** A file beside {@code pixels.csv}. */
  static byte[] file(String name) {
    try {
      return Resources.toByteArray(Resources.getResource("jpeg/" + name + ".jpg"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String sha256(RgbImage image) {
    String head = String.format(Locale.ROOT, "P6\n%d %d\n255\n", image.width(), image.height());
    return Hashing.sha256()
        .hashBytes(Bytes.concat(head.getBytes(StandardCharsets.US_ASCII), image.pixels()))
        .toString();
  }
}
