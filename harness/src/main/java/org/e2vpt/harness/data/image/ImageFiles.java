package org.e2vpt.harness.data.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG, PNG, BMP and GIF files to the values that they store: as TensorFlow and Pillow,
 * without colour profiles, without the camera's rotation, and without transparency. What a file is
 * is told by its content, whatever its name is.
 */
public final class ImageFiles {

  private static final String FETCH_AGAIN =
      "fetch its archive again, and if that does not help, replace the image";

  static {
    ImageIO.setUseCache(false); // files are in memory already
  }

  private ImageFiles() {}

  /**
   * Decodes one file of an archive.
   *
   * @param place the file and its archive, for messages
   * @throws ImageException naming the place and what to do
   */
  public static RgbImage decode(byte[] file, String place) throws ImageException {
    return decode(file, place, FETCH_AGAIN);
  }

  /**
   * Decodes one file.
   *
   * @param place the file, for messages
   * @param advice what to do about a damaged one
   * @throws ImageException naming the place and what to do
   */
  public static RgbImage decode(byte[] file, String place, String advice) throws ImageException {
    try {
      return decode(file);
    } catch (UnsupportedImageException e) {
      throw ImageException.of(place, String.valueOf(e.getMessage()), "", e);
    } catch (BufferUnderflowException e) {
      throw ImageException.of(place, "the file ends too early", advice, e);
    } catch (IOException e) {
      throw ImageException.of(place, String.valueOf(e.getMessage()), advice, e);
    }
  }

  private static RgbImage decode(byte[] file) throws IOException {
    if (Jpeg.begins(file)) {
      return jpeg(Jpeg.plain(file));
    }
    if (file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == Png.SIGNATURE) {
      return Png.decode(file);
    }
    if (Gif.begins(file)) {
      return Gif.decode(file);
    }
    if (Bmp.begins(file)) {
      return Bmp.decode(file);
    }
    throw other(file);
  }

  /** Names the formats that people take for one of these four. */
  private static IOException other(byte[] file) {
    if (file.length == 0) {
      return new IOException("the file is empty");
    }
    String head = new String(file, 0, Math.min(file.length, 16), StandardCharsets.ISO_8859_1);
    String found = "";
    if (head.startsWith("II*\0") || head.startsWith("MM\0*")) {
      found = "TIFF";
    } else if (head.startsWith("RIFF") && head.startsWith("WEBP", 8)) {
      found = "WebP";
    } else if (head.startsWith("ftypavif", 4)) {
      found = "AVIF";
    } else if (head.startsWith("ftyphei", 4) || head.startsWith("ftypmif1", 4)) {
      found = "HEIC";
    }
    return found.isEmpty()
        ? new IOException("it is no JPEG, PNG, BMP or GIF file")
        : new UnsupportedImageException(
            "it is no JPEG, PNG, BMP or GIF file but a %s file; save it as PNG".formatted(found));
  }

  private static RgbImage jpeg(byte[] file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      Raster raster = reader.read(0).getRaster();
      int height = raster.getHeight();
      int width = raster.getWidth();
      byte[] pixels = (byte[]) raster.getDataElements(0, 0, width, height, null);
      return raster.getNumBands() == 1
          ? RgbImage.grey(height, width, pixels)
          : new RgbImage(height, width, pixels);
    } catch (RuntimeException e) { // Java's decoder throws several kinds for damaged files
      throw new IOException(String.valueOf(e.getMessage()), e);
    } finally {
      reader.dispose();
    }
  }
}
