package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PillowResizeTest {

  /** Recorded from Pillow 12's {@code Image.resize}. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void agreesWithPillowBitForBit(int number) throws IOException {
    Map<String, HostTensor> fixture = Fixtures.read("pillow_resize");
    String name = "case" + number + "/";
    RgbImage image = Fixtures.image(fixture.get(name + "input"));
    Size size = Size.of(image).withShorterSide((int) fixture.get(name + "shorter_side").longs()[0]);

    Fixtures.assertSame(
        name,
        PillowResize.BILINEAR.resize(image, size),
        Fixtures.image(fixture.get(name + "bilinear")));
    Fixtures.assertSame(
        name,
        PillowResize.BICUBIC.resize(image, size),
        Fixtures.image(fixture.get(name + "bicubic")));
  }

  @Test
  void keepsAnImageOfTheSameSize() {
    RgbImage image = new RgbImage(1, 2, new byte[] {0, 1, 2, -3, -2, -1});

    assertThat(PillowResize.BICUBIC.resize(image, new Size(1, 2)).pixels())
        .isEqualTo(image.pixels());
  }

  @Test
  void averagesWhenShrinking() {
    RgbImage image = new RgbImage(1, 2, new byte[] {0, 0, 100, 10, 0, 100});

    assertThat(PillowResize.BILINEAR.resize(image, new Size(1, 1)).pixels())
        .containsExactly(5, 0, 100);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void computesACropAlone(boolean mirrored) throws IOException {
    RgbImage image = Fixtures.image(Fixtures.read("pillow_resize").get("case0/input"));
    Size size = new Size(64, 85);
    Crop crop = new Crop(11, 40, 45, mirrored);

    RgbImage cut = PillowResize.BICUBIC.resize(image, size, crop);

    Fixtures.assertSame("crop", cut, crop.of(PillowResize.BICUBIC.resize(image, size)));
  }
}
