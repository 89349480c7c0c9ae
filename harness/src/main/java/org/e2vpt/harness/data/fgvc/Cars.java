package org.e2vpt.harness.data.fgvc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.data.archive.MatArray;
import org.e2vpt.harness.data.archive.MatFile;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;

/**
 * Stanford Cars in the form that has all photos in one archive: JPEG files, and a MATLAB list of
 * structures with path, class from 1 on, and whether to test on it. Keys are {@code
 * car_ims/000001.jpg}.
 */
final class Cars {

  private static final int CLASSES = 196;
  private static final String LIST = "cars_annos.mat";

  private Cars() {}

  static FgvcSource read(Originals folder) throws IOException {
    MatFile list = MatFile.read(folder.file(LIST), "annotations");
    String place = list.place("annotations");
    MatArray.Structures images = list.array("annotations").asStructures(place);
    List<String> fields = List.of("relative_im_path", "class", "test");
    if (!images.fields().containsAll(fields)) {
      throw new IOException(
          "%s: expected the fields %s, got %s".formatted(LIST, fields, images.fields()));
    }
    List<Example> train = new ArrayList<>();
    List<Example> test = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      boolean toTest = images.field("test", i).asInteger(place) != 0;
      (toTest ? test : train)
          .add(
              new Example(
                  images.field("relative_im_path", i).asText(place),
                  images.field("class", i).asInteger(place) - 1));
    }
    return new FgvcSource(
        CLASSES,
        train,
        List.of(),
        test,
        new MemberImages(TarArchive.of(folder.file("car_ims.tgz")), UnaryOperator.identity()));
  }
}
