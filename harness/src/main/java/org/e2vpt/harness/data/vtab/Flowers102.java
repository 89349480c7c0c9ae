package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.data.archive.MatFile;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Oxford Flowers: JPEG files, a list of labels from 1 on, and lists of the images' numbers from 1
 * on. Keys are {@code image_00001.jpg}.
 */
public final class Flowers102 {

  public static final int CLASSES = 102;

  private Flowers102() {}

  /** Its parts {@code train}, {@code validation} and {@code test}. */
  public static SourceData read(Originals folder) throws IOException {
    int[] labels = MatFile.read(folder.file("imagelabels.mat"), "labels").ints("labels");
    Path lists = folder.file("setid.mat");
    Images images =
        new MemberImages(TarArchive.of(folder.file("102flowers.tgz")), Flowers102::member);
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples(lists, "trnid", labels), images),
        new Part("validation", examples(lists, "valid", labels), images),
        new Part("test", examples(lists, "tstid", labels), images));
  }

  /** Lists of others name the folder too. */
  private static String member(String key) {
    return key.startsWith("jpg/") ? key : "jpg/" + key;
  }

  private static List<Example> examples(Path lists, String list, int[] labels) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int number : MatFile.read(lists, list).ints(list)) {
      if (number < 1 || number > labels.length) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "setid.mat lists image %d in '%s', but imagelabels.mat has %d labels: fetch both again",
                number,
                list,
                labels.length));
      }
      examples.add(
          new Example(
              String.format(Locale.ROOT, "image_%05d.jpg", number), labels[number - 1] - 1));
    }
    return examples;
  }
}
