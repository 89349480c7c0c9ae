package org.e2vpt.tables.paper;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.ExtraVariance;
import org.e2vpt.tables.verdict.PrintedRepeat;

/**
 * What was decided and known about chance before anything was run, {@code noise.csv}: how large a
 * difference must be to matter, how many runs are behind a printed number, and how much two
 * campaigns of one procedure differ.
 *
 * @param margins δ, one for each column of a table
 * @param runs behind a printed number
 * @param campaigns what is known of τ
 * @param racing what a search that races adds, if the paper's folder says so
 * @param bf16 likewise what training in bf16 adds
 * @param sources where the number of runs, the prior of τ and each printed repeat come from
 */
public record Noise(
    ImmutableList<Margin> margins,
    int runs,
    CampaignNoise.Estimated campaigns,
    Optional<ExtraVariance> racing,
    Optional<ExtraVariance> bf16,
    ImmutableList<String> sources) {

  static final String FILE = "noise.csv";

  /** Of its file. */
  public static final ImmutableList<String> COLUMNS =
      ImmutableList.of("kind", "table", "column", "points", "tasks", "runs", "freedom", "source");

  /**
   * The smallest difference that matters in a table's column.
   *
   * @param table such as {@code vpt/table1}
   * @param points δ, of accuracy in percent
   * @param source why so many
   */
  public record Margin(String table, String column, double points, String source) {
    public Margin {
      if (!(points > 0) || source.isBlank()) {
        throw new IllegalArgumentException(
            "a margin is a number of points > 0 with a source, got %s from '%s'"
                .formatted(points, source));
      }
    }
  }

  /** What a line says. */
  private enum Kind {
    MARGIN,
    PRINT,
    TAU,
    REPEAT,
    RACING,
    BF16;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private record Line(Kind kind, Optional<Margin> margin, CsvLine csv) {
    static Line parse(CsvLine csv, String paper) {
      Kind kind = csv.parse("kind", "margin, print, tau, repeat, racing or bf16", Line::kind);
      return new Line(
          kind,
          kind == Kind.MARGIN
              ? Optional.of(
                  new Margin(
                      paper + "/" + csv.text("table"),
                      csv.text("column"),
                      csv.number("points"),
                      csv.text("source")))
              : Optional.empty(),
          csv);
    }

    private static Kind kind(String word) {
      return Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  static Noise read(PaperFolder folder) throws IOException {
    ImmutableList<Line> lines = folder.read(FILE, COLUMNS, line -> Line.parse(line, folder.id()));
    CsvLine print = only(folder, lines, Kind.PRINT, "the runs behind a printed number");
    CsvLine tau = only(folder, lines, Kind.TAU, "points and freedom of the prior of τ");
    ImmutableList<CsvLine> repeats = of(lines, Kind.REPEAT);
    return new Noise(
        lines.stream().flatMap(line -> line.margin.stream()).collect(toImmutableList()),
        print.integer("runs"),
        new CampaignNoise.Estimated(
            tau.number("points"),
            tau.number("freedom"),
            repeats.stream()
                .map(
                    line ->
                        new PrintedRepeat(
                            line.text("column"),
                            line.integer("tasks"),
                            line.number("points"),
                            line.integer("runs")))
                .collect(toImmutableList())),
        extra(folder, lines, Kind.RACING),
        extra(folder, lines, Kind.BF16),
        Stream.of(
                ImmutableList.of(print, tau), repeats, of(lines, Kind.RACING), of(lines, Kind.BF16))
            .flatMap(List::stream)
            .map(line -> line.text("source"))
            .collect(toImmutableList()));
  }

  private static ImmutableList<CsvLine> of(List<Line> lines, Kind kind) {
    return lines.stream()
        .filter(line -> line.kind == kind)
        .map(Line::csv)
        .collect(toImmutableList());
  }

  /** A standard deviation in points becomes a variance. */
  private static Optional<ExtraVariance> extra(PaperFolder folder, List<Line> lines, Kind kind) {
    String name = kind.words();
    ImmutableList<CsvLine> found = of(lines, kind);
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "%s: expected at most one line of kind '%s'".formatted(folder.name(FILE), name));
    }
    return found.stream()
        .map(line -> new ExtraVariance(name, line.number("points") * line.number("points")))
        .findFirst();
  }

  /** What else varies in the mean of some runs on a task, and is known. */
  public ImmutableList<ExtraVariance> extras(Collection<Run> runs) {
    return Stream.of(
            racing.filter(any -> runs.stream().anyMatch(Noise::raced)),
            bf16.filter(any -> runs.stream().anyMatch(Noise::isBf16)))
        .flatMap(Optional::stream)
        .collect(toImmutableList());
  }

  /** What else varies in the means of some runs, and was not measured: racing, bf16. */
  public ImmutableList<String> unmeasured(Collection<Run> runs) {
    return Stream.of(
            racing.isEmpty() && runs.stream().anyMatch(Noise::raced) ? Kind.RACING : null,
            bf16.isEmpty() && runs.stream().anyMatch(Noise::isBf16) ? Kind.BF16 : null)
        .filter(Objects::nonNull)
        .map(Kind::words)
        .collect(toImmutableList());
  }

  private static boolean raced(Run run) {
    return run.searched() == SearchKind.RACE;
  }

  private static boolean isBf16(Run run) {
    return run.precision().equals(Kind.BF16.words());
  }

  private static CsvLine only(PaperFolder folder, List<Line> lines, Kind kind, String what) {
    ImmutableList<CsvLine> found = of(lines, kind);
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected one line of kind '%s', %s"
              .formatted(folder.name(FILE), kind.words(), what));
    }
    return found.get(0);
  }

  /**
   * The margin of a table's column.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Margin margin(String table, String column) {
    return margins.stream()
        .filter(margin -> margin.table.equals(table) && margin.column.equals(column))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no margin for table '%s', column %s: add a line to its paper's %s"
                        .formatted(table, column, FILE)));
  }
}
