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

  /** EXIF 2.32, tag 0x0112: where the row 0 and the column 0 of the stored image are seen. */
  @ParameterizedTest
  @CsvSource({
    "1, abc def",
    "2, cba fed",
    "3, fed cba",
    "4, def abc",
    "5, ad be cf",
    "6, da eb fc",
    "7, fc eb da",
    "8, cf be ad"
  })
  void turnsAnImageAsItIsMeantToBeSeen(int orientation, String seen) {
    byte[] letters = {'a', 'b', 'c', 'd', 'e', 'f'};

    RgbImage turned = RgbImage.grey(2, 3, letters).turned(orientation);

    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < letters.length; i++) {
      rows.append(i > 0 && i % turned.width() == 0 ? " " : "");
      rows.append((char) turned.pixels()[i * RgbImage.CHANNELS]);
    }
    assertThat(rows).hasToString(seen);
  }
}
