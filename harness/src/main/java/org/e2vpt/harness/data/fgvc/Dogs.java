package org.e2vpt.harness.data.fgvc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.MatFile;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;

/**
 * Stanford Dogs: JPEG files, and MATLAB lists of paths and of classes from 1 on. Keys are {@code
 * n02085620-Chihuahua/n02085620_10074.jpg}.
 */
final class Dogs {

  private static final int CLASSES = 120;

  private Dogs() {}

  static FgvcSource read(Originals folder) throws IOException {
    Archive lists = TarArchive.of(folder.file("lists.tar"));
    return new FgvcSource(
        CLASSES,
        examples(lists, "train_list.mat"),
        List.of(),
        examples(lists, "test_list.mat"),
        new MemberImages(TarArchive.of(folder.file("images.tar")), "Images/"::concat));
  }

  private static List<Example> examples(Archive lists, String member) throws IOException {
    String name = lists.name() + "!" + member;
    MatFile file = MatFile.read(name, lists.bytes(member), "file_list", "labels");
    List<String> paths = file.texts("file_list");
    int[] labels = file.ints("labels");
    if (paths.size() != labels.length) {
      throw new IOException(
          String.format(
              Locale.ROOT, "%s has %d paths and %d labels", name, paths.size(), labels.length));
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      examples.add(new Example(paths.get(i), labels[i] - 1));
    }
    return examples;
  }
}
