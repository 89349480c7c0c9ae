package org.e2vpt.harness.tuned;

import java.nio.file.Path;
import java.util.Optional;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Tasks;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.tuned.TunedInfo.FinalRun;

/** The test images of the trial that a model is the result of. */
public final class TrialImages {

  private TrialImages() {}

  /**
   * Those of a data set that is known by its id.
   *
   * @throws IllegalArgumentException if the model is of no trial, or of a folder, or if the data
   *     set has changed
   * @throws IllegalStateException if its files are missing, with what to do
   */
  public static LabelledImages of(TunedInfo model, DataFolder data) {
    FinalRun run =
        model
            .run()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the model is of no trial, so its test images are not known; name a folder"));
    if (FolderIds.isFolder(run.task())) {
      throw new IllegalArgumentException(
          "the model was tuned on a folder of images, %s; name that folder, or another"
              .formatted(run.task()));
    }
    Tasks tasks = new Tasks(data).with(run.task(), run.data());
    String sha256 = tasks.sha256(run.task());
    if (!sha256.equals(run.data())) {
      throw new IllegalArgumentException(
          "the model was measured on %s with sha256 %s, and here it has %s"
              .formatted(run.task(), run.data(), sha256));
    }
    return tasks.splits(run.task(), model.pixels().side()).test();
  }

  /**
   * Those in a folder, if it is the one that the model was tuned on, wherever it lies now. It is
   * read whole for that.
   */
  public static Optional<LabelledImages> in(Path folder, TunedInfo model, DataFolder data) {
    String task = FolderIds.byPath(folder.toAbsolutePath(), model.pixels().orientation());
    return model
        .run()
        .filter(run -> FolderIds.isFolder(run.task()))
        .filter(run -> isTask(task, run.task(), new Tasks(data)))
        .map(run -> new Tasks(data).splits(task, model.pixels().side()).test());
  }

  /** A folder that nobody can tune on is another. */
  private static boolean isTask(String task, String id, Tasks tasks) {
    try {
      return tasks.get(task).id().equals(id);
    } catch (IllegalStateException | IllegalArgumentException e) {
      return false;
    }
  }
}
