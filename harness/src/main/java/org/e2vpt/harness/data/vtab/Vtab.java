package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TaskData;

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
  public static TaskData read(VtabTask task, Path root, Scale scale) throws IOException {
    try {
      SourceData data = source(task, root);
      if (scale.original()) {
        task.requireSizes(data);
      }
      TaskData split = task.rule().apply(task.id(), data, scale, origin(task, root));
      if (scale.original()) {
        task.requireRecorded(split);
      }
      return split;
    } catch (IllegalArgumentException e) { // two images of one key, or a label of no class
      throw new IOException(
          "the files of %s are not the original ones: %s".formatted(task.dataset(), e.getMessage()),
          e);
    }
  }

  /** What a task is read from instead of the files that are locked. */
  public static ImmutableList<Path> besides(VtabTask task, Path root) {
    Originals folder = Originals.of(root, task.dataset());
    return task.dataset().equals("resisc45") && Resisc45.isUnpacked(folder)
        ? ImmutableList.of(folder.path().resolve(Resisc45.NAME))
        : ImmutableList.of();
  }

  static SourceData source(VtabTask task, Path root) throws IOException {
    Reader reader = READERS.get(task.id());
    if (reader == null) {
      throw new IllegalArgumentException("nobody reads the task '%s'".formatted(task.id()));
    }
    return reader.read(Originals.of(root, task.dataset()));
  }

  /** How exact the parts are, told without reading a file. */
  public static Origin origin(VtabTask task, Path root) {
    Originals folder = Originals.of(root, task.dataset());
    return switch (task.dataset()) {
      case "caltech101" -> Caltech101.ORIGIN;
      case "resisc45" -> Resisc45.isUnpacked(folder) ? Resisc45.UNPACKED : EXACT;
      case "sun397" -> Sun397.ORIGIN;
      default -> EXACT;
    };
  }
}
