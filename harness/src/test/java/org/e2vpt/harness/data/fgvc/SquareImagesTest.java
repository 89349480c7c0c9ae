package org.e2vpt.harness.data.fgvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.image.Crop;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SquareImagesTest {

  private static final int HEIGHT = 40;
  private static final int WIDTH = 50;
  private static final int SIDE = 32;
  private static final RgbImage PHOTO = photo(HEIGHT, WIDTH);

  private final SquareImages squares =
      new SquareImages(new ImageSet(HEIGHT, WIDTH, PHOTO.pixels(), new int[] {7}), SIDE);

  @Test
  void measuresTheMiddle() {
    assertThat(squares.imageSize(0)).isEqualTo(new Size(SIDE, SIDE));
    assertThat(squares.label(0)).isEqualTo(7);
    assertThat(pixels(squares)).isEqualTo(Crop.centre(Size.of(PHOTO), SIDE).of(PHOTO).pixels());
  }

  @Test
  void trainsOnSquaresThatASeedDraws() {
    LabelledImages drawn = squares.toTrainOn(new SplittableRandom(3));
    LabelledImages again = squares.toTrainOn(new SplittableRandom(3));
    SplittableRandom random = new SplittableRandom(3);
    Set<ByteBuffer> different = new HashSet<>();

    for (int epoch = 0; epoch < 20; epoch++) {
      byte[] square = pixels(drawn);
      assertThat(square)
          .isEqualTo(pixels(again))
          .isEqualTo(Crop.random(Size.of(PHOTO), SIDE, random).of(PHOTO).pixels());
      different.add(ByteBuffer.wrap(square));
    }
    assertThat(different).hasSizeGreaterThan(15);
    assertThat(drawn.imageSize(0)).isEqualTo(new Size(SIDE, SIDE));
    assertThat(drawn.label(0)).isEqualTo(7);
  }

  /** 256 for 224 pixels, and in this ratio for other backbones. */
  @ParameterizedTest
  @CsvSource({"224, 300, 400, 256, 341", "32, 300, 400, 37, 49", "384, 500, 375, 585, 439"})
  void resizesTheShorterSide(int side, int height, int width, int newHeight, int newWidth) {
    RgbImage photo = photo(height, width);

    RgbImage whole = FgvcPixels.whole(photo, side);

    assertThat(Size.of(whole)).isEqualTo(new Size(newHeight, newWidth));
    assertThat(FgvcPixels.centre(photo, side).pixels())
        .isEqualTo(Crop.centre(Size.of(whole), side).of(whole).pixels());
  }

  private static byte[] pixels(LabelledImages images) {
    ByteBuffer pixels = ByteBuffer.allocate(SIDE * SIDE * 3);
    images.copyTo(0, pixels);
    return pixels.array();
  }

  private static RgbImage photo(int height, int width) {
    byte[] pixels = new byte[height * width * 3];
    IntStream.range(0, pixels.length).forEach(i -> pixels[i] = (byte) (i * i / 7));
    return new RgbImage(height, width, pixels);
  }
}
