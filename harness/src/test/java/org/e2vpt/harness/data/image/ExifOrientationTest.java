package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifOrientationTest {

  @ParameterizedTest
  @CsvSource({
    "pillow-rgb-turned.jpg, 6",
    "pillow-rgb-turned.png, 8",
    "pillow-grey.jpg, 1",
    "pillow-rgb.png, 1",
    "pillow-rgb.bmp, 1",
  })
  void isReadFromJpegAndPng(String name, int orientation) throws IOException {
    assertThat(ExifOrientation.of(file(name))).isEqualTo(orientation);
  }

  @ParameterizedTest
  @CsvSource({"pillow-rgb-turned.jpg", "pillow-rgb-turned.png"})
  void isUprightWhereAFileIsCutBeforeIt(String name) throws IOException {
    byte[] file = file(name);
    int end = 0;
    while (ExifOrientation.of(Arrays.copyOf(file, end)) == ExifOrientation.UPRIGHT) {
      end++;
    }
    assertThat(end).isBetween(40, 100);
  }

  @Test
  void isUprightWhereItsDirectoryLiesOutside() throws IOException {
    byte[] file = file("pillow-rgb-turned.png");
    int chunk = new String(file, StandardCharsets.ISO_8859_1).indexOf("eXIf");
    Arrays.fill(file, chunk + 8, chunk + 12, (byte) 0x7F);

    assertThat(ExifOrientation.of(file)).isEqualTo(ExifOrientation.UPRIGHT);
  }

  private static byte[] file(String name) throws IOException {
    return Resources.toByteArray(Resources.getResource("images/" + name));
  }
}
