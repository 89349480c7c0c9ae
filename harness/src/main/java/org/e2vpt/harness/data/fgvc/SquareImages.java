package org.e2vpt.harness.data.fgvc;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.e2vpt.harness.data.image.Crop;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;

/**
 * The second half of VPT's transforms of FGVC images: a square is cut out, the one in the middle to
 * measure on, any one, mirrored half of the time, to train on.
 *
 * @param images of {@link FgvcPixels}, whole or cut already
 * @param side of the squares, in pixels
 */
public record SquareImages(LabelledImages images, int side) implements LabelledImages {

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int index) {
    return images.label(index);
  }

  @Override
  public Size imageSize(int index) {
    return new Size(side, side);
  }

  @Override
  public void copyTo(int index, ByteBuffer target) {
    cut(index, Crop.centre(images.imageSize(index), side), target);
  }

  private void cut(int index, Crop crop, ByteBuffer target) {
    Size size = images.imageSize(index);
    byte[] pixels = new byte[size.height() * size.width() * RgbImage.CHANNELS];
    images.copyTo(index, ByteBuffer.wrap(pixels));
    target.put(crop.of(new RgbImage(size.height(), size.width(), pixels)).pixels());
  }

  @Override
  public boolean changeByEpoch() {
    return true;
  }

  @Override
  public LabelledImages toTrainOn(SplittableRandom random) {
    return new Drawn(this, random);
  }

  private record Drawn(SquareImages squares, SplittableRandom random) implements LabelledImages {

    @Override
    public int size() {
      return squares.size();
    }

    @Override
    public int label(int index) {
      return squares.label(index);
    }

    @Override
    public Size imageSize(int index) {
      return squares.imageSize(index);
    }

    @Override
    public void copyTo(int index, ByteBuffer target) {
      Size size = squares.images.imageSize(index);
      squares.cut(index, Crop.random(size, squares.side, random), target);
    }
  }
}
