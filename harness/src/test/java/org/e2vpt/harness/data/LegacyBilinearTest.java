package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegacyBilinearTest {

  /** Recorded from TensorFlow's own {@code tf.compat.v1.image.resize}. */
  private static final Path FIXTURE =
      Path.of("src/test/resources/fixtures/vtab_preprocess_tf_legacy_bilinear.npz");

  @ParameterizedTest
  @CsvSource({"8, 8, 56", "12, 16, 28", "30, 40, 14", "33, 21, 28"})
  void agreesWithTensorFlowBitForBit(int height, int width, int to) throws IOException {
    String name = String.format(Locale.ROOT, "%dx%d_to%d", height, width, to);
    Map<String, HostTensor> fixture = Npz.read(FIXTURE);
    byte[] image = new byte[height * width * 3];
    fixture.get("in_" + name).bytes().get(image);

    float[] resized = LegacyBilinear.resize(image, height, width, to, to);

    for (int i = 0; i < resized.length; i++) {
      resized[i] /= 255;
    }
    assertThat(resized).isEqualTo(fixture.get("resized01_" + name).floats());
  }

  @Test
  void keepsAnImageOfTheSameSize() {
    byte[] image = {0, 1, 2, (byte) 253, (byte) 254, (byte) 255};

    assertThat(LegacyBilinear.resize(image, 1, 2, 1, 2)).containsExactly(0, 1, 2, 253, 254, 255);
  }

  @Test
  void refusesPixelsThatDoNotFillTheImage() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LegacyBilinear.resize(new byte[11], 2, 2, 4, 4))
        .withMessage("a 2x2 RGB image has 12 bytes, got 11");
  }

  @Test
  void refusesAnEmptyTarget() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LegacyBilinear.resize(new byte[12], 2, 2, 0, 4))
        .withMessage("cannot resize to 0x4");
  }
}
