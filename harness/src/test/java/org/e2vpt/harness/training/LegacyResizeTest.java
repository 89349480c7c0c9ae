package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.Npz;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.LegacyBilinear;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.tensor.EngineExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the device computes has the bits of TensorFlow and of {@link LegacyBilinear}. */
@ExtendWith(EngineExtension.class)
class LegacyResizeTest {

  private static final Path FIXTURE =
      Path.of("src/test/resources/fixtures/vtab_preprocess_tf_legacy_bilinear.npz");

  private final NDManager manager;

  LegacyResizeTest(NDManager manager) {
    this.manager = manager;
  }

  @ParameterizedTest
  @CsvSource({"8, 8, 56", "12, 16, 28", "30, 40, 14", "33, 21, 28"})
  void agreesWithTensorFlowBitForBit(int height, int width, int side) throws IOException {
    String name = String.format(Locale.ROOT, "%dx%d_to%d", height, width, side);
    Map<String, HostTensor> fixture = Npz.read(FIXTURE);
    byte[] image = new byte[height * width * 3];
    fixture.get("in_" + name).bytes().get(image);
    ImageSet images = new ImageSet(height, width, image, new int[1]);

    float[] resized =
        new DeviceImages(manager, images, side)
            .byDevice(new int[] {0}, ByteBuffer::allocateDirect)
            .get()
            .divi(255)
            .toFloatArray();

    assertThat(resized).isEqualTo(fixture.get("resized01_" + name).floats());
  }

  @ParameterizedTest
  @CsvSource({"500, 375, 224", "32, 32, 224", "375, 1242, 224", "1, 7, 32", "224, 224, 224"})
  void agreesWithJavaBitForBit(int height, int width, int side) {
    ImageSet images = noise(2, height, width);
    DeviceImages device = new DeviceImages(manager, images, side);

    assertThat(device.byDevice(new int[] {1}, ByteBuffer::allocateDirect).get().toFloatArray())
        .isEqualTo(device.byJava(new int[] {1}, ByteBuffer::allocateDirect).get().toFloatArray());
  }

  @Test
  void keepsTheOrderOfImagesOfDifferentSizes() {
    LabelledImages mixed = noise(2, 9, 12).followedBy(noise(2, 20, 5)).followedBy(noise(1, 8, 8));
    int[] order = {3, 0, 4, 2, 1, 3};

    DeviceImages device = new DeviceImages(manager, mixed, 8);

    assertThat(device.byDevice(order, ByteBuffer::allocateDirect).get().toFloatArray())
        .isEqualTo(device.byJava(order, ByteBuffer::allocateDirect).get().toFloatArray());
  }

  private static ImageSet noise(int size, int height, int width) {
    byte[] pixels = new byte[size * height * width * 3];
    new SplittableRandom(height * 1000L + width).nextBytes(pixels);
    return new ImageSet(height, width, pixels, new int[size]);
  }
}
