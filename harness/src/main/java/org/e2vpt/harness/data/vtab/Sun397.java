package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Lines;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.OpenCv;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * SUN397 with TFDS's own parts, whose lists are files of TFDS's repository. Keys are the lists'
 * lines, {@code /a/abbey/sun_aaalbzqrimafwbiv.jpg}.
 *
 * <p>TFDS shrank the images to 120,000 pixels at most and stored them as JPEG again; so they are
 * here. Its documentation says that it did so with a quality of 72, but its code ({@code sun.py} of
 * version 4.0.0 of the data set) gives no quality to its configurations, and so none to OpenCV,
 * whose default is 95. The code made the pixels.
 */
final class Sun397 {

  static final int MOST_PIXELS = 120_000;
  static final int QUALITY = 95;

  static final Origin ORIGIN =
      new Origin(
          Origin.Kind.EXACT,
          "TFDS's lists and order",
          ImmutableList.of(
              "SUN397 is stored as JPEG again with quality 95, as TFDS's code did; TFDS's"
                  + " documentation says 72."));

  private static final int CLASSES = 397;

  private Sun397() {}

  static SourceData read(Originals folder) throws IOException {
    List<String> train = keys(folder.file("sun397_tfds_tr.txt"));
    List<String> validation = keys(folder.file("sun397_tfds_va.txt"));
    List<String> test = keys(folder.file("sun397_tfds_te.txt"));
    ClassNames classes =
        ClassNames.of(
                Stream.of(train, validation, test)
                    .flatMap(List::stream)
                    .map(Sun397::className)
                    .toList())
            .require(CLASSES, "the lists sun397_tfds_*.txt");
    Images images =
        new MemberImages(TarArchive.of(folder.file("SUN397.tar.gz")), "SUN397"::concat)
            .throughOpenCv(Sun397::stored);
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples(train, classes), images),
        new Part("validation", examples(validation, classes), images),
        new Part("test", examples(test, classes), images));
  }

  private static List<String> keys(Path list) throws IOException {
    List<String> keys = Lines.of(Files.readAllBytes(list), list.toString());
    for (String key : keys) {
      if (!key.matches("/.+/.+\\.jpg")) {
        throw new IOException(
            "%s: expected lines such as '/a/abbey/sun_aaalbzqrimafwbiv.jpg', got '%s'"
                .formatted(list.getFileName(), key));
      }
    }
    return keys;
  }

  private static List<Example> examples(List<String> keys, ClassNames classes) {
    return keys.stream().map(key -> new Example(key, classes.label(className(key)))).toList();
  }

  private static String className(String key) {
    return key.substring(0, key.lastIndexOf('/'));
  }

  /** The image as TFDS stored it, decoded again. */
  private static RgbImage stored(RgbImage image, Decoder decoder) {
    int pixels = image.height() * image.width();
    RgbImage small =
        pixels > MOST_PIXELS
            ? OpenCv.resize(image, Math.sqrt((double) MOST_PIXELS / pixels))
            : image;
    return OpenCv.throughJpeg(small, QUALITY, decoder);
  }
}
