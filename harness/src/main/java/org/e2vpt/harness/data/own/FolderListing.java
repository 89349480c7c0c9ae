package org.e2vpt.harness.data.own;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.e2vpt.harness.data.own.SkippedFiles.Reason;

/**
 * The images below a folder of classes, sorted by name, on every file system alike. Links are
 * followed.
 *
 * @param classOfImage by the image's path below the task's folder, with {@code /}
 * @param classFolders the paths of all folders of classes, those without an image too
 */
record FolderListing(Map<String, String> classOfImage, TreeSet<String> classFolders) {

  static final Pattern IMAGE =
      Pattern.compile("(?s).*\\.(jpg|jpeg|png|bmp|gif)", Pattern.CASE_INSENSITIVE);

  /**
   * Lists {@code <class>/<image>}.
   *
   * @param folder of the task
   * @param classes the folder of the classes: that of the task, or of one of its parts
   * @param leftOut gets what is no image
   * @throws IOException if a folder may not be read, or is a link into itself
   */
  static FolderListing of(Path folder, Path classes, SkippedFiles leftOut) throws IOException {
    FolderListing listing = new FolderListing(new TreeMap<>(), new TreeSet<>());
    Files.walkFileTree(
        classes,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path entry, BasicFileAttributes attributes) {
            if (entry.equals(classes)) {
              return FileVisitResult.CONTINUE;
            }
            if (isHidden(entry)) {
              leftOut.add(Reason.HIDDEN, name(folder, entry));
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (depth(entry) == 1) {
              listing.classFolders.add(name(folder, entry));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            listing.add(folder, file, depth(file), attributes, leftOut);
            return FileVisitResult.CONTINUE;
          }

          private int depth(Path entry) {
            return classes.relativize(entry).getNameCount();
          }
        });
    return listing;
  }

  private void add(
      Path folder, Path file, int depth, BasicFileAttributes attributes, SkippedFiles leftOut) {
    String name = name(folder, file);
    if (depth == 1 && name.equals(ImageFolder.SPLIT)) {
      return;
    }
    if (isHidden(file)) {
      leftOut.add(Reason.HIDDEN, name);
    } else if (attributes.isSymbolicLink()) {
      leftOut.add(Reason.BROKEN_LINK, name);
    } else if (!attributes.isRegularFile()) {
      leftOut.add(Reason.NO_FILE, name);
    } else if (!IMAGE.matcher(name).matches()) {
      leftOut.add(Reason.OTHER_NAME, name);
    } else if (depth != 2) {
      leftOut.add(depth < 2 ? Reason.NO_CLASS : Reason.DEEPER, name);
    } else if (attributes.size() == 0) {
      leftOut.add(Reason.EMPTY, name);
    } else {
      classOfImage.put(name, ImageFolder.className(name));
    }
  }

  static boolean isHidden(Path entry) {
    return entry.getFileName().toString().startsWith(".");
  }

  /** The path below {@code folder}, with {@code /} on every system. */
  static String name(Path folder, Path entry) {
    return StreamSupport.stream(folder.relativize(entry).spliterator(), false)
        .map(Path::toString)
        .collect(Collectors.joining("/"));
  }
}
