package org.e2vpt.harness.data;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.TaskSource.Embedded;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.own.FolderIds;

/**
 * The tasks that can be trained on, by the ids that {@link TaskSource} knows.
 *
 * @param folder where the files of those lie that do not come with the harness
 * @param pixels whose pixels JPEG files are decoded to, instead of those of the paper
 */
public record Tasks(DataFolder folder, Optional<Decoder> pixels) {

  private static final ImmutableMap<String, Supplier<MiniSplits>> EMBEDDED =
      ImmutableMap.of(
          "digits", Suppliers.memoize(Digits::read),
          "shapes-count", Suppliers.memoize(Shapes::count),
          "shapes-location", Suppliers.memoize(Shapes::location),
          "shapes-orientation", Suppliers.memoize(Shapes::orientation));

  private static final Map<Loaded, Splits> LOADED = new ConcurrentHashMap<>();

  private record Loaded(String id, String sha256, int side, Path root) {}

  /** With the pixels of the paper: each data set's own. */
  public Tasks(DataFolder folder) {
    this(folder, Optional.empty());
  }

  /**
   * The same tasks with the pixels that a trial was planned for. What the {@link #sha256} of its
   * task is tells which; these tasks, if it is that of none.
   */
  public Tasks with(String id, String sha256) {
    return Stream.concat(
            Stream.of(this),
            Arrays.stream(Decoder.values()).map(other -> new Tasks(folder, Optional.of(other))))
        .filter(tasks -> tasks.sha256(id).equals(sha256))
        .findFirst()
        .orElse(this);
  }

  /** The ids of the tasks that come with the harness. */
  public static ImmutableList<String> ids() {
    return DataSets.embedded();
  }

  /**
   * The task of this id.
   *
   * @throws IllegalArgumentException listing the ids there are, or saying what is wrong with a
   *     folder
   */
  public Task get(String id) {
    return TaskSource.of(id) instanceof Embedded embedded
        ? embedded(embedded.set())
        : new FileTasks(folder, pixels).task(id);
  }

  private static Task embedded(DataSet set) {
    Supplier<MiniSplits> images = Objects.requireNonNull(EMBEDDED.get(set.id()));
    return new Task(
        set.id(),
        set.group(),
        set.classes(),
        () -> numbers(set.classes()),
        () -> images.get().sha256(),
        ImmutableList::of,
        side -> images.get().splits());
  }

  /** Names of classes that have none: 0, 1, … */
  static ImmutableList<String> numbers(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(Integer::toString)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * How an image file becomes what the task's images are measured as.
   *
   * @param side of the backbone's images, in pixels
   */
  public InputPixels pixels(String id, int side) {
    return TaskSource.of(id) instanceof Embedded
        ? InputPixels.squeezed(side)
        : new FileTasks(folder, pixels).inputPixels(id, side);
  }

  /**
   * The task's images for a backbone of this side, read once in the life of this process.
   *
   * @param side of the backbone's images, in pixels
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public Splits splits(String id, int side) {
    Task task = get(id);
    Loaded key = new Loaded(id, task.sha256().get(), side, folder.root());
    return LOADED.computeIfAbsent(key, loaded -> task.reader().apply(side));
  }

  /**
   * System properties by which another process knows the same tasks: where folders lie that were
   * named by their path here.
   */
  public static ImmutableMap<String, String> properties() {
    return FolderIds.properties();
  }

  /** Takes in the {@link #properties} of another process, among others that are skipped. */
  public static void know(Map<String, String> properties) {
    FolderIds.know(properties);
  }

  /** Whether the images to train on are cropped at random, so that each epoch sees others. */
  public static boolean isCropped(String id) {
    return TaskSource.find(id).filter(TaskSource::isCropped).isPresent();
  }

  /**
   * Decodes the images of a task that is read from files, for the trials of other processes.
   * Nothing is left to be done for one that was decoded, nor for a mini task.
   *
   * @param side of the backbone's images, in pixels
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public void prepare(String id, int side) {
    if (!EMBEDDED.containsKey(id)) {
      var unused = get(id).reader().apply(side); // kept in files, not here
    }
  }

  /**
   * The sha256 (hexadecimal) over whatever the task's images depend on: the data's part in a
   * trial's identity. For a mini task over the images; for the paper's over the hashes of the
   * original files, whether they are there or not; for a folder over its images, wherever it lies.
   */
  public String sha256(String id) {
    return get(id).sha256().get();
  }

  /**
   * What a report on this task must say: whether its images are those of the paper ({@code split:
   * exact}, {@code equivalent} or {@code user-provided}), and warnings. Nothing for a mini task.
   */
  public ImmutableList<String> notes(String id) {
    return get(id).notes().get();
  }
}
