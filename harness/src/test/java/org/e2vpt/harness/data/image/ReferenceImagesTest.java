package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that Pillow, ImageMagick and others wrote, with Pillow's pixels: see their README. */
class ReferenceImagesTest {

  private static final String PIXELS = ".ppm";

  private static final String UNFILLED =
      "GIF file whose first frame does not fill it, which versions of TensorFlow decode to"
          + " different pixels";
  private static final String TRANSPARENT =
      "GIF file with transparent pixels, which versions of TensorFlow decode to different pixels";
  private static final String COLOURLESS =
      "GIF file with colours that its palette lacks, which versions of TensorFlow decode to"
          + " different pixels";
  private static final String OTHER_BMP =
      "kind of BMP file that TensorFlow rejects or reads differently";

  private static final ImmutableMap<String, String> TENSORFLOW_DISAGREES =
      ImmutableMap.<String, String>builder()
          .put("hand-background.gif", UNFILLED)
          .put("hand-canvas-of-nothing.gif", UNFILLED)
          .put("hand-frame-larger-than-canvas.gif", UNFILLED)
          .put("hand-local-palette.gif", UNFILLED)
          .put("hand-transparent-beside-frame.gif", UNFILLED)
          .put("magick-animated-offset.gif", UNFILLED)
          .put("magick-frame-on-canvas.gif", UNFILLED)
          .put("magick-transparent-frame-on-canvas.gif", UNFILLED)
          .put("pillow-transparent.gif", TRANSPARENT)
          .put("hand-no-palette.gif", COLOURLESS)
          .put("hand-palette-too-small.gif", COLOURLESS)
          .put("hand-32bit-bitfields.bmp", OTHER_BMP)
          .put("hand-4bit.bmp", OTHER_BMP)
          .put("hand-rle4.bmp", OTHER_BMP)
          .put("hand-top-down-8bit.bmp", OTHER_BMP)
          .put("magick-16bit-555.bmp", OTHER_BMP)
          .put("magick-16bit-565.bmp", OTHER_BMP)
          .put("magick-32bit-alpha.bmp", OTHER_BMP)
          .put("magick-bmp2.bmp", OTHER_BMP)
          .put("magick-bmp2-palette.bmp", OTHER_BMP)
          .put("magick-bmp3-16colours.bmp", OTHER_BMP)
          .put("magick-bmp3-palette.bmp", OTHER_BMP)
          .put("magick-rle8.bmp", OTHER_BMP)
          .put("pillow-bilevel.bmp", OTHER_BMP)
          .put("pillow-grey.bmp", OTHER_BMP)
          .put("pillow-palette.bmp", OTHER_BMP)
          .buildOrThrow();

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

  /**
   * All but JPEG, of which TensorFlow's own pixels are known. What its versions 2.4 to 2.18 agree
   * on is equal to Pillow's pixels, and what they do not is refused.
   */
  @ParameterizedTest
  @MethodSource
  void givesTensorFlowThePixelsThatItsVersionsAgreeOn(String name) throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve(name));
    String reason = TENSORFLOW_DISAGREES.get(name);
    if (reason == null) {
      assertThat(ImageFiles.decode(file, "a.zip!1", Decoder.TENSORFLOW).pixels())
          .isEqualTo(ImageFiles.decode(file, "a.zip!1", Decoder.PILLOW).pixels());
    } else {
      assertThatExceptionOfType(ImageException.class)
          .isThrownBy(() -> ImageFiles.decode(file, "a.zip!1", Decoder.TENSORFLOW))
          .withMessage("the image a.zip!1 cannot be decoded (it is a %s; save it as PNG)", reason);
    }
  }

  static Stream<String> givesTensorFlowThePixelsThatItsVersionsAgreeOn() {
    return givesThePixelsThatPillowGives().stream().filter(name -> !name.endsWith(".jpg"));
  }

  /** Of grey with 16 bits a value: 37·256 + 0, 111·256 + 74, and so on. */
  @Test
  void takesTheHigherBitsOfGreyWith16BitsAsTensorFlow() throws IOException {
    byte[] file = Files.readAllBytes(folder().resolve("refused/pillow-grey-16bit.png"));

    RgbImage image = ImageFiles.decode(file, "a.zip!1", Decoder.TENSORFLOW);

    assertThat(Arrays.copyOf(image.pixels(), 12))
        .containsExactly(37, 37, 37, 111, 111, 111, (byte) 185, (byte) 185, (byte) 185, 3, 3, 3);
    assertThat(image.pixels()).hasSize(23 * 17 * RgbImage.CHANNELS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "pillow-grey-16bit.png | it is a grey PNG of 16 bits, and programs disagree about such a file: Pillow turns every value above 255 into white, TensorFlow takes the higher 8 bits; save it with 8 bits, for instance by 'magick IN.png -depth 8 OUT.png'",
        "pillow-pages.tiff.png | it is not a JPEG, PNG, BMP or GIF file but a TIFF file; save it as PNG",
        "pillow-webp.jpg | it is not a JPEG, PNG, BMP or GIF file but a WebP file; save it as PNG",
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
        "jpeg-without-end.jpg | the file is truncated: its end marker is missing",
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
