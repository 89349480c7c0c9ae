package org.e2vpt.harness.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against values recorded from OpenCV 5.0.0, to which those of 4.14.0 are equal. */
class OpenCvTest {

  /** Two that shrink, one by half, and one that enlarges. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void resizesBitForBit(int number) throws IOException {
    Map<String, HostTensor> fixture = Fixtures.read("opencv");
    String name = "resize" + number + "/";
    double factor = fixture.get(name + "factor").element(0);

    RgbImage resized = OpenCv.resize(Fixtures.image(fixture.get(name + "input")), factor);

    Fixtures.assertSame(name, resized, Fixtures.image(fixture.get(name + "output")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void storesAsJpegBitForBit(int number) throws IOException {
    Map<String, HostTensor> fixture = Fixtures.read("opencv");
    String name = "resize" + number + "/";
    RgbImage image = Fixtures.image(fixture.get(name + "output"));

    Fixtures.assertSame(
        name,
        OpenCv.throughJpeg(image, 95, Decoder.PILLOW),
        Fixtures.image(fixture.get(name + "jpeg95")));
    Fixtures.assertSame(
        name,
        OpenCv.throughJpeg(image, 72, Decoder.PILLOW),
        Fixtures.image(fixture.get(name + "jpeg72")));
  }

  @Test
  void blurKeepsAnEvenImage() {
    RgbImage even = RgbImage.grey(3, 4, new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9});

    assertThat(OpenCv.gaussianBlur(even, 10).pixels()).isEqualTo(even.pixels());
  }
}
