package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.io.Resources;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that Pillow, ImageMagick and others wrote, with Pillow's pixels: see their README. */
class ReferenceImagesTest {

  private static final String PIXELS = ".ppm";

  @ParameterizedTest
  @MethodSource
  void givesThePixelsThatPillowGives(String name) throws IOException {
    RgbImage image =
        ImageFiles.decode(Files.readAllBytes(folder().resolve(name)), name, Decoder.PILLOW);

    ByteBuffer expected = ByteBuffer.wrap(Files.readAllBytes(folder().resolve(name + PIXELS)));
    String head = String.format(Locale.ROOT, "P6\n%d %d\n255\n", image.width(), image.height());
    byte[] start = new byte[head.length()];
    expected.get(start);
    assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo(head);
    byte[] pixels = new byte[expected.remaining()];
    expected.get(pixels);
    assertThat(image.pixels()).isEqualTo(pixels);
  }

  static List<String> givesThePixelsThatPillowGives() {
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(PIXELS))
          .map(name -> name.substring(0, name.length() - PIXELS.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pillow-grey-16bit.png | it is a grey PNG of 16 bits, and programs disagree about such a file: Pillow turns every value above 255 into white, TensorFlow takes the higher 8 bits; save it with 8 bits, for instance by 'magick IN.png -depth 8 OUT.png'",
        "pillow-pages.tiff.png | it is no JPEG, PNG, BMP or GIF file but a TIFF file; save it as PNG",
        "pillow-webp.jpg | it is no JPEG, PNG, BMP or GIF file but a WebP file; save it as PNG",
      })
  void saysWhatAnUndamagedFileIsAndWhatToDo(String name, String reason) throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve("refused").resolve(name));

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageFiles.decode(file, "a.zip!1", Decoder.PILLOW))
        .withMessage("the image a.zip!1 cannot be decoded (%s)", reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jpeg-without-end.jpg | the file is cut: its end marker is missing",
        "damaged-size.jpg | it names a size of 5186x33032 pixels, but its 912 bytes cannot hold so many",
        "damaged-size.png | it names a size of 16711688x8 pixels, but its 204 bytes cannot hold so many",
        "damaged-size-2.png | it names a size of 16777224x8 pixels, but its 308 bytes cannot hold so many",
      })
  void refusesADamagedFileBeforeItTakesMemory(String name, String reason) throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve("refused").resolve(name));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThatExceptionOfType(ImageException.class)
        .isThrownBy(() -> ImageFiles.decode(file, "a.zip!1", Decoder.PILLOW))
        .withMessage(
            "the image a.zip!1 cannot be decoded (%s); fetch its archive again, and if that does"
                + " not help, replace the image",
            reason);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8 << 20);
  }

  private static Path folder() {
    try {
      return Path.of(Resources.getResource("images").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
