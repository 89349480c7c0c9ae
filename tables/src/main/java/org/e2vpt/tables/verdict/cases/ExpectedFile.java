package org.e2vpt.tables.verdict.cases;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.CampaignVariance;
import org.e2vpt.tables.verdict.CellComparison;
import org.e2vpt.tables.verdict.CellVerdict;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Printed;
import org.e2vpt.tables.verdict.Omnibus;
import org.e2vpt.tables.verdict.PooledVariance;
import org.e2vpt.tables.verdict.RowEffect;
import org.e2vpt.tables.verdict.Settling;
import org.e2vpt.tables.verdict.TableVerdict;
import org.e2vpt.tables.verdict.TaskEstimate;
import org.e2vpt.tables.verdict.VarianceShrinkage;
import org.e2vpt.tables.verdict.VerdictWord;
import org.e2vpt.tables.verdict.WinCount;
import org.e2vpt.tables.verdict.cases.VerdictCase.PrintedWins;

/** The files of expected numbers: their columns, and how a case's lines are computed. */
enum ExpectedFile {
  COLUMNS("expected_columns.csv", "case column", "s_p2 F"),
  TASKS("expected_tasks.csv", "case row task", "campaigns f mean s2 h s_tilde2"),
  TABLES(
      "expected_tables.csv",
      "case",
      "G J x d0 tau_hat2 F_tau tau2 U family omnibus_Q omnibus_nu omnibus_p kappa"),
  CELLS(
      "expected_cells.csv",
      "case row column",
      "kind m r d A C se nu p_two p_tost p_holm lo95 hi95 word word_unadjusted better junit"
          + " settle_for settle_seeds settle_repeats floor_se"),
  ROWS("expected_rows.csv", "case row", "columns d se nu p_two lo95 hi95"),
  CONTRASTS(
      "expected_contrasts.csv",
      "case claim",
      "gain se_gain nu_gain lo95 hi95 p_zero p_zero_holm sign printed_gain margin d se nu p_two"
          + " p_tost p_holm word"),
  WINS("expected_wins.csv", "case row_a row_b", "measured expected lo95 hi95 printed_wins inside");

  /** Columns of words and counts, which are compared exactly. */
  private static final ImmutableSet<String> EXACT =
      ImmutableSet.of(
          "campaigns",
          "f",
          "G",
          "J",
          "family",
          "kind",
          "word",
          "word_unadjusted",
          "better",
          "junit",
          "settle_for",
          "settle_seeds",
          "settle_repeats",
          "columns",
          "sign",
          "measured",
          "printed_wins",
          "inside");

  private static final String NEVER = "never";

  private final String fileName;
  private final ImmutableList<String> key;
  private final ImmutableList<String> quantities;

  /** A case with its verdict. */
  record Judged(VerdictCase given, TableVerdict verdict) {

    /** A line about {@code place}, which follow the case in the key. */
    ComputedLine.Builder line(ExpectedFile file, String... place) {
      ImmutableMap.Builder<String, String> key = ImmutableMap.builder();
      key.put("case", given.name());
      for (int i = 0; i < place.length; i++) {
        key.put(file.key.get(i + 1), place[i]);
      }
      return new ComputedLine.Builder(key.buildOrThrow());
    }
  }

  ExpectedFile(String fileName, String key, String quantities) {
    this.fileName = fileName;
    this.key = ImmutableList.copyOf(Splitter.on(' ').split(key));
    this.quantities = ImmutableList.copyOf(Splitter.on(' ').split(quantities));
  }

  String fileName() {
    return fileName;
  }

  /** The columns that say what a line is about. */
  ImmutableList<String> key() {
    return key;
  }

  ImmutableList<String> quantities() {
    return quantities;
  }

  List<String> header() {
    return Stream.concat(key.stream(), quantities.stream()).toList();
  }

  static boolean isExact(String quantity) {
    return EXACT.contains(quantity);
  }

  /** Whether rounding to 0 would lose it. */
  static boolean isProbability(String quantity) {
    return quantity.startsWith("p_") || quantity.equals("omnibus_p");
  }

  Stream<ComputedLine> compute(Judged judged) {
    return switch (this) {
      case COLUMNS -> columns(judged);
      case TASKS -> tasks(judged);
      case TABLES -> tables(judged);
      case CELLS -> cells(judged);
      case ROWS -> rows(judged);
      case CONTRASTS -> contrasts(judged);
      case WINS -> wins(judged);
    };
  }

  private static Stream<ComputedLine> columns(Judged judged) {
    return judged.verdict().columns().values().stream()
        .map(
            (PooledVariance column) ->
                judged
                    .line(COLUMNS, column.column())
                    .number("s_p2", column.value())
                    .number("F", column.degreesOfFreedom())
                    .build());
  }

  private static Stream<ComputedLine> tasks(Judged judged) {
    return judged.verdict().tasks().values().stream()
        .map(
            (TaskEstimate task) ->
                judged
                    .line(TASKS, task.place().row(), task.place().task())
                    .count("campaigns", task.means().replication().campaigns())
                    .count("f", task.means().replication().f())
                    .number("mean", task.means().mean())
                    .number("s2", task.means().variance())
                    .number("h", task.means().replication().h())
                    .number("s_tilde2", task.shrunkenVariance())
                    .build());
  }

  private static Stream<ComputedLine> tables(Judged judged) {
    TableVerdict verdict = judged.verdict();
    VarianceShrinkage shrinkage = verdict.shrinkage();
    CampaignVariance campaigns = verdict.campaigns();
    Optional<Omnibus> omnibus = verdict.omnibus();
    return Stream.of(
        judged
            .line(TABLES)
            .count("G", shrinkage.variances())
            .count("J", shrinkage.columns())
            .number("x", shrinkage.moment())
            .number("d0", shrinkage.d0())
            .number("tau_hat2", campaigns.estimate())
            .number("F_tau", campaigns.degreesOfFreedom())
            .number("tau2", campaigns.value())
            .number("U", campaigns.uncertainty())
            .count("family", verdict.family())
            .number("omnibus_Q", omnibus.map(Omnibus::q).orElse(Double.NaN))
            .number("omnibus_nu", omnibus.map(Omnibus::degreesOfFreedom).orElse(Double.NaN))
            .number("omnibus_p", omnibus.map(Omnibus::p).orElse(Double.NaN))
            .number("kappa", verdict.seedCorrelation().orElse(Double.NaN))
            .build());
  }

  private static Stream<ComputedLine> cells(Judged judged) {
    return judged.verdict().cells().stream().map(cell -> cell(judged, cell));
  }

  private static ComputedLine cell(Judged judged, CellVerdict verdict) {
    ComputedLine.Builder line =
        judged.line(CELLS, verdict.row(), verdict.column()).text("kind", verdict.kind().words());
    Optional<CellComparison> cell = verdict.comparison();
    if (cell.isPresent()) {
      EstimatedDifference difference = cell.get().difference();
      line.number("m", cell.get().measured())
          .number("r", cell.get().reference())
          .number("d", difference.value())
          .number("A", difference.error().seedVariance())
          .number("C", difference.error().campaignCoefficient())
          .number("se", difference.error().value())
          .number("nu", difference.error().degreesOfFreedom())
          .number("p_two", difference.twoSidedP())
          .number("p_tost", difference.equivalenceP(cell.get().margin()))
          .number("p_holm", verdict.holmP())
          .number("lo95", difference.low())
          .number("hi95", difference.high());
    }
    line.text("word", verdict.word().words())
        .text("word_unadjusted", verdict.unadjustedWord().words())
        .text("better", yes(verdict.better()))
        .text("junit", verdict.outcome(false).words());
    verdict.settling().ifPresent(settling -> settle(line, settling));
    return line.build();
  }

  private static void settle(ComputedLine.Builder line, Settling settling) {
    String seeds =
        settling.seeds().isPresent() ? Integer.toString(settling.seeds().getAsInt()) : NEVER;
    String campaigns =
        settling.campaigns().isPresent()
            ? Integer.toString(settling.campaigns().getAsInt())
            : NEVER;
    line.text("settle_for", settling.goal().words())
        .text("settle_seeds", seeds)
        .text("settle_repeats", settling.seeds().isPresent() ? "" : campaigns)
        .number("floor_se", settling.floor());
  }

  private static Stream<ComputedLine> rows(Judged judged) {
    return judged.verdict().rowEffects().stream()
        .map(
            (RowEffect effect) ->
                judged
                    .line(ROWS, effect.row())
                    .count("columns", effect.columns())
                    .number("d", effect.difference().value())
                    .number("se", effect.difference().error().value())
                    .number("nu", effect.difference().error().degreesOfFreedom())
                    .number("p_two", effect.difference().twoSidedP())
                    .number("lo95", effect.difference().low())
                    .number("hi95", effect.difference().high())
                    .build());
  }

  private static Stream<ComputedLine> contrasts(Judged judged) {
    return judged.verdict().gains(judged.given().claims()).stream()
        .map(gain -> contrast(judged, gain));
  }

  private static ComputedLine contrast(Judged judged, GainVerdict verdict) {
    ComputedLine.Builder line = judged.line(CONTRASTS, verdict.claim().name());
    if (verdict.gain().isEmpty()) {
      String word = VerdictWord.NOT_RUN.words();
      return line.text("sign", word).text("word", word).build();
    }
    EstimatedDifference gain = verdict.gain().get();
    line.number("gain", gain.value())
        .number("se_gain", gain.error().value())
        .number("nu_gain", gain.error().degreesOfFreedom())
        .number("lo95", gain.low())
        .number("hi95", gain.high())
        .number("p_zero", gain.twoSidedP())
        .number("p_zero_holm", verdict.zeroHolmP())
        .text("sign", verdict.sign().map(GainVerdict.Sign::words).orElse(""));
    verdict.printed().ifPresent(printed -> printedGain(line, printed));
    return line.build();
  }

  private static void printedGain(ComputedLine.Builder line, Printed printed) {
    EstimatedDifference difference = printed.difference();
    line.number("printed_gain", printed.gain())
        .number("margin", printed.margin())
        .number("d", difference.value())
        .number("se", difference.error().value())
        .number("nu", difference.error().degreesOfFreedom())
        .number("p_two", difference.twoSidedP())
        .number("p_tost", difference.equivalenceP(printed.margin()))
        .number("p_holm", printed.holmP())
        .text("word", printed.word().words());
  }

  private static Stream<ComputedLine> wins(Judged judged) {
    return judged.given().wins().stream().map(printed -> wins(judged, printed));
  }

  private static ComputedLine wins(Judged judged, PrintedWins printed) {
    ComputedLine.Builder line = judged.line(WINS, printed.rowA(), printed.rowB());
    printed.wins().ifPresent(count -> line.count("printed_wins", count));
    Optional<WinCount> wins = judged.verdict().wins(printed.rowA(), printed.rowB());
    wins.ifPresent(
        count ->
            line.count("measured", count.measured())
                .number("expected", count.expected())
                .number("lo95", count.low())
                .number("hi95", count.high()));
    if (wins.isPresent() && printed.wins().isPresent()) {
      line.text("inside", yes(wins.get().allows(printed.wins().getAsInt())));
    }
    return line.build();
  }

  private static String yes(boolean value) {
    return value ? "yes" : "no";
  }

  /** The line's value, NaN if it is not defined. */
  static Object value(Map<String, Object> values, String quantity) {
    return values.getOrDefault(quantity, Double.NaN);
  }
}
