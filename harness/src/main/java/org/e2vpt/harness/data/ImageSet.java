package org.e2vpt.harness.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;

/**
 * Labelled RGB images of one size, as uint8 pixels in (N, H, W, 3) order.
 *
 * @param height H, in pixels
 * @param width W, in pixels
 * @param pixels N·H·W·3 values, not copied: callers hand over ownership
 * @param labels N classes, counted from 0, not copied
 */
@SuppressWarnings(
    "ArrayRecordComponent") // a value of megabytes, compared by sha256 where it matters
public record ImageSet(int height, int width, byte[] pixels, int[] labels)
    implements LabelledImages {

  public static final int CHANNELS = RgbImage.CHANNELS;

  public ImageSet {
    long expected = (long) labels.length * height * width * CHANNELS;
    if (pixels.length != expected) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d images of %dx%d RGB need %d bytes, got %d",
              labels.length,
              height,
              width,
              expected,
              pixels.length));
    }
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public Size imageSize(int index) {
    return new Size(height, width);
  }

  @Override
  public void copyTo(int index, ByteBuffer target) {
    target.put(pixels, index * imageBytes(), imageBytes());
  }

  /** Bytes of one image. */
  public int imageBytes() {
    return height * width * CHANNELS;
  }

  /** The images {@code [from, to)} as a set of their own. */
  public ImageSet slice(int from, int to) {
    byte[] part = Arrays.copyOfRange(pixels, from * imageBytes(), to * imageBytes());
    return new ImageSet(height, width, part, Arrays.copyOfRange(labels, from, to));
  }

  /** The sha256 (hexadecimal) over size, pixels and labels. */
  public String sha256() {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(
        String.format(Locale.ROOT, "%d %d %d\n", size(), height, width), StandardCharsets.UTF_8);
    hasher.putBytes(pixels);
    for (int label : labels) {
      hasher.putInt(label);
    }
    return hasher.hash().toString();
  }
}
