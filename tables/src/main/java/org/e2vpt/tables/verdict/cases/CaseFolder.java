package org.e2vpt.tables.verdict.cases;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.CampaignNoise.Estimated;
import org.e2vpt.tables.verdict.CampaignNoise.Fixed;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.e2vpt.tables.verdict.PrintedRepeat;
import org.e2vpt.tables.verdict.SeedRun;
import org.e2vpt.tables.verdict.cases.VerdictCase.PrintedWins;

/**
 * Reads the inputs of cases:
 *
 * <table>
 * <caption>Files and their columns</caption>
 * <tr><td>cases.csv</td><td>a table: how τ is known, and the margin δ</td></tr>
 * <tr><td>tasks.csv</td><td>the tasks of each column</td></tr>
 * <tr><td>runs.csv</td><td>accuracies in points, by row, task, campaign and seed</td></tr>
 * <tr><td>prints.csv</td><td>printed values of columns, or of single tasks</td></tr>
 * <tr><td>repeats.csv</td><td>columns that are printed twice, for τ</td></tr>
 * <tr><td>recorded.csv</td><td>a recording in place of a print</td></tr>
 * <tr><td>contrasts.csv</td><td>claims that a row gains something over another</td></tr>
 * <tr><td>wins.csv</td><td>printed counts of tasks that a row wins over another</td></tr>
 * </table>
 */
final class CaseFolder {

  private final Path folder;
  private final Map<String, CaseInputs> cases = new LinkedHashMap<>();

  private CaseFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * All cases, in the order of {@code cases.csv}.
   *
   * @throws IllegalArgumentException if a file is missing or cannot be understood, naming file and
   *     line
   */
  static ImmutableList<VerdictCase> read(Path folder) throws IOException {
    return new CaseFolder(folder).read();
  }

  private ImmutableList<VerdictCase> read() throws IOException {
    lines(
        "cases.csv",
        List.of("case", "tau_mode", "tau_fixed", "tau0", "f0", "margin", "note"),
        this::addCase);
    if (cases.isEmpty()) {
      throw new IllegalArgumentException(
          folder.resolve("cases.csv") + ": there is no case; add a line for each table");
    }
    lines(
        "tasks.csv",
        List.of("case", "column", "task"),
        line -> of(line).addTask(word(line, "column"), word(line, "task")));
    lines(
        "runs.csv",
        List.of("case", "row", "column", "task", "campaign", "seed", "accuracy"),
        line ->
            of(line)
                .addRun(
                    word(line, "row"),
                    word(line, "column"),
                    word(line, "task"),
                    run(line, line.integer("campaign"))));
    lines(
        "prints.csv",
        List.of("case", "row", "column", "task", "printed", "decimals", "runs"),
        line ->
            of(line)
                .addPrint(
                    word(line, "row"),
                    word(line, "column"),
                    line.text("task"),
                    new PrintedMean(
                        CaseNumber.finite(line, "printed"),
                        line.integer("decimals"),
                        line.integer("runs"))));
    lines(
        "repeats.csv",
        List.of("case", "column", "tasks", "difference", "runs"),
        line ->
            of(line)
                .addRepeat(
                    new PrintedRepeat(
                        word(line, "column"),
                        line.integer("tasks"),
                        CaseNumber.finite(line, "difference"),
                        line.integer("runs"))));
    lines(
        "recorded.csv",
        List.of("case", "row", "column", "task", "seed", "accuracy"),
        line ->
            of(line)
                .addRecorded(
                    word(line, "row"), word(line, "column"), word(line, "task"), run(line, 1)));
    lines(
        "contrasts.csv",
        List.of("case", "claim", "row_a", "row_b", "aggregator", "columns"),
        line -> of(line).addClaim(claim(line)));
    lines(
        "wins.csv",
        List.of("case", "row_a", "row_b", "printed_wins"),
        line -> of(line).addWins(wins(line)));
    return cases.values().stream().map(this::build).collect(ImmutableList.toImmutableList());
  }

  private VerdictCase build(CaseInputs inputs) {
    try {
      return inputs.build();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(folder + ": " + e.getMessage(), e);
    }
  }

  private void lines(String name, List<String> columns, Consumer<CsvLine> parser)
      throws IOException {
    lines(
        folder.resolve(name),
        columns,
        line -> {
          parser.accept(line);
          return line;
        });
  }

  /** Like {@link CsvFile#read}; says what a file that is not there should be. */
  static <T> ImmutableList<T> lines(Path file, List<String> columns, Function<CsvLine, T> parser)
      throws IOException {
    if (Files.notExists(file)) {
      throw new IllegalArgumentException(
          "%s: there is no such file; write it, even if only with its first line: %s"
              .formatted(file, String.join(",", columns)));
    }
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException(file + ": it is a folder, not a file");
    }
    return CsvFile.read(file, columns, parser);
  }

  private void addCase(CsvLine line) {
    String name = word(line, "case");
    CaseInputs inputs = new CaseInputs(name, noise(line), margin(line));
    if (cases.putIfAbsent(name, inputs) != null) {
      throw new IllegalArgumentException(
          "case '%s' occurs twice; give it another name".formatted(name));
    }
  }

  private static double margin(CsvLine line) {
    return line.parse(
        "margin",
        "a number of points > 0",
        text -> {
          double margin = CaseNumber.finite(line, "margin");
          if (margin <= 0) {
            throw new IllegalArgumentException();
          }
          return margin;
        });
  }

  private static CampaignNoise noise(CsvLine line) {
    return switch (line.text("tau_mode")) {
      case "fixed" -> new Fixed(CaseNumber.finite(line, "tau_fixed"));
      case "estimated" ->
          new Estimated(
              CaseNumber.finite(line, "tau0"), CaseNumber.finite(line, "f0"), ImmutableList.of());
      default -> throw expected("tau_mode", "fixed or estimated", line.text("tau_mode"));
    };
  }

  private CaseInputs of(CsvLine line) {
    CaseInputs inputs = cases.get(line.text("case"));
    if (inputs == null) {
      throw expected("case", "a case of cases.csv", line.text("case"));
    }
    return inputs;
  }

  private static SeedRun run(CsvLine line, int campaign) {
    return SeedRun.of(campaign, line.integer("seed"), CaseNumber.finite(line, "accuracy"));
  }

  private static GainClaim claim(CsvLine line) {
    Weights weights =
        switch (line.text("aggregator")) {
          case "tasks" -> Weights.TASKS;
          case "columns" -> Weights.COLUMNS;
          default -> throw expected("aggregator", "tasks or columns", line.text("aggregator"));
        };
    return new GainClaim(
        word(line, "claim"),
        word(line, "row_a"),
        word(line, "row_b"),
        weights,
        ImmutableList.copyOf(
            Splitter.on(';').trimResults().omitEmptyStrings().split(line.text("columns"))));
  }

  private static PrintedWins wins(CsvLine line) {
    String printed = line.text("printed_wins");
    return new PrintedWins(
        word(line, "row_a"),
        word(line, "row_b"),
        printed.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(line.parse("printed_wins", "a whole number", PlainNumbers::integer)));
  }

  private static String word(CsvLine line, String column) {
    String text = line.text(column);
    if (text.isBlank()) {
      throw expected(column, "a name", text);
    }
    return text;
  }

  private static IllegalArgumentException expected(String column, String expected, String text) {
    return new IllegalArgumentException(
        "column '%s': expected %s, got '%s'".formatted(column, expected, text));
  }
}
