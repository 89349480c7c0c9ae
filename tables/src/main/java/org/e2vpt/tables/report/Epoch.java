package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import org.e2vpt.tables.paper.CsvFile;

/**
 * One line of a learning curve.
 *
 * @param epoch counted from 1
 * @param loss mean training loss
 */
record Epoch(int epoch, double loss) {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("epoch", "learning_rate", "loss", "images_per_second");

  static ImmutableList<Epoch> readCurve(Path file) throws IOException {
    return CsvFile.read(
        file, COLUMNS, line -> new Epoch(line.integer("epoch"), line.number("loss")));
  }
}
