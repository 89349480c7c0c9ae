package org.e2vpt.harness.data;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.text.FileErrors;

/**
 * How large a task is: one of the registry as its line says, a folder as it is listed.
 *
 * @param id of the task; of a folder, its id by content
 * @param group whose mean it enters
 * @param classes C, the number of classes
 * @param train how many images a search trains on
 * @param val how many it chooses by
 * @param test how many a final run measures
 * @param finalTrain what final runs train on
 * @param embedded whether it comes with the harness
 * @param decodedBytes what its decoded images take on the disk, about
 */
public record TaskSize(
    String id,
    Group group,
    int classes,
    int train,
    int val,
    int test,
    int finalTrain,
    boolean embedded,
    long decodedBytes) {

  /** A photo of 4:3 whose shorter side has 256 pixels, and the square of 224 that is cut out. */
  private static final long TRAIN_BYTES = 341L * 256 * 3;

  private static final long TEST_BYTES = 224L * 224 * 3;

  /** Of folders, which are listed once in the life of a process. */
  private static final Map<String, TaskSize> FOLDERS = new ConcurrentHashMap<>();

  /**
   * The size of a task.
   *
   * @throws IllegalArgumentException listing the tasks there are
   * @throws IllegalStateException naming what of a folder cannot be read
   */
  public static TaskSize of(String task) {
    Optional<TaskSource> source = TaskSource.find(task);
    if (source.isPresent() && source.get() instanceof TaskSource.OwnFolder folder) {
      return FOLDERS.computeIfAbsent(task, id -> of(folder));
    }
    DataSet set = DataSets.get(task);
    return new TaskSize(
        set.id(),
        set.group(),
        set.classes(),
        set.train(),
        set.val(),
        set.test(),
        set.finalTrain(),
        set.embedded(),
        set.decodedBytes());
  }

  private static TaskSize of(TaskSource.OwnFolder folder) {
    String id;
    TaskData data;
    try {
      id = folder.trialId();
      data = folder.read(folder.path(), Scale.ORIGINAL);
    } catch (IOException e) {
      throw new IllegalStateException(FileErrors.describe(e), e);
    }
    return new TaskSize(
        id,
        Group.OWN,
        data.classes(),
        data.train().size(),
        data.val().size(),
        data.test().size(),
        data.train().size(),
        false,
        data.train().size() * TRAIN_BYTES + (data.val().size() + data.test().size()) * TEST_BYTES);
  }
}
