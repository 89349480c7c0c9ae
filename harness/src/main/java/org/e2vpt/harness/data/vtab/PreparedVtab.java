package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.e2vpt.harness.data.archive.Archive;
import org.e2vpt.harness.data.archive.FolderArchive;
import org.e2vpt.harness.data.archive.ZipArchive;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.MemberImages;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Originals;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;

/**
 * The prepared archive {@code vtab-1k} that NOAH, SSF, FacT and others use: of each task a folder
 * with {@code train800.txt}, {@code val200.txt} and {@code test.txt}, whose lines are {@code
 * images/train800/000000.jpg 12}. Keys are the paths.
 */
public final class PreparedVtab {

  private static final String NAME = "vtab-1k";

  /** The archive in the folder of all data, and in the lock. */
  public static final String ARCHIVE = NAME + "/" + NAME + ".zip";

  private static final String RECOMPRESSED =
      "The pixels come from the prepared archive vtab-1k, which stores every image as JPEG of"
          + " quality 75 with halved colours: they are not those of the paper. On CIFAR-100 others"
          + " measured 5 to 15 points less with them.";

  private static final Pattern LINE =
      Pattern.compile("(?<image>images/[a-z0-9]+/[0-9]{6}\\.jpg) (?<label>[0-9]{1,3})");

  private PreparedVtab() {}

  /**
   * The parts train (800), val (200) and test of a task.
   *
   * @param root folder of all data, with {@code vtab-1k/vtab-1k.zip}, or that archive unpacked
   * @throws IOException naming the file that is missing, broken or of another form
   */
  public static TaskData read(TaskSpec task, Path root) throws IOException {
    Optional<Path> unpacked = unpacked(task, root);
    Archive archive =
        unpacked.isPresent()
            ? FolderArchive.of(unpacked.get())
            : ZipArchive.of(Originals.of(root, NAME).file(NAME + ".zip"));
    String base = unpacked.isPresent() ? "" : NAME + "/" + task.id() + "/";
    Images images = new MemberImages(archive, base::concat);
    Part train = part("train", archive, base + "train800.txt", images);
    Part val = part("val", archive, base + "val200.txt", images);
    Part test = part("test", archive, base + "test.txt", images);
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    warnings.add(RECOMPRESSED);
    Optional<LabelFingerprint> fingerprint = LabelFingerprint.of(task.id());
    String verdict = "no fingerprint of its labels is known";
    if (fingerprint.isPresent()) {
      Optional<String> difference = fingerprint.get().difference(train, val);
      difference.ifPresent(
          text ->
              warnings.add(
                  "The lists of the prepared archive are not TFDS's split of %s: %s."
                      .formatted(task.id(), text)));
      verdict =
          difference.isPresent()
              ? "its labels are not those of TFDS's split"
              : "its labels are those of TFDS's split, one by one";
    }
    Origin origin =
        new Origin(
            Origin.Kind.USER_PROVIDED,
            "the lists of the prepared archive vtab-1k; " + verdict,
            warnings.build());
    try {
      return new TaskData(task.id(), task.classes(), origin, train, val, test);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(archive.name(), e.getMessage()), e);
    }
  }

  /** The archive, or the folder of the task if it was unpacked. */
  public static Path place(TaskSpec task, Path root) {
    return unpacked(task, root).orElse(root.resolve(NAME).resolve(NAME + ".zip"));
  }

  /**
   * The folder of the task, where the archive was unpacked or, as many tools do, one level deeper.
   */
  private static Optional<Path> unpacked(TaskSpec task, Path root) {
    Path folder = root.resolve(NAME);
    return Stream.of(folder, folder.resolve(NAME))
        .map(place -> place.resolve(task.id()))
        .filter(Files::exists)
        .findFirst();
  }

  private static Part part(String name, Archive archive, String member, Images images)
      throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : archive.lines(member)) {
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw new IOException(
            "%s: expected lines such as 'images/train800/000000.jpg 12', got '%s'"
                .formatted(archive.place(member), line));
      }
      examples.add(new Example(matcher.group("image"), Integer.parseInt(matcher.group("label"))));
    }
    try {
      return new Part(name, examples, images);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s: %s".formatted(archive.place(member), e.getMessage()), e);
    }
  }
}
