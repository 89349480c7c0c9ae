package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.CsvFile;

/**
 * Small copies of images of folders that a page shows, {@code thumbnails.csv}: the page is made of
 * the run's files alone, wherever the images are then. An image is named by its path below its
 * folder, after the folder's id if there are several.
 */
final class Thumbnails {

  static final String FILE = "thumbnails.csv";

  private static final ImmutableList<String> COLUMNS = ImmutableList.of("image", "jpeg");

  private Thumbnails() {}

  /** Writes those of the images that a page shows. */
  static void write(Path directory, List<Predictions> predictions, Report.SmallCopy copy)
      throws IOException {
    List<List<String>> lines = new ArrayList<>();
    for (Map.Entry<String, String> shown : Predictions.shown(predictions).entries()) {
      lines.add(
          List.of(
              name(predictions, shown),
              Base64.getEncoder().encodeToString(copy.jpeg(shown.getKey(), shown.getValue()))));
    }
    CsvFile.write(directory.resolve(FILE), COLUMNS, lines);
  }

  /** Data URIs by folder and image; none without the file. */
  static ImmutableTable<String, String, String> read(Path directory, List<Predictions> predictions)
      throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return ImmutableTable.of();
    }
    ImmutableMap<String, String> known =
        CsvFile.read(file, COLUMNS, line -> Map.entry(line.text("image"), line.text("jpeg")))
            .stream()
            .collect(ImmutableMap.toImmutableMap(Map.Entry::getKey, Map.Entry::getValue));
    ImmutableTable.Builder<String, String, String> images = ImmutableTable.builder();
    for (Map.Entry<String, String> shown : Predictions.shown(predictions).entries()) {
      String jpeg = known.get(name(predictions, shown));
      if (jpeg != null) {
        images.put(shown.getKey(), shown.getValue(), "data:image/jpeg;base64," + jpeg);
      }
    }
    return images.buildOrThrow();
  }

  private static String name(List<Predictions> predictions, Map.Entry<String, String> image) {
    return predictions.stream().map(Predictions::task).distinct().count() > 1
        ? image.getKey() + "/" + image.getValue()
        : image.getValue();
  }
}
