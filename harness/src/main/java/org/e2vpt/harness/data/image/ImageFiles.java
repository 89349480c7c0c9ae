package org.e2vpt.harness.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, BMP and GIF files to the values that they store: as TensorFlow and Pillow,
 * without colour profiles, without the camera's rotation, and without transparency.
 */
public final class ImageFiles {

  /** Pillow refuses more, too: nobody photographs so large, and it would fill the memory. */
  private static final long MOST_PIXELS = 178_956_970;

  /** What Java's JPEG reader only warns of, and fills with grey. */
  private static final String CUT_JPEG = "Truncated File - Missing EOI marker";

  private static final int[] RED_GREEN_BLUE = {0, 1, 2};

  static {
    ImageIO.setUseCache(false); // files are in memory already
  }

  private ImageFiles() {}

  /**
   * Decodes one file.
   *
   * @param place the file and its archive, for messages
   * @throws IOException naming the place and what to do
   */
  public static RgbImage decode(byte[] file, String place) throws IOException {
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(Jpeg.plain(file)))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("it is no JPEG, PNG, BMP or GIF file");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        reader.addIIOReadWarningListener(
            (source, warning) -> {
              if (warning.equals(CUT_JPEG)) {
                throw new IllegalStateException("the file ends within its pixels");
              }
            });
        requireSize(reader.getWidth(0), reader.getHeight(0));
        return rgb(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) { // the decoders throw both for damaged files
      throw new IOException(
          ("the image %s cannot be decoded (%s); fetch its archive again, and if that does not"
                  + " help, replace the image")
              .formatted(place, e.getMessage()),
          e);
    }
  }

  private static void requireSize(int width, int height) throws IOException {
    if ((long) width * height > MOST_PIXELS) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%dx%d pixels, more than %d, may be a decompression bomb",
              width,
              height,
              MOST_PIXELS));
    }
  }

  private static RgbImage rgb(BufferedImage image) throws IOException {
    int height = image.getHeight();
    int width = image.getWidth();
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    if (colours instanceof IndexColorModel palette) {
      return new RgbImage(height, width, looked(palette, raster));
    }
    if (raster.getNumBands() <= 2) { // grey, perhaps with transparency
      return RgbImage.grey(height, width, band(raster));
    }
    return new RgbImage(height, width, threeBands(raster));
  }

  private static byte[] looked(IndexColorModel palette, Raster raster) {
    int[] indices = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    byte[] pixels = new byte[indices.length * 3];
    int out = 0;
    for (int index : indices) {
      pixels[out++] = (byte) palette.getRed(index);
      pixels[out++] = (byte) palette.getGreen(index);
      pixels[out++] = (byte) palette.getBlue(index);
    }
    return pixels;
  }

  private static byte[] band(Raster raster) {
    int[] values = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
    byte[] pixels = new byte[values.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          shift >= 0 ? (byte) (values[i] >> shift) : stretched(values[i], shift + Byte.SIZE);
    }
    return pixels;
  }

  /** A grey value of 1, 2 or 4 bits as one of 8. */
  private static byte stretched(int value, int bits) {
    return (byte) (value * 255 / ((1 << bits) - 1));
  }

  /** The first three bands, of which the decoders' rasters know the order in memory. */
  private static byte[] threeBands(Raster raster) throws IOException {
    if (raster.getSampleModel() instanceof PixelInterleavedSampleModel model
        && raster.getDataBuffer() instanceof DataBufferByte buffer
        && model.getPixelStride() == model.getNumBands()
        && model.getScanlineStride() == model.getPixelStride() * raster.getWidth()) {
      return gathered(buffer.getData(), model.getBandOffsets(), model.getPixelStride());
    }
    int shift = raster.getSampleModel().getSampleSize(0) - Byte.SIZE;
    if (shift < 0 || raster.getTransferType() == DataBuffer.TYPE_FLOAT) {
      throw new IOException("its colours are stored in a rare way");
    }
    byte[] pixels = new byte[raster.getWidth() * raster.getHeight() * 3];
    for (int band : RED_GREEN_BLUE) {
      int[] values =
          raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
      for (int i = 0; i < values.length; i++) {
        pixels[i * 3 + band] = (byte) (values[i] >> shift);
      }
    }
    return pixels;
  }

  private static byte[] gathered(byte[] stored, int[] offsets, int stride) {
    int red = offsets[0];
    int green = offsets[1];
    int blue = offsets[2];
    byte[] pixels = new byte[stored.length / stride * 3];
    for (int from = 0, to = 0; to < pixels.length; from += stride, to += 3) {
      pixels[to] = stored[from + red];
      pixels[to + 1] = stored[from + green];
      pixels[to + 2] = stored[from + blue];
    }
    return pixels;
  }
}
