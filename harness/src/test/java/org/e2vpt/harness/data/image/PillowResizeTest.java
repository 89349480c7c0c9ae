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
    int side = (int) fixture.get(name + "shorter_side").longs()[0];

    Fixtures.assertSame(
        name,
        PillowResize.BILINEAR.shorterSide(image, side),
        Fixtures.image(fixture.get(name + "bilinear")));
    Fixtures.assertSame(
        name,
        PillowResize.BICUBIC.shorterSide(image, side),
        Fixtures.image(fixture.get(name + "bicubic")));
  }

  @Test
  void keepsAnImageOfTheSameSize() {
    RgbImage image = new RgbImage(1, 2, new byte[] {0, 1, 2, -3, -2, -1});

    assertThat(PillowResize.BICUBIC.resize(image, 1, 2)).isSameAs(image);
  }

  @Test
  void averagesWhenShrinking() {
    RgbImage image = new RgbImage(1, 2, new byte[] {0, 0, 100, 10, 0, 100});

    assertThat(PillowResize.BILINEAR.resize(image, 1, 1).pixels()).containsExactly(5, 0, 100);
  }
}
