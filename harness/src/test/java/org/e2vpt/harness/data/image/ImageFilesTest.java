package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void readsRedGreenBlueRowByRow(String format) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x804000);
    image.setRGB(1, 0, 0x0102ff);

    RgbImage decoded = ImageFiles.decode(Photos.file(format, image), "x", Decoder.PILLOW);

    assertThat(decoded.pixels()).containsExactly(0x80, 0x40, 0, 1, 2, 0xff);
    assertThat(decoded.height()).isEqualTo(1);
    assertThat(decoded.width()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void givesTheStoredValuesOfGreyImages(String format) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    byte[] row = new byte[64];
    Arrays.fill(row, (byte) 77);
    image.getRaster().setDataElements(0, 0, 8, 8, row);

    RgbImage decoded = ImageFiles.decode(Photos.file(format, image), "x", Decoder.PILLOW);

    assertThat(decoded.pixels()).hasSize(192).containsOnly(77);
  }

  @Test
  void stretchesGreyOfFewBits() throws IOException {
    byte[] levels = {0, 85, (byte) 170, (byte) 255};
    BufferedImage image =
        new BufferedImage(
            4,
            1,
            BufferedImage.TYPE_BYTE_BINARY,
            new IndexColorModel(2, 4, levels, levels, levels));
    image.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 1, 2, 3});

    assertThat(ImageFiles.decode(Photos.file("png", image), "x", Decoder.PILLOW).pixels())
        .containsExactly(0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255);
  }

  @Test
  void ignoresTransparency() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x40102030);

    assertThat(ImageFiles.decode(Photos.file("png", image), "x", Decoder.PILLOW).pixels())
        .containsExactly(0x10, 0x20, 0x30);
  }

  /** The profile below is none: whoever used it would fail. */
  @Test
  void ignoresColourProfilesAndTheCamerasRemarks() throws IOException {
    byte[] file = Photos.file("jpg", 16, 24, 1);
    byte[] profile = segment(0xE2, "ICC_PROFILE\0\1\1garbage");
    byte[] exif = segment(0xE1, "Exif\0\0garbage");
    byte[] remarked =
        Bytes.concat(
            Arrays.copyOf(file, 20), profile, exif, Arrays.copyOfRange(file, 20, file.length));

    assertThat(ImageFiles.decode(remarked, "x", Decoder.PILLOW).pixels())
        .isEqualTo(ImageFiles.decode(file, "x", Decoder.PILLOW).pixels());
  }

  /** libjpeg takes such a file for YCbCr; Java's reader alone refuses it. */
  @Test
  void takesColoursWithoutNamesForYCbCr() throws IOException {
    byte[] file = Photos.file("jpg", 16, 24, 1);
    byte[] anonymous =
        Bytes.concat(Arrays.copyOf(file, 2), Arrays.copyOfRange(file, 20, file.length));

    assertThat(ImageFiles.decode(anonymous, "x", Decoder.PILLOW).pixels())
        .isEqualTo(ImageFiles.decode(file, "x", Decoder.PILLOW).pixels());
  }

  @Test
  void namesAFileThatIsNoImage() {
    assertThatIOException()
        .isThrownBy(
            () ->
                ImageFiles.decode(
                    "<html>".getBytes(StandardCharsets.UTF_8), "a.tgz!1.jpg", Decoder.PILLOW))
        .withMessage(
            "the image a.tgz!1.jpg cannot be decoded (it is not a JPEG, PNG, BMP or GIF file); fetch"
                + " its archive again, and if that does not help, replace the image");
  }

  @ParameterizedTest
  @CsvSource({
    "100, the file ends before its pixels",
    "900, the file is truncated: its end marker is missing"
  })
  void namesACutJpeg(int length, String reason) {
    byte[] file = Photos.file("jpg", 64, 64, 1);
    assertThat(file).hasSizeGreaterThan(1000);

    assertThatIOException()
        .isThrownBy(
            () -> ImageFiles.decode(Arrays.copyOf(file, length), "a.tgz!1.jpg", Decoder.PILLOW))
        .withMessageStartingWith("the image a.tgz!1.jpg cannot be decoded (%s); ", reason);
  }

  @Test
  void namesACutPng() {
    byte[] file = Photos.file("png", 64, 64, 1);

    assertThatIOException()
        .isThrownBy(
            () ->
                ImageFiles.decode(
                    Arrays.copyOf(file, file.length / 2), "a.zip!1.png", Decoder.PILLOW))
        .withMessageStartingWith("the image a.zip!1.png cannot be decoded (");
  }

  @Test
  void refusesAnImageTooLargeForMemory() {
    byte[] file = Photos.file("png", 1, 1, 1);
    ByteBuffer.wrap(file).putInt(16, 100_000).putInt(20, 100_000);

    assertThatIOException()
        .isThrownBy(() -> ImageFiles.decode(file, "a.zip!1.png", Decoder.PILLOW))
        .withMessageStartingWith(
            "the image a.zip!1.png cannot be decoded (100000x100000 pixels, more than 178956970,"
                + " may be a decompression bomb); ");
  }

  private static byte[] segment(int marker, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    return Bytes.concat(
        new byte[] {(byte) 0xFF, (byte) marker, 0, (byte) (bytes.length + 2)}, bytes);
  }
}
