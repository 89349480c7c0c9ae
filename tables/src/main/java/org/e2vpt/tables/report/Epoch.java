package org.e2vpt.tables.report;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.common.collect.ImmutableList;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.CsvFile;

/**
 * One line of a learning curve.
 *
 * @param epoch counted from 1
 * @param loss mean training loss
 * @param accuracy at its end in percent, on the images to choose by; NaN if it was not measured
 */
record Epoch(int epoch, double loss, double accuracy) {

  private static final String ACCURACY = "accuracy";
  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("epoch", "learning_rate", "loss", "images_per_second");

  /** The last column is only in the curves of searches. */
  static ImmutableList<Epoch> readCurve(Path file) throws IOException {
    boolean searched = firstLine(file).endsWith("," + ACCURACY);
    List<String> columns =
        searched ? Stream.concat(COLUMNS.stream(), Stream.of(ACCURACY)).toList() : COLUMNS;
    return CsvFile.read(
        file,
        columns,
        line ->
            new Epoch(
                line.integer("epoch"),
                line.number("loss"),
                searched ? line.numberIfAny(ACCURACY) : Double.NaN));
  }

  private static String firstLine(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, ISO_8859_1)) {
      return Objects.requireNonNullElse(lines.readLine(), "");
    }
  }
}
