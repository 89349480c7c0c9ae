package org.e2vpt.tables.paper;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * {@code cells.csv}: one line for each row and column of a table. Suites assert these lines and
 * reports print them, so a report and a verdict cannot differ.
 */
public final class CellTable {

  private static final String SCHEMA = "5";

  private static final CsvTable<Cell> CSV =
      new CsvTable<>(
          ImmutableMap.<String, Function<Cell, String>>builder()
              .put("schema", cell -> SCHEMA)
              .put("table", cell -> cell.asked().table())
              .put("table_title", cell -> cell.asked().tableTitle())
              .put("row", cell -> cell.asked().row())
              .put("title", cell -> cell.asked().title())
              .put("column", cell -> cell.asked().column())
              .put("tasks", cell -> String.join(" ", cell.asked().tasks()))
              .put("seeds", cell -> Integer.toString(cell.asked().seeds()))
              .put("budget", cell -> cell.asked().budget())
              .put("n", cell -> Integer.toString(cell.measured().n()))
              .put("mean", cell -> Decimals.percent(cell.measured().mean()))
              .put("sd", cell -> Decimals.percent(cell.measured().sd()))
              .put("ci_low", cell -> Decimals.percent(cell.measured().low()))
              .put("ci_high", cell -> Decimals.percent(cell.measured().high()))
              .put("reference_mean", cell -> Decimals.percent(cell.reference().mean()))
              .put("reference_sd", cell -> Decimals.percent(cell.reference().sd()))
              .put("reference_n", cell -> Integer.toString(cell.reference().n()))
              .put("margin", cell -> Decimals.percent(cell.judgement().margin()))
              .put("margin_source", cell -> cell.judgement().marginSource())
              .put("difference", cell -> Decimals.percent(cell.difference()))
              .put("se", cell -> Decimals.fixed(cell.judgement().standardError(), 4))
              .put("df", cell -> Decimals.fixed(cell.judgement().freedom(), 2))
              .put("half_width", cell -> Decimals.fixed(cell.judgement().halfWidth(), 2))
              .put("p", cell -> Decimals.fixed(cell.judgement().p(), 6))
              .put("p_holm", cell -> Decimals.fixed(cell.judgement().holmP(), 6))
              .put("p_tost", cell -> Decimals.fixed(cell.judgement().equivalenceP(), 6))
              .put("family", cell -> Integer.toString(cell.judgement().family()))
              .put("partial", cell -> cell.judgement().partial() ? "yes" : "no")
              .put("verdict", cell -> cell.verdict().words())
              .put("unadjusted", cell -> cell.judgement().unadjusted().words())
              .put("better", cell -> Boolean.toString(cell.better()))
              .put("sentence", cell -> cell.judgement().explanation())
              .put("tuned_share", cell -> Decimals.fixed(cell.tunedShare(), 4))
              .put("kept_share", cell -> Decimals.fixed(cell.keptShare(), 4))
              .put("seconds", cell -> Decimals.fixed(cell.cost().seconds(), 2))
              .put("images_per_second", cell -> Decimals.fixed(cell.imagesPerSecond(), 1))
              .put("trials", cell -> Integer.toString(cell.cost().trials()))
              .buildOrThrow(),
          CellTable::parse);

  private CellTable() {}

  /**
   * Reads the file; intervals must follow from their line.
   *
   * @throws IllegalArgumentException naming file, line and column of what is wrong
   */
  public static ImmutableList<Cell> read(Path file) throws IOException {
    return CSV.read(file);
  }

  /** Writes the file, as a whole or not at all. */
  public static void write(Path file, List<Cell> cells) throws IOException {
    CSV.write(file, cells);
  }

  private static Cell parse(CsvLine line) {
    CsvTable.requireSchema(line, SCHEMA);
    AskedCell asked =
        new AskedCell(
            line.text("table"),
            line.text("table_title"),
            line.text("row"),
            line.text("title"),
            line.text("column"),
            ImmutableList.copyOf(Splitter.on(' ').omitEmptyStrings().split(line.text("tasks"))),
            line.integer("seeds"),
            line.text("budget"));
    return new Cell(
        asked,
        new Summary(line.integer("n"), line.numberIfAny("mean"), line.numberIfAny("sd")),
        new Summary(
            line.integer("reference_n"),
            line.numberIfAny("reference_mean"),
            line.numberIfAny("reference_sd")),
        new Judgement(
            verdict(line, "verdict"),
            verdict(line, "unadjusted"),
            line.yes("partial"),
            line.numberIfAny("margin"),
            line.text("margin_source"),
            line.numberIfAny("difference"),
            line.numberIfAny("se"),
            line.numberIfAny("df"),
            line.numberIfAny("half_width"),
            line.numberIfAny("p"),
            line.numberIfAny("p_holm"),
            line.numberIfAny("p_tost"),
            line.integer("family"),
            line.text("sentence")),
        line.numberIfAny("tuned_share"),
        line.numberIfAny("kept_share"),
        new Cost(line.integer("trials"), line.number("seconds")),
        line.numberIfAny("images_per_second"));
  }

  private static VerdictWord verdict(CsvLine line, String column) {
    return line.parse(
        column,
        "a verdict",
        words ->
            Arrays.stream(VerdictWord.values())
                .filter(verdict -> verdict.words().equals(words))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no verdict")));
  }
}
