package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The tasks that the harness knows, by id. */
public final class Tasks {

  private static final ImmutableMap<String, Task> TASKS =
      Stream.of(
              new Task("digits", Group.NATURAL, Digits.CLASSES, Digits::read),
              new Task("shapes-count", Group.STRUCTURED, Shapes.COUNTS, Shapes::count),
              new Task("shapes-location", Group.STRUCTURED, Shapes.POSITIONS, Shapes::location),
              new Task(
                  "shapes-orientation", Group.STRUCTURED, Shapes.ORIENTATIONS, Shapes::orientation))
          .collect(ImmutableMap.toImmutableMap(Task::id, task -> task));

  private static final Map<String, Splits> LOADED = new ConcurrentHashMap<>();
  private static final Map<String, String> HASHES = new ConcurrentHashMap<>();

  private Tasks() {}

  /** All ids, in the order in which tables list the tasks. */
  public static ImmutableList<String> ids() {
    return TASKS.keySet().asList();
  }

  /**
   * The task of this id.
   *
   * @throws IllegalArgumentException listing the ids there are
   */
  public static Task get(String id) {
    Task task = TASKS.get(id);
    if (task == null) {
      throw new IllegalArgumentException(
          "unknown task '%s'; the tasks are %s".formatted(id, String.join(", ", ids())));
    }
    return task;
  }

  /** The task's images, read once in the life of this process. */
  public static Splits splits(String id) {
    return LOADED.computeIfAbsent(id, key -> get(key).reader().get());
  }

  /**
   * The sha256 (hexadecimal) over the three splits: the data's part in a trial's identity. Computed
   * once in the life of this process; every trial asks for it.
   */
  public static String sha256(String id) {
    return HASHES.computeIfAbsent(id, Tasks::hash);
  }

  private static String hash(String id) {
    Splits splits = splits(id);
    String hashes =
        "train800 %s\nval200 %s\ntest %s\n"
            .formatted(
                splits.train800().sha256(), splits.val200().sha256(), splits.test().sha256());
    return Hashing.sha256().hashString(hashes, StandardCharsets.UTF_8).toString();
  }
}
