package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {

  @Test
  void hasTheSizesOfVtabAndTheWholeTestSet() {
    MiniSplits splits = Digits.read();

    assertThat(splits.train800().size()).isEqualTo(800);
    assertThat(splits.val200().size()).isEqualTo(200);
    assertThat(splits.test().size()).isEqualTo(1797);
  }

  @Test
  void testLabelsAreDistributedAsTheSourceSays() {
    int[] counts = new int[10];
    for (int label : Digits.read().test().labels()) {
      counts[label]++;
    }

    assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
  }

  @Test
  void greyIsStretchedToAByteAndResizedToRgb() {
    String corner = "16,8," + "0,".repeat(62) + "3";

    ImageSet images = read(corner);

    // One source pixel is four pixels wide; between 255 and round(127.5) = 128 it falls linearly.
    assertThat(images.labels()).containsExactly(3);
    assertThat(images.pixels())
        .startsWith(255, 255, 255, 223, 223, 223, 192, 192, 192, 160, 160, 160, 128, 128, 128, 96);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | 17 | tra:2: expected a number of 0..16, got '17'
          63 | -1 | tra:2: expected a number of 0..16, got '-1'
          5  | x  | tra:2: expected a number of 0..16, got 'x'
          64 | 10 | tra:2: expected a number of 0..9, got '10'
          """)
  void saysFileAndLineOfAValueOutOfRange(int position, String value, String message) {
    List<String> values = new ArrayList<>(Collections.nCopies(65, "0"));
    String good = String.join(",", values);
    values.set(position, value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(good + "\n" + String.join(",", values)))
        .withMessage(message);
  }

  @Test
  void saysFileAndLineOfACutLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("0,0,0"))
        .withMessage("tra:1: expected 64 grey values and a class, got 3 values");
  }

  private static ImageSet read(String content) {
    return Digits.images(content.getBytes(StandardCharsets.US_ASCII), "tra");
  }
}
