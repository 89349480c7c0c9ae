package org.e2vpt.harness.data.fgvc;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.e2vpt.harness.data.source.TfdsOrder;
import org.e2vpt.harness.data.vtab.Flowers102;

/**
 * The five tasks of FGVC. VPT split a tenth off the authors' training images by a seed that it
 * never published, and published the lists; without them the tenth is drawn here by hash.
 */
public final class Fgvc {

  /** Salt of the hashes by which the validation images are drawn: another one draws others. */
  private static final String SEED = "fgvc-90-10";

  private static final Origin VPT =
      new Origin(Origin.Kind.USER_PROVIDED, "train.json, val.json and test.json as VPT's");
  private static final Origin DRAWN =
      new Origin(
          Origin.Kind.EQUIVALENT,
          "a tenth of the training images drawn by hash, since VPT's lists are not there");
  private static final Origin AUTHORS =
      new Origin(Origin.Kind.EXACT, "the parts of the data set's authors, which VPT used");

  /** Reads what the authors say of each image. */
  @FunctionalInterface
  private interface Reader {
    FgvcSource read(Originals folder, int classes) throws IOException;
  }

  private static final String FLOWERS = "fgvc_flowers";

  private static final ImmutableMap<String, Reader> READERS =
      ImmutableMap.of(
          "fgvc_cub",
          (folder, classes) ->
              Birds.read(folder.file("CUB_200_2011.tgz"), "CUB_200_2011/", classes),
          "fgvc_nabirds",
          (folder, classes) -> Birds.read(folder.file("nabirds.tar.gz"), "nabirds/", classes),
          FLOWERS,
          (folder, classes) -> flowers(folder),
          "fgvc_dogs",
          (folder, classes) -> Dogs.read(folder),
          "fgvc_cars",
          (folder, classes) -> Cars.read(folder));

  private Fgvc() {}

  /** How exact the parts of a task are, told without reading a file. */
  public static Origin origin(String task, Path root) {
    if (!VptSplit.files(task, root).isEmpty()) {
      return VPT;
    }
    return task.equals(FLOWERS) ? AUTHORS : DRAWN;
  }

  /** The files of VPT's lists that are there and will be read. */
  public static ImmutableList<Path> lists(String task, Path root) {
    return VptSplit.files(task, root);
  }

  /**
   * The parts train, val and test of a task.
   *
   * @param root folder with a folder for each data set, which holds the original files
   * @param scale whether the parts must have the original sizes
   * @throws IOException naming the file that is missing, broken or not the original one
   */
  public static TaskData read(TaskSpec task, Path root, Scale scale) throws IOException {
    TaskData data;
    try {
      data = split(task, root);
    } catch (IllegalArgumentException e) { // an image that occurs twice, or of no class
      throw new IOException(
          "the lists of %s cannot be meant: %s".formatted(task.id(), e.getMessage()), e);
    }
    if (scale.original() && !data.origin().equals(VPT)) {
      int test = Objects.requireNonNull(task.sizes().get("test"));
      int whole = task.sizes().values().stream().mapToInt(size -> size).sum();
      requireSize(task.id(), "train", data.train().size() + data.val().size(), whole - test);
      requireSize(task.id(), "test", data.test().size(), test);
    }
    return data;
  }

  private static void requireSize(String task, String part, int size, int expected)
      throws IOException {
    if (size != expected) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: the files hold %d images to %s on, the original data set has %d; fetch them again",
              task,
              size,
              part,
              expected));
    }
  }

  private static TaskData split(TaskSpec task, Path root) throws IOException {
    Reader reader = READERS.get(task.id());
    if (reader == null) {
      throw new IllegalArgumentException(
          "there is no reader for the task '%s'".formatted(task.id()));
    }
    FgvcSource source = reader.read(Originals.of(root, task.folder()), task.classes());
    Optional<VptSplit> lists = VptSplit.read(task.id(), root, task.classes());
    if (lists.isPresent()) {
      VptSplit split = lists.get();
      return data(task.id(), source, VPT, split.train(), split.val(), split.test());
    }
    if (!source.val().isEmpty()) {
      return data(task.id(), source, AUTHORS, source.train(), source.val(), source.test());
    }
    List<Example> drawn = TfdsOrder.sorted(SEED, source.train());
    int cut = task.rule().val().start(drawn.size());
    return data(
        task.id(),
        source,
        DRAWN,
        FgvcSource.sorted(drawn.subList(0, cut)),
        FgvcSource.sorted(drawn.subList(cut, drawn.size())),
        source.test());
  }

  private static TaskData data(
      String task,
      FgvcSource source,
      Origin origin,
      List<Example> train,
      List<Example> val,
      List<Example> test) {
    Images images = source.images();
    return new TaskData(
        task,
        source.classes(),
        origin,
        new Part("train", train, images),
        new Part("val", val, images),
        new Part("test", test, images));
  }

  private static FgvcSource flowers(Originals folder) throws IOException {
    SourceData data = Flowers102.read(folder);
    return new FgvcSource(
        data.classes(),
        data.part("train").examples(),
        data.part("validation").examples(),
        data.part("test").examples(),
        data.part("train").images());
  }
}
