package org.e2vpt.harness.data;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * UCI optical digits in the form of a VTAB-1k task: real handwriting of 43 people, 8x8 grey.
 *
 * <p>Training and validation images are the first 1000 of {@code optdigits.tra}, the test set is
 * all of {@code optdigits.tes}, written by other people. Licence and source stand beside the files,
 * in {@code ATTRIBUTION.md}.
 */
final class Digits {

  /** Height and width of the images, in pixels. */
  static final int SIZE = 32;

  static final int CLASSES = 10;

  private static final int SOURCE_SIZE = 8;
  private static final int SOURCE_MAXIMUM = 16;

  private Digits() {}

  static MiniSplits read() {
    ImageSet training = images(resource("optdigits.tra"), "optdigits.tra");
    ImageSet test = images(resource("optdigits.tes"), "optdigits.tes");
    DataSet set = DataSets.get("digits");
    int train = set.train();
    return new MiniSplits(training.slice(0, train), training.slice(train, train + set.val()), test);
  }

  /** The unpacked file, checked against {@code datasets.lock}. */
  private static byte[] resource(String id) {
    String name = "optdigits/" + id + ".gz";
    byte[] content;
    try (InputStream packed = Resources.getResource(Digits.class, name).openStream();
        InputStream unpacked = new GZIPInputStream(packed)) {
      content = unpacked.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack the resource " + name, e);
    }
    DatasetsLock.shipped().file(id).verify(content, "the resource " + name);
    return content;
  }

  /**
   * Reads lines of 64 grey values 0..16 and the class.
   *
   * @throws IllegalArgumentException naming file and line
   */
  static ImageSet images(byte[] content, String source) {
    ImmutableList<String> lines =
        new String(content, StandardCharsets.US_ASCII)
            .lines()
            .collect(ImmutableList.toImmutableList());
    int imageBytes = SIZE * SIZE * ImageSet.CHANNELS;
    byte[] pixels = new byte[lines.size() * imageBytes];
    int[] labels = new int[lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      int[] values = values(lines.get(i), source + ":" + (i + 1));
      float[] image =
          LegacyBilinear.resize(greyToRgb(values), SOURCE_SIZE, SOURCE_SIZE, SIZE, SIZE);
      for (int j = 0; j < imageBytes; j++) {
        pixels[i * imageBytes + j] = (byte) Math.round(image[j]);
      }
      labels[i] = values[SOURCE_SIZE * SOURCE_SIZE];
    }
    return new ImageSet(SIZE, SIZE, pixels, labels);
  }

  private static int[] values(String line, String place) {
    List<String> texts = Splitter.on(',').splitToList(line);
    int grey = SOURCE_SIZE * SOURCE_SIZE;
    if (texts.size() != grey + 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: expected %d grey values and a class, got %d values",
              place,
              grey,
              texts.size()));
    }
    int[] values = new int[grey + 1];
    for (int i = 0; i <= grey; i++) {
      int maximum = i < grey ? SOURCE_MAXIMUM : CLASSES - 1;
      values[i] = number(texts.get(i), maximum, place);
    }
    return values;
  }

  private static int number(String text, int maximum, String place) {
    int number = text.matches("[0-9]{1,2}") ? Integer.parseInt(text) : maximum + 1;
    if (number > maximum) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: expected a number of 0..%d, got '%s'", place, maximum, text));
    }
    return number;
  }

  private static byte[] greyToRgb(int[] values) {
    byte[] rgb = new byte[SOURCE_SIZE * SOURCE_SIZE * ImageSet.CHANNELS];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(values[i / ImageSet.CHANNELS] * 255f / SOURCE_MAXIMUM);
    }
    return rgb;
  }
}
