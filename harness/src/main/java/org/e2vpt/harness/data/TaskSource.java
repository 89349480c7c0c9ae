package org.e2vpt.harness.data;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.e2vpt.harness.data.fgvc.Fgvc;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.own.FolderIds;
import org.e2vpt.harness.data.own.ImageFolder;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.vtab.PreparedVtab;
import org.e2vpt.harness.data.vtab.Vtab;
import org.e2vpt.harness.names.Names;

/**
 * Where the images of a task come from: those of {@link DataSets} by their ids, {@code vtab-1k:ID}
 * for one of VTAB's 19 out of the prepared archive, and {@code folder:PATH} for images of one's
 * own, or their id by content ({@link FolderIds}). What kind of task an id names is asked in {@link
 * #find}, and nowhere else.
 */
public sealed interface TaskSource {

  /** The id by which the task was asked for. */
  String id();

  /**
   * Whether images are cropped, at random to train on, as VPT does with FGVC; those of VTAB are
   * squeezed into a square instead. Images of one's own are photos of any shape, as FGVC's are.
   */
  default boolean isCropped() {
    return false;
  }

  /** The source of a task; empty if no task has this id. Whether a folder is there is not asked. */
  static Optional<TaskSource> find(String id) {
    if (FolderIds.isFolder(id)) {
      return Optional.of(new OwnFolder(id));
    }
    boolean prepared = id.startsWith(Prepared.PREFIX);
    String name = prepared ? id.substring(Prepared.PREFIX.length()) : id;
    if (!DataSets.knows(name)) {
      return Optional.empty();
    }
    DataSet set = DataSets.get(name);
    boolean fgvc = set.group() == Group.FGVC;
    if (prepared) {
      return set.embedded() || fgvc ? Optional.empty() : Optional.of(new Prepared(set));
    }
    return Optional.of(
        set.embedded()
            ? new Embedded(set)
            : fgvc ? new FgvcOriginals(set) : new VtabOriginals(set));
  }

  /**
   * The source of a task.
   *
   * @throws IllegalArgumentException listing the tasks there are
   */
  static TaskSource of(String id) {
    return find(id)
        .orElseThrow(() -> unknown(id, DataSets.all().stream().map(DataSet::id).toList()));
  }

  /**
   * The source of a task that is read from files.
   *
   * @throws IllegalArgumentException listing the tasks there are
   */
  static OfFiles ofFiles(String id) {
    return find(id)
        .filter(OfFiles.class::isInstance)
        .map(OfFiles.class::cast)
        .orElseThrow(() -> unknown(id, DataSets.ofFiles()));
  }

  private static IllegalArgumentException unknown(String id, List<String> ids) {
    List<String> meant =
        id.startsWith(Prepared.PREFIX)
            ? ids.stream()
                .map(Prepared.PREFIX::concat)
                .filter(task -> find(task).isPresent())
                .toList()
            : ids;
    return new IllegalArgumentException(
        "unknown task '%s'; the tasks are %s, %sID for one of VTAB's, and folder:PATH%s"
            .formatted(id, String.join(", ", ids), Prepared.PREFIX, Names.didYouMean(id, meant)));
  }

  /** A task that comes with the harness. */
  record Embedded(DataSet set) implements TaskSource {
    @Override
    public String id() {
      return set.id();
    }
  }

  /** A task that is read from files. */
  sealed interface OfFiles extends TaskSource {

    /** The line of the registry; empty for a folder of one's own. */
    Optional<DataSet> known();

    /** Whose decoder made the pixels of its JPEG files; empty if it has none. */
    default Optional<Decoder> jpeg() {
      return Optional.of(Decoder.PILLOW);
    }

    /**
     * How exact the parts are. Nothing is read for a task of original files.
     *
     * @throws IOException as {@link #read}
     */
    Origin origin(Path root) throws IOException;

    /**
     * The parts, before their pixels are read.
     *
     * @param root folder with a folder for each data set, which holds the original files
     * @param scale what sizes the parts of original files must have
     * @throws IOException naming the file that is missing, broken or not the original one
     */
    TaskData read(Path root, Scale scale) throws IOException;

    /** The names of the classes in their order; numbers, where nobody reads them. */
    default ImmutableList<String> classNames(TaskData data) {
      return Tasks.numbers(data.classes());
    }

    /**
     * What is read beside the files that the task cannot be read without: files, or folders with
     * all that is in them.
     */
    ImmutableList<Path> besides(Path root);

    /** Whether a folder that was unpacked by hand stands in for the files of the lock. */
    default boolean isUnpacked(Path root) {
      return false;
    }

    /**
     * The id in a trial.
     *
     * @throws IOException naming what of a folder cannot be read
     */
    default String trialId() throws IOException {
      return id();
    }

    /**
     * What images, labels and splits depend on, in words and hashes.
     *
     * @throws IOException naming the file that cannot be read
     */
    default String inputs(DataFolder folder) throws IOException {
      return "%s\n%s\n%s\n%s"
          .formatted(
              id(),
              origin(folder.root()).kind(),
              folder.lock().scale(),
              String.join("\n", new TaskInputs(folder).of(this)));
    }

    /** The name of the folder that keeps the decoded images. */
    default String cacheName() {
      return id().replace(':', '-');
    }
  }

  /** A task of the registry, out of its original files. */
  sealed interface Originals extends OfFiles {

    /** Its line. */
    DataSet set();

    @Override
    default String id() {
      return set().id();
    }

    @Override
    default Optional<DataSet> known() {
      return Optional.of(set());
    }

    @Override
    default Optional<Decoder> jpeg() {
      return set().jpeg();
    }
  }

  /** A task of VTAB-1k out of the original files. */
  record VtabOriginals(DataSet set) implements Originals {
    @Override
    public Origin origin(Path root) {
      return Vtab.origin(set.spec(), root);
    }

    @Override
    public TaskData read(Path root, Scale scale) throws IOException {
      return Vtab.read(set.spec(), root, scale);
    }

    @Override
    public ImmutableList<Path> besides(Path root) {
      return Vtab.besides(set.spec(), root);
    }

    @Override
    public boolean isUnpacked(Path root) {
      return !besides(root).isEmpty();
    }
  }

  /** A task of VTAB-1k out of the prepared archive. */
  record Prepared(DataSet set) implements OfFiles {
    private static final String PREFIX = "vtab-1k:";

    @Override
    public String id() {
      return PREFIX + set.id();
    }

    @Override
    public Optional<DataSet> known() {
      return Optional.of(set);
    }

    @Override
    public Origin origin(Path root) throws IOException {
      return read(root, Scale.ORIGINAL).origin();
    }

    @Override
    public TaskData read(Path root, Scale scale) throws IOException {
      return PreparedVtab.read(set.spec(), root);
    }

    @Override
    public ImmutableList<Path> besides(Path root) {
      return ImmutableList.of(PreparedVtab.place(set.spec(), root));
    }
  }

  /** A task of FGVC out of the original files. */
  record FgvcOriginals(DataSet set) implements Originals {
    @Override
    public boolean isCropped() {
      return true;
    }

    @Override
    public Origin origin(Path root) {
      return Fgvc.origin(set.id(), root);
    }

    @Override
    public TaskData read(Path root, Scale scale) throws IOException {
      return Fgvc.read(set.spec(), root, scale);
    }

    @Override
    public ImmutableList<Path> besides(Path root) {
      return Fgvc.lists(set.id(), root);
    }
  }

  /** A folder of one's own, of which nothing is known but what it holds. */
  record OwnFolder(String id) implements OfFiles {

    /** Where it lies. */
    Path path() {
      return FolderIds.path(id);
    }

    @Override
    public boolean isCropped() {
      return true;
    }

    @Override
    public Optional<DataSet> known() {
      return Optional.empty();
    }

    @Override
    public Origin origin(Path root) throws IOException {
      return ImageFolder.origin(FolderIds.path(id), FolderIds.orientation(id));
    }

    @Override
    public TaskData read(Path root, Scale scale) throws IOException {
      return ImageFolder.read(FolderIds.path(id), FolderIds.orientation(id));
    }

    /** Those of the folders that the images lie in. */
    @Override
    public ImmutableList<String> classNames(TaskData data) {
      TreeMap<Integer, String> names = new TreeMap<>();
      data.parts().stream()
          .flatMap(part -> part.examples().stream())
          .forEach(example -> names.put(example.label(), ImageFolder.className(example.key())));
      return ImmutableList.copyOf(names.values());
    }

    /** Nothing: it is identified as a whole. */
    @Override
    public ImmutableList<Path> besides(Path root) {
      return ImmutableList.of();
    }

    @Override
    public String trialId() throws IOException {
      return FolderIds.byContent(id);
    }

    @Override
    public String inputs(DataFolder folder) throws IOException {
      return "folder\n" + FolderIds.sha256(id);
    }

    /** By path, so that what is decoded of a folder that was changed replaces what was before. */
    @Override
    public String cacheName() {
      String path = FolderIds.path(id).toAbsolutePath().toString();
      return "folder-" + Hashing.sha256().hashString(path, StandardCharsets.UTF_8);
    }
  }
}
