package org.e2vpt.tables;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/differences.md has each line of the papers' files of differences, as a table. */
class DifferencesPageTest {

  private static final Path PAGE = Path.of("../docs/differences.md");

  private static final Path PAPERS = Path.of("papers");

  /** Each choice with the words of both presets. */
  @Test
  void hasEveryChoiceOfTheProtocol() throws IOException {
    List<CSVRecord> lines = read("e2vpt/presets.csv");
    Set<String> choices = new LinkedHashSet<>();
    lines.forEach(line -> choices.add(line.get("choice")));

    assertThat(Files.readString(PAGE))
        .contains(
            table(
                List.of("choice", "`paper`", "`released`", "direction of `released`"),
                choices.stream()
                    .map(
                        choice ->
                            List.of(
                                "`" + choice + "`",
                                word(lines, "paper", choice),
                                word(lines, "released", choice),
                                direction(find(lines, "released", choice))))));
  }

  private static CSVRecord find(List<CSVRecord> lines, String preset, String choice) {
    return lines.stream()
        .filter(line -> line.get("preset").equals(preset) && line.get("choice").equals(choice))
        .findFirst()
        .orElseThrow();
  }

  private static String word(List<CSVRecord> lines, String preset, String choice) {
    CSVRecord line = find(lines, preset, choice);
    return "**%s**: %s".formatted(line.get("word"), line.get("source"));
  }

  /** The recipes of which at least one line is for some protocols only. */
  @Test
  void hasEveryRecipeThatDependsOnTheProtocol() throws IOException {
    List<CSVRecord> lines = read("e2vpt/recipes.csv");
    List<String> dependent =
        lines.stream()
            .filter(line -> line.get("on").contains("="))
            .map(line -> line.get("recipe"))
            .toList();

    assertThat(Files.readString(PAGE))
        .contains(
            table(
                List.of("recipe", "on", "learning rates", "warm-up", "batch", "source"),
                lines.stream()
                    .filter(line -> dependent.contains(line.get("recipe")))
                    .map(
                        line ->
                            Stream.of("recipe", "on", "learning_rates", "warmup", "batch", "source")
                                .map(line::get)
                                .toList())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"e2vpt", "vpt", "vfpt"})
  void hasEverythingThatIsRunOtherwise(String paper) throws IOException {
    assertThat(Files.readString(PAGE))
        .contains(
            table(
                List.of("protocol", "where", "difference", "source", "direction"),
                read(paper + "/differences.csv").stream()
                    .map(
                        line ->
                            List.of(
                                line.get("preset").isEmpty() ? "any" : line.get("preset"),
                                where(line),
                                line.get("difference"),
                                line.get("source"),
                                direction(line)))));
  }

  private static String where(CSVRecord line) {
    String where =
        Stream.of("table", "row", "column")
            .map(line::get)
            .filter(word -> !word.isEmpty())
            .collect(joining(" "));
    return where.isEmpty() ? "everywhere" : where;
  }

  private static String direction(CSVRecord line) {
    return line.get("direction").isEmpty() ? "unknown" : line.get("direction");
  }

  private static String table(List<String> header, Stream<List<String>> lines) {
    return Stream.concat(Stream.of(header, header.stream().map(column -> "---").toList()), lines)
        .map(line -> "| " + String.join(" | ", line) + " |\n")
        .collect(joining());
  }

  private static List<CSVRecord> read(String file) throws IOException {
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser lines = CSVParser.parse(Files.readString(PAPERS.resolve(file)), format)) {
      return lines.getRecords();
    }
  }
}
