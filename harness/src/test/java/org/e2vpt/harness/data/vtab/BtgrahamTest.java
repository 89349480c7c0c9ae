package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.Fixtures;
import org.e2vpt.harness.data.image.OpenCv;
import org.e2vpt.harness.data.image.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BtgrahamTest {

  /** Recorded from TFDS's steps in OpenCV 5.0.0, to which those in 4.14.0 are equal. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void preparesEyesAsTfdsBitForBit(int number) throws IOException {
    Map<String, HostTensor> fixture = Fixtures.read("opencv");
    String name = "eye" + number + "/";
    int radius = (int) fixture.get(name + "radius").longs()[0];

    RgbImage prepared = Btgraham.prepared(Fixtures.image(fixture.get(name + "input")), radius);

    Fixtures.assertSame(name, prepared, Fixtures.image(fixture.get(name + "output")));
    Fixtures.assertSame(
        name,
        OpenCv.throughJpeg(prepared, 72, Decoder.PILLOW),
        Fixtures.image(fixture.get(name + "jpeg72")));
  }

  @Test
  void takesTheHeightIfThereIsNoEye() {
    RgbImage black = new RgbImage(40, 60, new byte[40 * 60 * 3]);

    RgbImage prepared = Btgraham.prepared(black, 30);

    assertThat(prepared.height()).isEqualTo(54);
    assertThat(prepared.width()).isEqualTo(54);
    assertThat(prepared.pixels()).containsOnly(128);
  }
}
