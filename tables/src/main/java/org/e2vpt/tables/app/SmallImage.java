package org.e2vpt.tables.app;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.PillowResize;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder;

/** A small copy of an image of a folder, for a report. */
final class SmallImage {

  /** The longer side, in pixels. */
  private static final int SIDE = 96;

  private SmallImage() {}

  /**
   * A JPEG file.
   *
   * @param task id of the folder
   * @param image its path below the folder
   * @throws IOException naming the image
   */
  static byte[] jpeg(String task, String image) throws IOException {
    return jpeg(
        small(
            ImageFolder.decode(
                FolderIds.path(task).resolve(image), FolderIds.orientation(task), Decoder.PILLOW)));
  }

  private static RgbImage small(RgbImage image) {
    int longer = Math.max(image.height(), image.width());
    return longer <= SIDE
        ? image
        : PillowResize.BILINEAR.resize(
            image,
            new Size(
                Math.max(1, image.height() * SIDE / longer),
                Math.max(1, image.width() * SIDE / longer)));
  }

  private static byte[] jpeg(RgbImage image) throws IOException {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] pixels = image.pixels();
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int from = (y * image.width() + x) * RgbImage.CHANNELS;
        buffered.setRGB(
            x,
            y,
            (pixels[from] & 0xFF) << 16 | (pixels[from + 1] & 0xFF) << 8 | pixels[from + 2] & 0xFF);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(buffered, "jpg", bytes)) {
      throw new IOException("this Java writes no JPEG");
    }
    return bytes.toByteArray();
  }
}
