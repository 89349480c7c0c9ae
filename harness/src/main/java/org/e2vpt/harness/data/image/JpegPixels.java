package org.e2vpt.harness.data.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Makes pixels of samples, row by row. */
final class JpegPixels {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private JpegPixels() {}

  /** The image of decoded components. */
  static RgbImage of(JpegFrame frame, JpegColours colours) {
    int width = frame.size().width();
    int height = frame.size().height();
    JpegRows[] components =
        frame.components().stream()
            .map(component -> JpegRows.of(frame, component))
            .toArray(JpegRows[]::new);
    int[][] rows = new int[components.length][];
    int[] row = new int[width];
    byte[] pixels = new byte[height * width * RgbImage.CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < rows.length; i++) {
        rows[i] = components[i].row(y);
      }
      colours.convert(rows, width, row);
      put(row, pixels, y * width * RgbImage.CHANNELS);
    }
    return new RgbImage(height, width, pixels);
  }

  /** Writes four bytes for a pixel, of which the next one overwrites the last. */
  private static void put(int[] row, byte[] pixels, int start) {
    int end = row.length - 1;
    int at = start;
    for (int i = 0; i < end; i++) {
      INT.set(pixels, at, row[i]);
      at += RgbImage.CHANNELS;
    }
    pixels[at] = (byte) row[end];
    pixels[at + 1] = (byte) (row[end] >> 8);
    pixels[at + 2] = (byte) (row[end] >> 16);
  }
}
