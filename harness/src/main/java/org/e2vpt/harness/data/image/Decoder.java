package org.e2vpt.harness.data.image;

import java.util.Arrays;
import java.util.Locale;

/**
 * Whose pixels an image file is decoded to. Both programs use libjpeg-turbo, with one difference
 * that changes most values of a JPEG file by one or two levels: the inverse cosine transform.
 */
public enum Decoder {
  /** {@code tf.image.decode_image}, as TFDS reads its images: libjpeg's fast integer transform. */
  TENSORFLOW("TensorFlow"),
  /** {@code Image.open(file).convert("RGB")}: libjpeg's accurate one, which OpenCV uses, too. */
  PILLOW("Pillow");

  private final String program;

  Decoder(String program) {
    this.program = program;
  }

  /** The name of the program, for people. */
  public String program() {
    return program;
  }

  /**
   * The decoder of this word.
   *
   * @throws IllegalArgumentException quoting any other word
   */
  public static Decoder named(String word) {
    return Arrays.stream(values())
        .filter(decoder -> decoder.toString().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "expected tensorflow or pillow, got '%s'".formatted(word)));
  }

  /** The word for it in commands and data. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
