package org.e2vpt.harness.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tuning.Tuning.Batch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EngineExtension.class)
class DeviceImagesTest {

  private final NDManager manager;

  DeviceImagesTest(NDManager manager) {
    this.manager = manager;
  }

  @Test
  void normalisesEachChannelWithImageNetsMeanAndDeviation() {
    byte[] pixel = {0, (byte) 128, (byte) 255};

    Batch batch = new DeviceImages(manager, new ImageSet(1, 1, pixel, new int[1]), 1).all();

    assertThat(batch.images().getShape()).isEqualTo(new Shape(1, 3, 1, 1));
    assertThat(batch.images().getDataType()).isEqualTo(DataType.FLOAT32);
    assertThat(batch.images().toFloatArray())
        .containsExactly(
            new float[] {
              (0 - 0.485f) / 0.229f, (128 / 255f - 0.456f) / 0.224f, (1 - 0.406f) / 0.225f
            },
            within(1e-6f));
  }

  @Test
  void turnsPixelsOfChannelsIntoChannelsOfRows() {
    // Three rows of three pixels; the value tells row, column and channel.
    byte[] pixels = new byte[3 * 3 * 3];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        for (int channel = 0; channel < 3; channel++) {
          pixels[(row * 3 + column) * 3 + channel] = (byte) (70 * row + 10 * column + channel);
        }
      }
    }

    Batch batch = new DeviceImages(manager, new ImageSet(3, 3, pixels, new int[1]), 3).all();

    assertThat(batch.images().getShape()).isEqualTo(new Shape(1, 3, 3, 3));
    assertThat(batch.images().get("0, 0, 1, 2").getFloat())
        .isCloseTo((90 / 255f - 0.485f) / 0.229f, within(1e-6f));
    assertThat(batch.images().get("0, 2, 0, 1").getFloat())
        .isCloseTo((12 / 255f - 0.406f) / 0.225f, within(1e-6f));
  }

  @Test
  void picksImagesWithTheirLabels() {
    byte[] pixels = new byte[3 * 3];
    pixels[0] = 51; // red of image 0
    pixels[6] = (byte) 204; // red of image 2
    ImageSet images = new ImageSet(1, 1, pixels, new int[] {4, 5, 6});

    Batch batch = new DeviceImages(manager, images, 1).batch(new int[] {2, 0, 2});

    assertThat(batch.labels().toLongArray()).containsExactly(6, 4, 6);
    assertThat(batch.images().get(":, 0").toFloatArray())
        .containsExactly(
            new float[] {
              (0.8f - 0.485f) / 0.229f, (0.2f - 0.485f) / 0.229f, (0.8f - 0.485f) / 0.229f
            },
            within(1e-6f));
  }
}
