package org.e2vpt.harness.data;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.TaskData;

/**
 * The test images of a folder of the user's by their names.
 *
 * @param paths below the folder, in the order in which they are measured
 * @param classes of these images, named as their folders are
 * @param names of all classes, in the order of their labels
 */
public record TestImages(
    ImmutableList<String> paths, ImmutableList<String> classes, ImmutableList<String> names) {

  /** Those of a task; empty if it is no folder. */
  public static Optional<TestImages> of(String task, DataFolder folder) {
    if (!FolderIds.isFolder(task)) {
      return Optional.empty();
    }
    TaskData data = new FileTasks(folder).data(task);
    ImmutableList<String> paths =
        data.test().examples().stream().map(Example::key).collect(toImmutableList());
    return Optional.of(
        new TestImages(
            paths,
            paths.stream().map(ImageFolder::className).collect(toImmutableList()),
            TaskSource.ofFiles(task).classNames(data)));
  }
}
