package org.e2vpt.harness.data.fgvc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.e2vpt.harness.data.archive.MatFile;
import org.e2vpt.harness.data.archive.TarArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Originals;
import us.hebi.matlab.mat.types.Struct;

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
    Struct images = MatFile.read(folder.file(LIST), "annotations").structs("annotations");
    List<String> fields = List.of("relative_im_path", "class", "test");
    if (!images.getFieldNames().containsAll(fields)) {
      throw new IOException(
          "%s: expected the fields %s, got %s".formatted(LIST, fields, images.getFieldNames()));
    }
    List<Example> train = new ArrayList<>();
    List<Example> test = new ArrayList<>();
    for (int i = 0; i < images.getNumElements(); i++) {
      boolean toTest = images.getMatrix("test", i).getInt(0) != 0;
      (toTest ? test : train)
          .add(
              new Example(
                  images.getChar("relative_im_path", i).getString(),
                  images.getMatrix("class", i).getInt(0) - 1));
    }
    return new FgvcSource(
        CLASSES,
        train,
        List.of(),
        test,
        new MemberImages(TarArchive.of(folder.file("car_ims.tgz")), UnaryOperator.identity()));
  }
}
