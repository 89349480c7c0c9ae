package org.e2vpt.harness.data;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.e2vpt.harness.data.catalog.Catalog;
import org.e2vpt.harness.data.catalog.FolderIds;

/**
 * The tasks that the harness knows, by id: those of the mini tables, which it carries with it, the
 * paper's 24, {@code vtab-1k:ID} and {@code folder:PATH}.
 */
public final class Tasks {

  private static final ImmutableMap<String, Task> MINI =
      Stream.of(
              mini("digits", Group.NATURAL, Digits.CLASSES, Digits::read),
              mini("shapes-count", Group.STRUCTURED, Shapes.COUNTS, Shapes::count),
              mini("shapes-location", Group.STRUCTURED, Shapes.POSITIONS, Shapes::location),
              mini(
                  "shapes-orientation", Group.STRUCTURED, Shapes.ORIENTATIONS, Shapes::orientation))
          .collect(ImmutableMap.toImmutableMap(Task::id, task -> task));

  private static final Map<Loaded, Splits> LOADED = new ConcurrentHashMap<>();

  private record Loaded(String id, String sha256, int side, Path root) {}

  private Tasks() {}

  private static Task mini(String id, Group group, int classes, Supplier<MiniSplits> images) {
    Supplier<MiniSplits> once = Suppliers.memoize(images::get);
    return new Task(
        id,
        group,
        classes,
        Suppliers.memoize(() -> once.get().sha256()),
        ImmutableList::of,
        side -> once.get().splits());
  }

  /** The ids of the mini tables' tasks, in the order in which those list them. */
  public static ImmutableList<String> ids() {
    return MINI.keySet().asList();
  }

  /**
   * The task of this id.
   *
   * @throws IllegalArgumentException listing the ids there are, or saying what is wrong with a
   *     folder
   */
  public static Task get(String id) {
    Task mini = MINI.get(id);
    if (mini != null) {
      return mini;
    }
    if (!Catalog.knows(id)) {
      throw new IllegalArgumentException(
          "unknown task '%s'; the tasks are %s, %s, vtab-1k:ID for one of VTAB's, and folder:PATH"
              .formatted(id, String.join(", ", ids()), String.join(", ", Catalog.ids())));
    }
    return FileTasks.chosen().task(id);
  }

  /**
   * The task's images for a backbone of this side, read once in the life of this process.
   *
   * @param side of the backbone's images, in pixels
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public static Splits splits(String id, int side) {
    Task task = get(id);
    Loaded key = new Loaded(id, task.sha256().get(), side, DataFolder.chosen().root());
    return LOADED.computeIfAbsent(key, loaded -> task.reader().apply(side));
  }

  /**
   * System properties by which another process knows the same tasks: where folders lie that were
   * named by their path here.
   */
  public static ImmutableMap<String, String> properties() {
    return FolderIds.properties();
  }

  /** Whether the images to train on are cropped at random, so that each epoch sees others. */
  public static boolean isCropped(String id) {
    return Catalog.isCropped(id);
  }

  /**
   * Decodes the images of a task that is read from files, for the trials of other processes.
   * Nothing is left to be done for one that was decoded, nor for a mini task.
   *
   * @param side of the backbone's images, in pixels
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public static void prepare(String id, int side) {
    if (!MINI.containsKey(id)) {
      var unused = get(id).reader().apply(side); // kept in files, not here
    }
  }

  /**
   * The sha256 (hexadecimal) over whatever the task's images depend on: the data's part in a
   * trial's identity. For a mini task over the images; for the paper's over the hashes of the
   * original files, whether they are there or not; for a folder over its images, wherever it lies.
   */
  public static String sha256(String id) {
    return get(id).sha256().get();
  }

  /**
   * What a report on this task must say: whether its images are those of the paper ({@code split:
   * exact}, {@code equivalent} or {@code user-provided}), and warnings. Nothing for a mini task.
   */
  public static ImmutableList<String> notes(String id) {
    return get(id).notes().get();
  }
}
