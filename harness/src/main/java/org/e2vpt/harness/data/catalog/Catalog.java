package org.e2vpt.harness.data.catalog;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.harness.data.fgvc.Fgvc;
import org.e2vpt.harness.data.own.ImageFolder;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.vtab.PreparedVtab;
import org.e2vpt.harness.data.vtab.Vtab;
import org.e2vpt.harness.data.vtab.VtabTask;

/**
 * The tasks that are read from files: the paper's 24 by their ids, {@code vtab-1k:ID} for one of
 * VTAB's 19 out of the prepared archive, and {@code folder:PATH} for images of one's own.
 */
public final class Catalog {

  private static final String FOLDER = "folder:";
  private static final String PREPARED = "vtab-1k:";

  private Catalog() {}

  /** The ids of the paper's tasks, those of VTAB-1k first. */
  public static ImmutableList<String> ids() {
    return ImmutableList.<String>builder()
        .addAll(VtabTask.all().stream().map(VtabTask::id).iterator())
        .addAll(Fgvc.ids())
        .build();
  }

  /**
   * The parts of a task, before their pixels are read.
   *
   * @param root folder with a folder for each data set, which holds the original files
   * @throws IOException naming the file that is missing, broken or not the original one
   * @throws IllegalArgumentException listing the tasks there are
   */
  public static TaskData read(String task, Path root) throws IOException {
    if (task.startsWith(FOLDER)) {
      return ImageFolder.read(Path.of(task.substring(FOLDER.length())));
    }
    if (task.startsWith(PREPARED)) {
      return PreparedVtab.read(vtab(task.substring(PREPARED.length())), root);
    }
    return Fgvc.ids().contains(task) ? Fgvc.read(task, root) : Vtab.read(vtab(task), root);
  }

  private static VtabTask vtab(String id) {
    return VtabTask.all().stream()
        .filter(task -> task.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown task '%s'; the tasks are %s, %sID for one of VTAB's, and %sPATH"
                        .formatted(id, String.join(", ", ids()), PREPARED, FOLDER)));
  }
}
