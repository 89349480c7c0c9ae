package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PillowResizeTest {

  /** Recorded from Pillow 12's {@code Image.resize}. */
  private static final Path FIXTURE = Path.of("src/test/resources/fixtures/pillow_resize.npz");

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void agreesWithPillowBitForBit(int number) throws IOException {
    Map<String, HostTensor> fixture = Npz.read(FIXTURE);
    String name = "case" + number + "/";
    RgbImage image = image(fixture.get(name + "input"));
    int side = (int) fixture.get(name + "shorter_side").longs()[0];

    assertSame(PillowResize.BILINEAR.shorterSide(image, side), fixture.get(name + "bilinear"));
    assertSame(PillowResize.BICUBIC.shorterSide(image, side), fixture.get(name + "bicubic"));
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

  private static void assertSame(RgbImage image, HostTensor expected) {
    assertThat(new long[] {image.height(), image.width(), 3}).isEqualTo(expected.shape());
    assertThat(image.pixels()).isEqualTo(image(expected).pixels());
  }

  private static RgbImage image(HostTensor tensor) {
    byte[] pixels = new byte[tensor.elements()];
    tensor.bytes().get(pixels);
    return new RgbImage((int) tensor.shape()[0], (int) tensor.shape()[1], pixels);
  }
}
