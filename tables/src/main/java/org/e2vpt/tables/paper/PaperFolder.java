package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads the CSV files of a paper's folder, which may be one in a jar. */
record PaperFolder(Path path) {

  /** The name of the folder, and the id of the paper. */
  String id() {
    return path.getFileName().toString().replace("/", "");
  }

  boolean has(String file) {
    return Files.isRegularFile(path.resolve(file));
  }

  /**
   * The lines of a file.
   *
   * @param columns the header, exactly
   * @throws IllegalArgumentException naming file and line of what is wrong, or the missing file
   */
  <T> ImmutableList<T> read(String file, List<String> columns, Function<CsvLine, T> parser)
      throws IOException {
    if (!has(file)) {
      throw new IllegalArgumentException(
          "%s is missing: a paper's folder has it, with the columns %s"
              .formatted(name(file), String.join(",", columns)));
    }
    return CsvFile.read(path.resolve(file), columns, parser);
  }

  /** The same; no lines if the paper has no such file. */
  <T> ImmutableList<T> readIfAny(String file, List<String> columns, Function<CsvLine, T> parser)
      throws IOException {
    return has(file) ? read(file, columns, parser) : ImmutableList.of();
  }

  /** A file as messages name it. */
  String name(String file) {
    return path.resolve(file).toString();
  }

  /** Sha256 of each CSV file, by its name below the folder. */
  ImmutableSortedMap<String, String> sha256() throws IOException {
    ImmutableSortedMap.Builder<String, String> hashes = ImmutableSortedMap.naturalOrder();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".csv")).toList()) {
        hashes.put(
            path.relativize(file).toString().replace('\\', '/'),
            Hashing.sha256().hashBytes(Files.readAllBytes(file)).toString());
      }
    }
    return hashes.buildOrThrow();
  }
}
