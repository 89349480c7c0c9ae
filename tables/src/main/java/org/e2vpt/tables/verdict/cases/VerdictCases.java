package org.e2vpt.tables.verdict.cases;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.verdict.cases.ExpectedFile.Judged;

/** Computes every number of a folder of cases again, and compares it with the expected one. */
public final class VerdictCases {

  private VerdictCases() {}

  /**
   * Compares all quantities, file by file. A line that is expected and not computed, or computed
   * and not expected, is a quantity {@code line} that does not agree.
   *
   * @throws IllegalArgumentException if a file is missing or cannot be understood, naming file and
   *     line
   */
  public static ImmutableList<ComparedQuantity> compare(Path folder) throws IOException {
    List<Judged> judged =
        CaseFolder.read(folder).stream().map(given -> new Judged(given, given.judge())).toList();
    ImmutableList.Builder<ComparedQuantity> compared = ImmutableList.builder();
    for (ExpectedFile file : ExpectedFile.values()) {
      compare(
          file, expected(folder, file), judged.stream().flatMap(file::compute).toList(), compared);
    }
    return compared.build();
  }

  private static void compare(
      ExpectedFile file,
      Map<ImmutableMap<String, String>, ImmutableMap<String, String>> expected,
      List<ComputedLine> computed,
      ImmutableList.Builder<ComparedQuantity> compared) {
    for (ComputedLine line : computed) {
      ImmutableMap<String, String> values = expected.remove(line.key());
      String name = line.key().values().iterator().next();
      if (values == null) {
        compared.add(
            new ComparedQuantity(
                name, place(line.key()), lineOf(file), "missing", "computed", false));
      } else {
        for (String quantity : file.quantities()) {
          compared.add(
              ComparedQuantity.of(
                  name,
                  place(line.key()),
                  quantity,
                  values.getOrDefault(quantity, ""),
                  ExpectedFile.value(line.values(), quantity)));
        }
      }
    }
    for (ImmutableMap<String, String> key : expected.keySet()) {
      compared.add(
          new ComparedQuantity(
              key.values().iterator().next(),
              place(key),
              lineOf(file),
              "expected",
              "not computed",
              false));
    }
  }

  private static String lineOf(ExpectedFile file) {
    return "line of " + file.fileName();
  }

  /** Without the case: {@code row/column}, or {@code table} if nothing is left. */
  private static String place(ImmutableMap<String, String> key) {
    return key.size() == 1
        ? "table"
        : key.values().stream().skip(1).collect(Collectors.joining("/"));
  }

  private static Map<ImmutableMap<String, String>, ImmutableMap<String, String>> expected(
      Path folder, ExpectedFile file) throws IOException {
    Map<ImmutableMap<String, String>, ImmutableMap<String, String>> lines = new LinkedHashMap<>();
    CaseFolder.lines(
        folder.resolve(file.fileName()),
        file.header(),
        line -> {
          ImmutableMap<String, String> key = texts(line, file.key().stream());
          file.quantities().stream()
              .filter(quantity -> !ExpectedFile.isExact(quantity))
              .filter(quantity -> !line.text(quantity).isEmpty())
              .forEach(
                  quantity ->
                      line.parse(quantity, "a number such as 12.5", CaseNumber::orInfinite));
          if (lines.put(key, texts(line, file.quantities().stream())) != null) {
            throw new IllegalArgumentException(
                "there is already a line for %s; keep one of the two"
                    .formatted(String.join(", ", key.values())));
          }
          return line;
        });
    return lines;
  }

  private static ImmutableMap<String, String> texts(CsvLine line, Stream<String> columns) {
    return columns.collect(ImmutableMap.toImmutableMap(column -> column, line::text));
  }
}
