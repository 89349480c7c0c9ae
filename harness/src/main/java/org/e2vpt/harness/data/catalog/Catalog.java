package org.e2vpt.harness.data.catalog;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.data.fgvc.Fgvc;
import org.e2vpt.harness.data.own.ImageFolder;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.vtab.PreparedVtab;
import org.e2vpt.harness.data.vtab.Vtab;
import org.e2vpt.harness.data.vtab.VtabTask;

/**
 * The tasks that are read from files: the paper's 24 by their ids, {@code vtab-1k:ID} for one of
 * VTAB's 19 out of the prepared archive, and {@code folder:PATH} for images of one's own, or their
 * id by content ({@link FolderIds}).
 */
public final class Catalog {

  private static final String PREPARED = "vtab-1k:";

  private Catalog() {}

  /** The ids of the paper's tasks, those of VTAB-1k first. */
  public static ImmutableList<String> ids() {
    return ImmutableList.<String>builder()
        .addAll(VtabTask.all().stream().map(VtabTask::id).iterator())
        .addAll(Fgvc.ids())
        .build();
  }

  /** Whether this is the id of a task; of a folder, whether it is there is not asked. */
  public static boolean knows(String task) {
    return isFolder(task)
        || (task.startsWith(PREPARED)
            ? VtabTask.all().stream().anyMatch(vtab -> vtab.id().equals(paperTask(task)))
            : ids().contains(task));
  }

  /** Whether the task is one of VTAB's out of the prepared archive. */
  public static boolean isPrepared(String task) {
    return task.startsWith(PREPARED) && knows(task);
  }

  /** Whether the task is a folder of the user's, of which nothing is known but what it holds. */
  public static boolean isFolder(String task) {
    return FolderIds.isFolder(task);
  }

  /** The paper's task whose images these are: {@code dtd} for {@code vtab-1k:dtd}. */
  public static String paperTask(String task) {
    return task.startsWith(PREPARED) ? task.substring(PREPARED.length()) : task;
  }

  /**
   * Whether images are cropped, at random to train on, as VPT does with FGVC; those of VTAB are
   * squeezed into a square instead. Images of one's own are photos of any shape, as FGVC's are.
   */
  public static boolean isCropped(String task) {
    return isFolder(task) || Fgvc.ids().contains(task);
  }

  /**
   * How exact the parts of a task are. Nothing is read for the paper's 24.
   *
   * @throws IOException as {@link #read}
   */
  public static Origin origin(String task, Path root) throws IOException {
    if (isFolder(task)) {
      return ImageFolder.origin(FolderIds.path(task));
    }
    if (task.startsWith(PREPARED)) {
      return read(task, root, Scale.ORIGINAL).origin();
    }
    return Fgvc.ids().contains(task) ? Fgvc.origin(task, root) : Vtab.origin(vtab(task), root);
  }

  /**
   * What a task is read from beside the files that it cannot be read without: files, or folders
   * with all that is in them.
   */
  public static ImmutableList<Path> besides(String task, Path root) {
    if (isFolder(task)) {
      return ImmutableList.of(); // identified as a whole: see FolderIds
    }
    if (task.startsWith(PREPARED)) {
      return ImmutableList.of(PreparedVtab.place(vtab(paperTask(task)), root));
    }
    return Fgvc.ids().contains(task) ? Fgvc.lists(task, root) : Vtab.besides(vtab(task), root);
  }

  /** Whether a folder that was unpacked by hand stands in for the files of the lock. */
  public static boolean isUnpacked(String task, Path root) {
    return VtabTask.all().stream()
        .filter(vtab -> vtab.id().equals(task))
        .anyMatch(vtab -> !Vtab.besides(vtab, root).isEmpty());
  }

  /**
   * The parts of a task, before their pixels are read.
   *
   * @param root folder with a folder for each data set, which holds the original files
   * @param scale what sizes the paper's tasks must have
   * @throws IOException naming the file that is missing, broken or not the original one
   * @throws IllegalArgumentException listing the tasks there are
   */
  public static TaskData read(String task, Path root, Scale scale) throws IOException {
    if (isFolder(task)) {
      return ImageFolder.read(FolderIds.path(task));
    }
    if (task.startsWith(PREPARED)) {
      return PreparedVtab.read(vtab(paperTask(task)), root);
    }
    return Fgvc.ids().contains(task)
        ? Fgvc.read(task, root, scale)
        : Vtab.read(vtab(task), root, scale);
  }

  private static VtabTask vtab(String id) {
    return VtabTask.all().stream()
        .filter(task -> task.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown task '%s'; the tasks are %s, %sID for one of VTAB's, and folder:PATH"
                        .formatted(id, String.join(", ", ids()), PREPARED)));
  }
}
