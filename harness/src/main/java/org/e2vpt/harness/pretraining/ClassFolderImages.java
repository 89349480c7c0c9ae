package org.e2vpt.harness.pretraining;

import com.google.common.primitives.Ints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.ImageFiles;
import org.e2vpt.harness.data.image.RgbImage;

/**
 * Images as files, in one folder a class.
 *
 * @param classes names of the folders, sorted: class 0, 1, …
 * @param images class by class, sorted by the files' names
 */
record ClassFolderImages(List<String> classes, ImageSet images) {

  /**
   * Reads {@code folder/<class>/<image>}.
   *
   * @param side of all images, in pixels
   * @throws IOException naming the folder or file that is not as expected
   */
  static ClassFolderImages read(Path folder, int side) throws IOException {
    List<Path> classes = entries(folder);
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Path entry : classes) {
      List<Path> images = entries(entry);
      if (images.isEmpty()) {
        throw new IOException("there is no image in " + entry);
      }
      files.addAll(images);
      labels.addAll(Collections.nCopies(images.size(), classes.indexOf(entry)));
    }
    int bytes = side * side * ImageSet.CHANNELS;
    byte[] pixels = new byte[Math.multiplyExact(files.size(), bytes)];
    for (int i = 0; i < files.size(); i++) {
      copyPixels(files.get(i), side, pixels, i * bytes);
    }
    return new ClassFolderImages(
        classes.stream().map(entry -> entry.getFileName().toString()).toList(),
        new ImageSet(side, side, pixels, Ints.toArray(labels)));
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "there is no folder %s; expected image files in train/<class>/ and test/<class>/"
              .formatted(folder));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** RGB of every pixel, row by row. */
  private static void copyPixels(Path file, int side, byte[] to, int start) throws IOException {
    RgbImage image =
        ImageFiles.decode(Files.readAllBytes(file), file.toString(), Decoder.PILLOW, "replace it");
    if (image.width() != side || image.height() != side) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %dx%d pixels, expected %dx%d",
              file,
              image.width(),
              image.height(),
              side,
              side));
    }
    System.arraycopy(image.pixels(), 0, to, start, image.pixels().length);
  }
}
