package org.e2vpt.tables.cost;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;

/** The CSV files beside this class. */
final class CostFiles {

  private CostFiles() {}

  static <T> ImmutableList<T> read(String name, List<String> columns, Function<CsvLine, T> parser) {
    try (Reader reader =
        Resources.asCharSource(Resources.getResource(CostFiles.class, name), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return CsvFile.read(reader, name, columns, parser);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the resource " + name, e);
    }
  }
}
