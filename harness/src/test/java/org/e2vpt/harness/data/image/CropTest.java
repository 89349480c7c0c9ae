package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CropTest {

  /** 3 rows of 4 pixels; a pixel is (row, column, 9). */
  private static final RgbImage IMAGE = counted(3, 4);

  @ParameterizedTest
  @CsvSource({"256, 341, 16, 58", "256, 256, 16, 16", "257, 259, 16, 18", "224, 225, 0, 0"})
  void centreRoundsHalvesToEvenAsTorchvision(int height, int width, int top, int left) {
    assertThat(Crop.centre(new Size(height, width), 224))
        .isEqualTo(new Crop(top, left, 224, false));
  }

  @Test
  void cutsRowsAndColumns() {
    assertThat(new Crop(1, 2, 2, false).of(IMAGE).pixels())
        .containsExactly(1, 2, 9, 1, 3, 9, 2, 2, 9, 2, 3, 9);
  }

  @Test
  void mirrorsLeftAndRight() {
    assertThat(new Crop(0, 0, 3, true).of(IMAGE).pixels())
        .startsWith(0, 2, 9, 0, 1, 9, 0, 0, 9, 1, 2, 9);
  }

  @Test
  void randomOnesReachEveryPlaceAndFollowTheirSeed() {
    Set<String> places = new TreeSet<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      Crop crop = Crop.random(Size.of(IMAGE), 2, random);
      places.add(String.format(Locale.ROOT, "%d %d %s", crop.top(), crop.left(), crop.mirrored()));
    }

    assertThat(places).hasSize(2 * 3 * 2);
    assertThat(Crop.random(Size.of(IMAGE), 2, new SplittableRandom(42)))
        .isEqualTo(Crop.random(Size.of(IMAGE), 2, new SplittableRandom(42)));
  }

  @Test
  void refusesAnImageThatIsTooSmall() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Crop.centre(Size.of(IMAGE), 4))
        .withMessage("a square of 4 pixels does not fit into 3x4");
  }

  private static RgbImage counted(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    for (int i = 0; i < height * width; i++) {
      pixels[3 * i] = (byte) (i / width);
      pixels[3 * i + 1] = (byte) (i % width);
      pixels[3 * i + 2] = 9;
    }
    return new RgbImage(height, width, pixels);
  }
}
