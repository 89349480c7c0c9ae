package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.Lines;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Describable textures: a folder of JPEG files a class, and lists for ten folds, of which the first
 * counts. Keys are the lists' lines, {@code banded/banded_0002.jpg}.
 */
final class Dtd {

  private static final int CLASSES = 47;
  private static final Map<String, String> LISTS =
      Map.of(
          "dtd/labels/train1.txt", "train",
          "dtd/labels/val1.txt", "validation",
          "dtd/labels/test1.txt", "test");

  private Dtd() {}

  static SourceData read(Originals folder) throws IOException {
    Archive archive = TarArchive.of(folder.file("dtd-r1.0.1.tar.gz"));
    Map<String, List<String>> keys = new HashMap<>();
    archive.read(
        LISTS.keySet(),
        (member, content) ->
            keys.put(
                LISTS.getOrDefault(member, ""),
                Lines.of(archive.whole(member, content), archive.place(member))));
    ClassNames classes =
        ClassNames.of(keys.values().stream().flatMap(List::stream).map(Dtd::className).toList())
            .require(CLASSES, archive.name());
    Images images = new MemberImages(archive, "dtd/images/"::concat);
    Part[] parts =
        keys.entrySet().stream()
            .map(
                part ->
                    new Part(
                        part.getKey(),
                        part.getValue().stream()
                            .map(key -> new Example(key, classes.label(className(key))))
                            .toList(),
                        images))
            .toArray(Part[]::new);
    return SourceData.inTfdsOrder(folder.dataset(), CLASSES, parts);
  }

  private static String className(String key) {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }
}
