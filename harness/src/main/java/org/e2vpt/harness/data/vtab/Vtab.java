package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;

/** The 19 tasks of VTAB-1k out of the original files. */
public final class Vtab {

  private static final Origin EXACT =
      new Origin(Origin.Kind.EXACT, "TFDS's order of the original files");

  /** Reads the keys and labels of a data set for one task. */
  @FunctionalInterface
  private interface Reader {
    SourceData read(Originals folder) throws IOException;
  }

  private static final ImmutableMap<String, Reader> READERS =
      ImmutableMap.<String, Reader>builder()
          .put("caltech101", Caltech101::read)
          .put("cifar", Cifar100::read)
          .put("dtd", Dtd::read)
          .put("oxford_flowers102", Flowers102::read)
          .put("oxford_iiit_pet", Pets::read)
          .put("svhn", Svhn::read)
          .put("sun397", Sun397::read)
          .put("patch_camelyon", PatchCamelyon::read)
          .put("eurosat", Eurosat::read)
          .put("resisc45", Resisc45::read)
          .put("diabetic_retinopathy", DiabeticRetinopathy::read)
          .put("clevr_count", Clevr::count)
          .put("clevr_dist", Clevr::distance)
          .put("dmlab", Dmlab::read)
          .put("kitti", Kitti::read)
          .put("dsprites_loc", Dsprites::location)
          .put("dsprites_ori", Dsprites::orientation)
          .put("smallnorb_azi", Smallnorb::azimuth)
          .put("smallnorb_ele", Smallnorb::elevation)
          .buildOrThrow();

  private Vtab() {}

  /**
   * The parts train (800), val (200) and test of a task.
   *
   * @param scale for smaller parts
   * @param root folder with a folder for each data set, which holds the original files
   * @throws IOException naming the file that is missing, broken or not the original one
   */
  public static TaskData read(TaskSpec task, Path root, Scale scale) throws IOException {
    try {
      SourceData data = source(task, root);
      if (scale.original()) {
        task.requireSizes(data);
      }
      TaskData split = task.rule().apply(task.id(), data, scale, origin(task, root));
      if (scale.original()) {
        requireRecorded(task, split);
      }
      return split;
    } catch (IllegalArgumentException e) { // two images of one key, or a label of no class
      throw new IOException(
          "the files of %s are not the original ones: %s".formatted(task.folder(), e.getMessage()),
          e);
    }
  }

  /** Requires the recorded keys, where there are some, one by one. */
  static void requireRecorded(TaskSpec task, TaskData split) throws IOException {
    if (!task.recordedKeys().isEmpty()) {
      RecordedKeys keys = RecordedKeys.of(task.recordedKeys());
      requireSame(task.id(), "train800", keys.train800(), split.train());
      requireSame(task.id(), "val200", keys.val200(), split.val());
    }
  }

  private static void requireSame(String task, String name, List<String> recorded, Part part)
      throws IOException {
    List<String> keys = part.keys();
    for (int i = 0; i < recorded.size(); i++) {
      String key = i < keys.size() ? keys.get(i) : "nothing";
      if (!recorded.get(i).equals(key)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s: image %d of %s is recorded as '%s', the files give '%s'; they are not the originals",
                task,
                i,
                name,
                recorded.get(i),
                key));
      }
    }
  }

  /** What a task is read from instead of the files that are locked. */
  public static ImmutableList<Path> besides(TaskSpec task, Path root) {
    Originals folder = Originals.of(root, task.folder());
    return task.folder().equals("resisc45") && Resisc45.isUnpacked(folder)
        ? ImmutableList.of(folder.path().resolve(Resisc45.NAME))
        : ImmutableList.of();
  }

  static SourceData source(TaskSpec task, Path root) throws IOException {
    Reader reader = READERS.get(task.id());
    if (reader == null) {
      throw new IllegalArgumentException(
          "there is no reader for the task '%s'".formatted(task.id()));
    }
    return reader.read(Originals.of(root, task.folder()));
  }

  /** How exact the parts are, told without reading a file. */
  public static Origin origin(TaskSpec task, Path root) {
    Originals folder = Originals.of(root, task.folder());
    return switch (task.folder()) {
      case "caltech101" -> Caltech101.ORIGIN;
      case "resisc45" -> Resisc45.isUnpacked(folder) ? Resisc45.UNPACKED : EXACT;
      case "sun397" -> Sun397.ORIGIN;
      default -> EXACT;
    };
  }
}
