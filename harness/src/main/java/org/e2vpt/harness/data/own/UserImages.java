package org.e2vpt.harness.data.own;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.names.Names;

/**
 * Image files of a user's, to apply a model to.
 *
 * @param files in their order
 * @param classes the name of each one's class, or no names at all
 * @param notes what was left out, in sentences
 */
public record UserImages(
    ImmutableList<Path> files, ImmutableList<String> classes, ImmutableList<String> notes) {

  private static final String TEST = "test";
  private static final int MOST_NAMED = 20;

  /**
   * Files as they are named, and of folders all images at any depth, sorted by name.
   *
   * @throws IOException if there is no image, or a path that is not there
   */
  public static UserImages unlabelled(List<Path> paths) throws IOException {
    ImmutableList.Builder<Path> files = ImmutableList.builder();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        files.addAll(below(path));
      } else if (Files.exists(path)) {
        files.add(path);
      } else {
        throw new IOException("there is no file or folder '%s'".formatted(path));
      }
    }
    UserImages images = new UserImages(files.build(), ImmutableList.of(), ImmutableList.of());
    if (images.files.isEmpty()) {
      throw new IOException(
          "no image found: expected files named .jpg, .jpeg, .png, .bmp or .gif in %s"
              .formatted(quoted(paths)));
    }
    return images;
  }

  /** The different names of classes, sorted. */
  public ImmutableList<String> classNames() {
    return ImmutableSortedSet.copyOf(classes).asList();
  }

  /**
   * The class of each image by its place among others, counted from 0.
   *
   * @param known the names there are
   * @throws IllegalArgumentException naming a class that is not among them
   */
  public ImmutableIntArray labels(List<String> known) {
    for (String name : classNames()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "the images have the class '%s', which the model does not know; it knows %s%s%s"
                .formatted(
                    name,
                    String.join(", ", known.subList(0, Math.min(MOST_NAMED, known.size()))),
                    known.size() > MOST_NAMED ? ", …" : "",
                    Names.didYouMean(name, known)));
      }
    }
    return ImmutableIntArray.copyOf(classes.stream().mapToInt(known::indexOf));
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(file -> FolderListing.IMAGE.matcher(file.toString()).matches())
          .filter(file -> isShown(folder.relativize(file)) && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  private static boolean isShown(Path below) {
    for (Path part : below) {
      if (FolderListing.isHidden(part)) {
        return false;
      }
    }
    return true;
  }

  private static String quoted(List<Path> paths) {
    return String.join(", ", paths.stream().map("'%s'"::formatted).toList());
  }

  /**
   * Images in folders of their classes: those of {@code test/}, if the folder has one; those that a
   * {@code split.csv} in it puts into test; or else all.
   *
   * @throws IOException if there is no image of a class
   */
  public static UserImages labelled(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder '%s'".formatted(folder));
    }
    if (Files.isRegularFile(folder.resolve(ImageFolder.SPLIT))) {
      return test(folder, ImageFolder.read(folder, Orientation.APPLIED));
    }
    Path test = folder.resolve(TEST);
    Path classes = Files.isDirectory(test) ? test : folder;
    SkippedFiles skipped = new SkippedFiles();
    Map<String, String> classOfImage = FolderListing.of(folder, classes, skipped).classOfImage();
    if (classOfImage.isEmpty()) {
      throw new IOException(
          "no image found: expected files named .jpg, .jpeg, .png, .bmp or .gif in '%s/<class>/'"
              .formatted(classes));
    }
    return new UserImages(
        classOfImage.keySet().stream()
            .map(folder::resolve)
            .collect(ImmutableList.toImmutableList()),
        ImmutableList.copyOf(classOfImage.values()),
        skipped.sentences(ImageFolder.name(folder)));
  }

  private static UserImages test(Path folder, TaskData data) {
    Part part = data.test();
    List<Path> files = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (Example example : part.examples()) {
      files.add(folder.resolve(example.key()));
      classes.add(ImageFolder.className(example.key()));
    }
    return new UserImages(
        ImmutableList.copyOf(files), ImmutableList.copyOf(classes), data.origin().warnings());
  }
}
