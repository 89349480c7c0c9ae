package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.data.InputPixels.Fit;
import org.e2vpt.harness.data.TaskSource.OfFiles;
import org.e2vpt.harness.data.cache.ImageCache;
import org.e2vpt.harness.data.fgvc.FgvcPixels;
import org.e2vpt.harness.data.fgvc.SquareImages;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.text.FileErrors;

/**
 * The tasks whose images are read from files, out of a data folder, compared with its lock.
 *
 * @param pixels whose pixels JPEG files are decoded to, instead of those of the paper
 */
public record FileTasks(DataFolder folder, Optional<Decoder> pixels) {

  /** Raise it if the same files give other images, labels or splits. */
  private static final int READERS = 1;

  /** In the name of a file of decoded images. */
  private static final String TENSORFLOWS = "-" + Decoder.TENSORFLOW;

  /** With the pixels of the paper: each data set's own. */
  public FileTasks(DataFolder folder) {
    this(folder, Optional.empty());
  }

  /**
   * The task of an id. That of a folder has the id by content.
   *
   * @throws IllegalArgumentException listing the tasks there are
   */
  Task task(String asked) {
    OfFiles source = TaskSource.ofFiles(asked);
    String id = read(source::trialId);
    return new Task(
        id,
        source.known().map(DataSet::group).orElse(Group.OWN),
        source.known().map(DataSet::classes).orElseGet(() -> TaskSize.of(id).classes()),
        () -> source.classNames(data(id)),
        () -> sha256(id),
        () -> notes(id),
        side -> splits(id, side));
  }

  /**
   * The parts of a task before their pixels are read.
   *
   * @throws IllegalArgumentException listing the tasks there are
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public TaskData data(String id) {
    return read(() -> TaskSource.ofFiles(id).read(folder.root(), folder.lock().scale()));
  }

  /** Whether a folder that was unpacked by hand stands in for the task's files of the lock. */
  public boolean isUnpacked(String id) {
    return TaskSource.find(id)
        .filter(source -> source instanceof OfFiles files && files.isUnpacked(folder.root()))
        .isPresent();
  }

  /** What a report must say of a task: how exact its split is, and warnings. */
  public ImmutableList<String> notes(String id) {
    Origin origin = origin(id);
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    notes.add(origin.toString()).addAll(origin.warnings());
    Optional<Decoder> own = TaskSource.ofFiles(id).jpeg();
    if (pixels.isPresent() && own.isPresent() && !own.equals(pixels)) {
      notes.add(
          "JPEG files are decoded as by %s instead of %s (protocol.pixels)."
              .formatted(pixels.get().program(), own.get().program()));
    }
    if (!folder.lock().scale().original()) {
      notes.add(
          "The files are miniatures for tests, as the lock says: what is measured on them means"
              + " nothing.");
    }
    return notes.build();
  }

  private Origin origin(String id) {
    return read(() -> TaskSource.ofFiles(id).origin(folder.root()));
  }

  String sha256(String id) {
    OfFiles source = TaskSource.ofFiles(id);
    return Hashing.sha256()
        .hashString(
            String.format(
                Locale.ROOT,
                "readers %d\n%s\n%s",
                READERS,
                read(() -> source.inputs(folder)),
                isTensorFlows(source) ? "jpeg tensorflow\n" : ""),
            StandardCharsets.UTF_8)
        .toString();
  }

  /**
   * Whether its pixels are TensorFlow's. Of Pillow's nothing is said in hashes and names: all were,
   * before there was a choice.
   */
  private boolean isTensorFlows(OfFiles source) {
    return source.jpeg().map(own -> pixels.orElse(own)).equals(Optional.of(Decoder.TENSORFLOW));
  }

  private Decoder decoder(OfFiles source) {
    return isTensorFlows(source) ? Decoder.TENSORFLOW : Decoder.PILLOW;
  }

  /** As {@link Tasks#pixels}. */
  InputPixels inputPixels(String id, int side) {
    OfFiles source = TaskSource.ofFiles(id);
    return new InputPixels(
        source.isCropped() ? Fit.CROP : Fit.SQUEEZE,
        decoder(source),
        FolderIds.isFolder(id) ? FolderIds.orientation(id) : Orientation.AS_STORED,
        side);
  }

  /**
   * The images of a task for a backbone of this side: decoded if they have not been yet.
   *
   * @throws IllegalArgumentException listing the tasks there are
   * @throws IllegalStateException naming the file that is missing, broken or not the original one
   */
  public Splits splits(String id, int side) {
    InputPixels measured = inputPixels(id, side);
    if (measured.fit() == Fit.SQUEEZE) {
      List<LabelledImages> parts = cached(id, "", (part, image) -> image);
      return Splits.vtab(parts.get(0), parts.get(1), parts.get(2));
    }
    List<LabelledImages> parts =
        cached(
            id,
            "-" + side,
            (part, image) ->
                part.name().equals("train") ? FgvcPixels.whole(image, side) : measured.of(image));
    return Splits.fgvc(
        new SquareImages(parts.get(0), side),
        new SquareImages(parts.get(1), side),
        new SquareImages(parts.get(2), side));
  }

  /** What becomes of a decoded image before it is stored. */
  @FunctionalInterface
  private interface Change {
    RgbImage apply(Part part, RgbImage image);
  }

  private List<LabelledImages> cached(String id, String size, Change change) {
    OfFiles source = TaskSource.ofFiles(id);
    Decoder decoder = decoder(source);
    ImageCache cache =
        new ImageCache(decoded(id), size + (isTensorFlows(source) ? TENSORFLOWS : ""));
    String inputs = sha256(id) + size;
    return read(
        () ->
            cache.open(
                inputs,
                () -> checked(id),
                (part, image) -> change.apply(part, image.decode(decoder))));
  }

  /**
   * The bytes of a task's decoded images that are there, of all sizes.
   *
   * @throws IOException if their folder cannot be read
   */
  public long decodedBytes(String id) throws IOException {
    Path decoded = decoded(id);
    if (!Files.isDirectory(decoded)) {
      return 0;
    }
    boolean tensorFlows = isTensorFlows(TaskSource.ofFiles(id));
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(decoded)) {
      for (Path file : files) {
        boolean counts = file.getFileName().toString().contains(TENSORFLOWS) == tensorFlows;
        bytes += counts ? Files.size(file) : 0;
      }
    }
    return bytes;
  }

  /** The folder of a task's decoded images, which is there once they have been. */
  public Path decoded(String id) {
    return folder.root().resolve(".cache").resolve(TaskSource.ofFiles(id).cacheName());
  }

  private TaskData checked(String id) throws IOException {
    OfFiles source = TaskSource.ofFiles(id);
    new TaskInputs(folder).check(source);
    return source.read(folder.root(), folder.lock().scale());
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
}
