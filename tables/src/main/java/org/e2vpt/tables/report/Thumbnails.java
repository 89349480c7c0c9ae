package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.CsvFile;

/**
 * Small copies of images of a folder that a page shows, {@code thumbnails.csv}: the page is made of
 * the run's files alone, wherever the images are then.
 */
final class Thumbnails {

  private static final String FILE = "thumbnails.csv";

  private static final ImmutableList<String> COLUMNS = ImmutableList.of("image", "jpeg");

  private Thumbnails() {}

  /** Writes JPEG files by image. */
  static void write(Path directory, Map<String, byte[]> images) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    images.forEach(
        (image, jpeg) -> lines.add(List.of(image, Base64.getEncoder().encodeToString(jpeg))));
    CsvFile.write(directory.resolve(FILE), COLUMNS, lines);
  }

  /** Data URIs by image; none without the file. */
  static ImmutableMap<String, String> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    return Files.isRegularFile(file)
        ? CsvFile.read(file, COLUMNS, line -> Map.entry(line.text("image"), line.text("jpeg")))
            .stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    Map.Entry::getKey, entry -> "data:image/jpeg;base64," + entry.getValue()))
        : ImmutableMap.of();
  }
}
