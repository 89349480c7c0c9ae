package org.e2vpt.harness.data;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Optional;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.source.Example;

/**
 * The test images of a folder of the user's by their names.
 *
 * @param paths below the folder, in the order in which they are measured
 * @param classes of these images, named as their folders are
 * @param names of the classes, by label
 */
public record TestImages(
    ImmutableList<String> paths,
    ImmutableList<String> classes,
    ImmutableSortedMap<Integer, String> names) {

  /** Those of a task; empty if it is no folder. */
  public static Optional<TestImages> of(String task, DataFolder folder) {
    if (!FolderIds.isFolder(task)) {
      return Optional.empty();
    }
    ImmutableList<Example> test = new FileTasks(folder).data(task).test().examples();
    return Optional.of(
        new TestImages(
            test.stream().map(Example::key).collect(toImmutableList()),
            test.stream().map(TestImages::className).collect(toImmutableList()),
            test.stream()
                .collect(
                    ImmutableSortedMap.toImmutableSortedMap(
                        Integer::compare, Example::label, TestImages::className, (a, b) -> a))));
  }

  private static String className(Example example) {
    List<String> path = List.of(example.key().split("/"));
    return path.get(path.size() - 2);
  }
}
