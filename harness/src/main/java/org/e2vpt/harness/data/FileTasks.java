package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.e2vpt.harness.data.cache.ImageCache;
import org.e2vpt.harness.data.catalog.Catalog;
import org.e2vpt.harness.data.catalog.FolderIds;
import org.e2vpt.harness.data.fgvc.FgvcPixels;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.text.FileErrors;

/**
 * The tasks whose images are read from files: those of {@link Catalog}, out of a data folder, held
 * to a lock.
 */
public record FileTasks(DataFolder folder, DatasetsLock lock) {

  /** Raise it if the same files give other images, labels or splits. */
  private static final int READERS = 1;

  /** Classes of the users' folders, which are listed once in the life of a process. */
  private static final Map<String, Integer> FOLDERS = new ConcurrentHashMap<>();

  /** Those of the chosen folder and lock. */
  static FileTasks chosen() {
    return new FileTasks(DataFolder.chosen(), DatasetsLock.chosen());
  }

  /** The task of an id that {@link Catalog} knows. That of a folder has the id by content. */
  Task task(String id) {
    if (Catalog.isFolder(id)) {
      String own = folderId(id);
      return task(own, Group.OWN, FOLDERS.computeIfAbsent(own, key -> data(id).classes()));
    }
    TaskFacts facts = TaskFacts.of(Catalog.paperTask(id));
    return task(id, Group.titled(facts.group()), facts.classes());
  }

  private Task task(String id, Group group, int classes) {
    return new Task(
        id, group, classes, () -> sha256(id), () -> notes(id), side -> splits(id, side));
  }

  /**
   * The parts of a task before their pixels are read.
   *
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public TaskData data(String id) {
    return read(() -> Catalog.read(id, folder.root(), lock.scale()));
  }

  /** Whether a folder that was unpacked by hand stands in for the task's files of the lock. */
  public boolean isUnpacked(String id) {
    return Catalog.isUnpacked(id, folder.root());
  }

  /** What a report must say of a task: how exact its split is, and warnings. */
  public ImmutableList<String> notes(String id) {
    Origin origin = origin(id);
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    notes.add(origin.toString()).addAll(origin.warnings());
    if (!lock.scale().original()) {
      notes.add(
          "The files are miniatures for tests, as the lock says: what is measured on them means"
              + " nothing.");
    }
    return notes.build();
  }

  private Origin origin(String id) {
    return read(() -> Catalog.origin(id, folder.root()));
  }

  String sha256(String id) {
    if (Catalog.isFolder(id)) {
      return hash(
          String.format(
              Locale.ROOT, "readers %d\nfolder\n%s\n", READERS, read(() -> FolderIds.sha256(id))));
    }
    String inputs = String.join("\n", new TaskInputs(folder, lock).of(id));
    return hash(
        String.format(
            Locale.ROOT,
            "readers %d\n%s\n%s\n%s\n%s\n",
            READERS,
            id,
            origin(id).kind(),
            lock.scale(),
            inputs));
  }

  private static String hash(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }

  private static String folderId(String id) {
    return read(() -> FolderIds.byContent(id));
  }

  /**
   * The images of a task for a backbone of this side: decoded if they have not been yet.
   *
   * @throws IllegalArgumentException listing the tasks there are
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public Splits splits(String id, int side) {
    if (!Catalog.isCropped(id)) {
      List<LabelledImages> parts = cached(id, "", (part, image) -> image);
      return Splits.vtab(parts.get(0), parts.get(1), parts.get(2));
    }
    List<LabelledImages> parts =
        cached(
            id,
            "-" + side,
            (part, image) ->
                part.name().equals("train")
                    ? FgvcPixels.whole(image, side)
                    : FgvcPixels.centre(image, side));
    return Splits.fgvc(
        new SquareImages(parts.get(0), side),
        new SquareImages(parts.get(1), side),
        new SquareImages(parts.get(2), side));
  }

  private List<LabelledImages> cached(String id, String suffix, ImageCache.Stored stored) {
    ImageCache cache = new ImageCache(decoded(id), suffix);
    String inputs = sha256(id) + suffix;
    return read(() -> cache.open(inputs, () -> checked(id), stored));
  }

  /** The folder of a task's decoded images, which is there once they have been. */
  public Path decoded(String id) {
    return folder.root().resolve(".cache").resolve(folderName(id));
  }

  private TaskData checked(String id) throws IOException {
    new TaskInputs(folder, lock).check(id);
    return Catalog.read(id, folder.root(), lock.scale());
  }

  @FunctionalInterface
  private interface Reading<T> {
    T get() throws IOException;
  }

  private static <T> T read(Reading<T> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new IllegalStateException(FileErrors.describe(e), e);
    }
  }

  private static String folderName(String id) {
    if (!Catalog.isFolder(id)) {
      return id.replace(':', '-');
    }
    // By path, so that what is decoded of a folder that was changed replaces what was before.
    return "folder-" + hash(FolderIds.path(id).toAbsolutePath().toString());
  }
}
