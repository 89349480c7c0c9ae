package org.e2vpt.harness.data.vtab;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Oxford-IIIT pets: JPEG files, and lists with lines of {@code name class species breed}, classes
 * from 1 on. Keys are {@code Abyssinian_1.jpg}.
 */
final class Pets {

  private static final int CLASSES = 37;
  private static final int COLUMNS = 4;

  private Pets() {}

  static SourceData read(Originals folder) throws IOException {
    Archive lists = TarArchive.of(folder.file("annotations.tar.gz"));
    Images images =
        new MemberImages(TarArchive.of(folder.file("images.tar.gz")), "images/"::concat);
    return SourceData.inTfdsOrder(
        folder.dataset(),
        CLASSES,
        new Part("train", examples(lists, "annotations/trainval.txt"), images),
        new Part("test", examples(lists, "annotations/test.txt"), images));
  }

  private static List<Example> examples(Archive lists, String member) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : lists.lines(member)) {
      List<String> columns = Splitter.on(' ').splitToList(line);
      if (columns.size() != COLUMNS || !columns.get(1).matches("[0-9]{1,2}")) {
        throw new IOException(
            "%s!%s: expected 'name class species breed', got '%s'"
                .formatted(lists.name(), member, line));
      }
      examples.add(new Example(columns.get(0) + ".jpg", Integer.parseInt(columns.get(1)) - 1));
    }
    return examples;
  }
}
