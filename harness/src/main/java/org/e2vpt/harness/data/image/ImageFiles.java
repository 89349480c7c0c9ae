package org.e2vpt.harness.data.image;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Decodes JPEG, PNG, BMP and GIF files to the values that they store: as TensorFlow and Pillow,
 * without colour profiles, without the camera's rotation, and without transparency. What a file is
 * is told by its content, whatever its name is.
 */
public final class ImageFiles {

  private static final String FETCH_AGAIN =
      "fetch its archive again, and if that does not help, replace the image";

  /** More than any photo has; it would fill the memory. */
  private static final long MOST_BYTES = 1 << 28;

  private ImageFiles() {}

  /**
   * Decodes one file of an archive.
   *
   * @param place the file and its archive, for messages
   * @param decoder whose pixels it is decoded to
   * @throws ImageException naming the place and what to do
   */
  public static RgbImage decode(byte[] file, String place, Decoder decoder) throws ImageException {
    return decode(file, place, decoder, FETCH_AGAIN);
  }

  /**
   * Decodes one file.
   *
   * @param place the file, for messages
   * @param decoder whose pixels it is decoded to
   * @param advice what to do about a damaged one
   * @throws ImageException naming the place and what to do
   */
  public static RgbImage decode(byte[] file, String place, Decoder decoder, String advice)
      throws ImageException {
    try {
      return decode(file, decoder);
    } catch (UnsupportedImageException e) {
      throw ImageException.of(place, String.valueOf(e.getMessage()), "", e);
    } catch (BufferUnderflowException e) {
      throw ImageException.of(place, "the file ends too early", advice, e);
    } catch (IOException e) {
      throw ImageException.of(place, String.valueOf(e.getMessage()), advice, e);
    }
  }

  /**
   * Decodes one file of a folder.
   *
   * @param decoder whose pixels it is decoded to
   * @param advice what to do about a damaged one
   * @throws ImageException naming the file and what to do
   */
  public static RgbImage decode(Path file, Decoder decoder, String advice) throws ImageException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(
            String.format(Locale.ROOT, "it has more than %d MiB", MOST_BYTES >> 20));
      }
      return decode(Files.readAllBytes(file), file.toString(), decoder, advice);
    } catch (ImageException e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw ImageException.of(file.toString(), "it is not there", advice, e);
    } catch (AccessDeniedException e) {
      throw ImageException.of(file.toString(), "there is no permission to read it", advice, e);
    } catch (IOException e) {
      throw ImageException.of(file.toString(), String.valueOf(e.getMessage()), advice, e);
    }
  }

  private static RgbImage decode(byte[] file, Decoder decoder) throws IOException {
    if (Jpeg.begins(file)) {
      return Jpeg.decode(file, decoder);
    }
    if (file.length >= Long.BYTES && ByteBuffer.wrap(file).getLong() == Png.SIGNATURE) {
      return Png.decode(file, decoder);
    }
    if (Gif.begins(file)) {
      return Gif.decode(file, decoder);
    }
    if (Bmp.begins(file)) {
      return Bmp.decode(file, decoder);
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
        ? new IOException("it is not a JPEG, PNG, BMP or GIF file")
        : new UnsupportedImageException(
            "it is not a JPEG, PNG, BMP or GIF file but a %s file; save it as PNG"
                .formatted(found));
  }
}
