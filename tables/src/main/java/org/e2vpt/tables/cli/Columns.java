package org.e2vpt.tables.cli;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lines as columns of one width. Columns of numbers and ranges of them end at the same place; those
 * that are empty in all lines are left out.
 */
final class Columns {

  private static final String GAP = "  ";
  private static final String NUMBERS = "[-\\[\\]\\d., to]*";

  /** One of them: which field of a line, how wide, and whether it holds numbers. */
  private record Column(int index, int width, boolean numbers) {

    static Column of(int index, List<String> header, List<List<String>> lines) {
      List<String> fields = lines.stream().map(line -> line.get(index)).toList();
      int widest = fields.stream().mapToInt(String::length).max().orElse(0);
      return new Column(
          index,
          widest == 0 ? 0 : Math.max(widest, header.get(index).length()),
          fields.stream().allMatch(field -> field.matches(NUMBERS)));
    }

    String pad(List<String> line) {
      String field = line.get(index);
      return numbers ? Strings.padStart(field, width, ' ') : Strings.padEnd(field, width, ' ');
    }
  }

  private Columns() {}

  /** The header and the lines, aligned. */
  static ImmutableList<String> align(List<String> header, List<List<String>> lines) {
    List<Column> columns =
        IntStream.range(0, header.size())
            .mapToObj(index -> Column.of(index, header, lines))
            .filter(column -> column.width > 0)
            .toList();
    return Stream.concat(Stream.of(header), lines.stream())
        .map(
            line ->
                columns.stream()
                    .map(column -> column.pad(line))
                    .collect(Collectors.joining(GAP))
                    .stripTrailing())
        .collect(ImmutableList.toImmutableList());
  }
}
