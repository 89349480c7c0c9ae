package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.WholeFile;

/** {@code history.csv}: what each night found, a line a cell. Lines are added and never changed. */
final class HistoryFile {

  private static final String SCHEMA = "2";

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "schema",
          "finished",
          "commit",
          "settings",
          "table",
          "row",
          "title",
          "column",
          "n",
          "mean",
          "sd",
          "reference_mean",
          "margin");

  private static final String FINISHED = "last final run";

  /** Of the provenance, what says that another thing was measured. */
  private static final Pattern CHOSEN =
      Pattern.compile(
          "data .*|weights.*|lock.*|numerics|precision|protocol.*|budget|lengths|search");

  private HistoryFile() {}

  /** Reads it; there is nothing in a file that does not exist. */
  static ImmutableList<Night> read(Path file) throws IOException {
    return Files.exists(file)
        ? CsvFile.read(file, COLUMNS, HistoryFile::parse)
        : ImmutableList.of();
  }

  /**
   * Adds a run's cells at the end.
   *
   * @return false if the run is there already
   * @throws IllegalArgumentException if the run has no final run, or a file is wrong
   */
  static boolean add(Papers papers, Path file, Path directory) throws IOException {
    ImmutableList<Night> known = read(file);
    ImmutableList<Night> nights = of(papers, directory);
    if (known.containsAll(nights)) {
      return false;
    }
    StringBuilder text = new StringBuilder();
    CsvFile.print(text, file.toString(), COLUMNS, nights.stream().map(HistoryFile::line).toList());
    String lines = text.toString();
    if (known.isEmpty()) {
      WholeFile.write(file, lines);
    } else {
      append(file, lines.substring(lines.indexOf('\n') + 1));
    }
    return true;
  }

  private static void append(Path file, String lines) throws IOException {
    try {
      Files.writeString(file, lines, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw FileErrors.explained("cannot add to " + file, e);
    }
  }

  private static ImmutableList<Night> of(Papers papers, Path directory) throws IOException {
    Results results = Results.read(papers, directory);
    Map<String, String> facts = Source.settings(results);
    String finished = facts.getOrDefault(FINISHED, "");
    if (finished.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: provenance.csv has no '%s': no final run has ended well"
              .formatted(directory, FINISHED));
    }
    String chosen =
        facts.entrySet().stream()
            .filter(fact -> CHOSEN.matcher(fact.getKey()).matches())
            .map(fact -> fact.getKey() + "=" + fact.getValue() + "\n")
            .collect(Collectors.joining());
    String settings =
        Hashing.sha256().hashString(chosen, StandardCharsets.UTF_8).toString().substring(0, 12);
    return results.cells().stream()
        .map(cell -> night(cell, finished, facts.getOrDefault("commit", ""), settings))
        .collect(ImmutableList.toImmutableList());
  }

  private static Night night(Cell cell, String finished, String commit, String settings) {
    return new Night(
        finished,
        commit,
        settings,
        cell.asked().table(),
        cell.asked().row(),
        cell.asked().title(),
        cell.asked().column(),
        cell.measured(),
        cell.reference().mean(),
        cell.judgement().margin());
  }

  private static List<String> line(Night night) {
    return List.of(
        SCHEMA,
        night.finished(),
        night.commit(),
        night.settings(),
        night.table(),
        night.row(),
        night.title(),
        night.column(),
        Integer.toString(night.measured().n()),
        Decimals.percent(night.measured().mean()),
        Decimals.percent(night.measured().sd()),
        Decimals.percent(night.reference()),
        Decimals.percent(night.margin()));
  }

  private static Night parse(CsvLine line) {
    if (!line.text("schema").equals(SCHEMA)) {
      throw new IllegalArgumentException(
          "schema %s, but this program reads schema %s: begin a new history"
              .formatted(line.text("schema"), SCHEMA));
    }
    return new Night(
        line.text("finished"),
        line.text("commit"),
        line.text("settings"),
        line.text("table"),
        line.text("row"),
        line.text("title"),
        line.text("column"),
        new Summary(line.integer("n"), line.numberIfAny("mean"), line.numberIfAny("sd")),
        line.numberIfAny("reference_mean"),
        line.numberIfAny("margin"));
  }
}
