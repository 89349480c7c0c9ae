package org.e2vpt.harness.data.vtab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.source.ClassNames;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.SourceData;

/**
 * Data sets that are one folder of JPEG files a class, without parts: EuroSAT and RESISC45. Keys
 * are {@code Class_file.jpg}.
 */
final class ClassFolderArchive {

  private ClassFolderArchive() {}

  /**
   * Reads {@code root/<class>/<file>.jpg}.
   *
   * @param classes how many there must be
   */
  static SourceData read(String dataset, Archive archive, String root, int classes)
      throws IOException {
    Map<String, String> memberOfKey = new HashMap<>();
    Map<String, String> classOfKey = new HashMap<>();
    for (String member : archive.names()) {
      String[] path = member.substring(Math.min(root.length(), member.length())).split("/");
      if (member.startsWith(root) && path.length == 2 && path[1].endsWith(".jpg")) {
        String key = path[0] + "_" + path[1];
        memberOfKey.put(key, member);
        classOfKey.put(key, path[0]);
      }
    }
    ClassNames names = ClassNames.of(classOfKey.values()).require(classes, archive.name());
    List<Example> examples = new ArrayList<>();
    classOfKey.forEach((key, name) -> examples.add(new Example(key, names.label(name))));
    MemberImages images = new MemberImages(archive, key -> memberOfKey.getOrDefault(key, key));
    return SourceData.inTfdsOrder(dataset, classes, new Part("train", examples, images));
  }
}
