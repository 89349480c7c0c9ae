package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TfdsOrder;

/**
 * Caltech-101: a folder of JPEG files a class, with the background as a class of its own. Keys are
 * {@code Class/image_0001.jpg}.
 *
 * <p>TFDS drew 30 images of each class for train, with NumPy's generator, out of the order in which
 * the disk of its machine listed the files. Nobody can draw them again; here hashes draw 30.
 */
final class Caltech101 {

  static final Origin ORIGIN =
      new Origin(
          Origin.Kind.EQUIVALENT,
          "30 images of each class drawn by hash: TFDS drew as many out of an order that its disk"
              + " gave and that is not recorded");

  private static final int CLASSES = 102;
  private static final int TRAIN_OF_EACH_CLASS = 30;
  private static final String FOLDER = "101_ObjectCategories/";
  private static final String ZIP = "caltech-101.zip";
  private static final String TGZ = "caltech-101/101_ObjectCategories.tar.gz";
  private static final Pattern IMAGE =
      Pattern.compile(FOLDER + "(?<key>(?<class>[^/]+)/[^/.][^/]*\\.jpg)");

  private Caltech101() {}

  static SourceData read(Originals folder) throws IOException {
    Archive archive = TarArchive.within(ZipArchive.of(folder.file(ZIP)), TGZ);
    Map<String, List<String>> keysOfClass = new TreeMap<>();
    for (String member : archive.names()) {
      Matcher matcher = IMAGE.matcher(member);
      if (matcher.matches()) {
        keysOfClass
            .computeIfAbsent(matcher.group("class"), name -> new ArrayList<>())
            .add(matcher.group("key"));
      }
    }
    ClassNames classes =
        ClassNames.of(keysOfClass.keySet().stream().map(Caltech101::lower).toList())
            .require(CLASSES, archive.name());
    List<Example> train = new ArrayList<>();
    List<Example> test = new ArrayList<>();
    for (Map.Entry<String, List<String>> entry : keysOfClass.entrySet()) {
      int label = classes.label(lower(entry.getKey()));
      List<Example> drawn =
          TfdsOrder.sorted(
              "caltech101", entry.getValue().stream().map(key -> new Example(key, label)).toList());
      int cut = Math.min(TRAIN_OF_EACH_CLASS, drawn.size());
      train.addAll(drawn.subList(0, cut));
      test.addAll(drawn.subList(cut, drawn.size()));
    }
    Images images = new MemberImages(archive, FOLDER::concat);
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", train, images),
        new Part("test", test, images));
  }

  /** TFDS's spelling of classes, by which it numbers them. */
  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
