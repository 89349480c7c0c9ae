package org.e2vpt.tables.verdict;

import static java.util.concurrent.TimeUnit.HOURS;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.e2vpt.tables.verdict.SimulatedTable.Repeats;
import org.e2vpt.tables.verdict.SimulatedTable.World;

/**
 * How often a rule says what of simulated tables. All cells have the printed mean; <em>low</em> is
 * a Specialized cell that is 2 points lower.
 *
 * @param tables how many were drawn
 * @param reproduced share of a column's true cells that are called reproduced
 * @param rejected share of a column's true cells with |d| > δ and p₂ ≤ 0.05
 * @param different share of a column's true cells with p₂ ≤ 0.05
 * @param tableRejected share of true tables with a cell that is called not reproduced
 * @param lowUnadjusted share of low cells with |d| > δ and p₂ ≤ 0.05
 * @param lowRejected share of low cells that are called not reproduced
 */
record OperatingCharacteristics(
    int tables,
    ImmutableMap<String, Double> reproduced,
    ImmutableMap<String, Double> rejected,
    ImmutableMap<String, Double> different,
    double tableRejected,
    double lowUnadjusted,
    double lowRejected) {

  private static final int THREADS = 2;
  private static final String LOW_COLUMN = "Specialized";
  private static final double LOW = 2;

  /** A rule, from a drawn table to what it says. */
  enum Rule {
    TAU_KNOWN("τ fixed, true"),
    PRINTED_REPEATS("prior + simulated repeat"),
    OWN_REPEATS("and own repeats"),
    FIXED_TOLERANCE("fixed tolerance");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Draws tables and judges each of them by several rules. */
  static ImmutableMap<Rule, OperatingCharacteristics> of(
      World world, int tables, ImmutableList<Rule> rules) {
    ForkJoinPool pool = new ForkJoinPool(THREADS); // streams run in the pool that starts them
    try {
      return pool.submit(() -> inThisPool(world, tables, rules)).get(10, HOURS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.shutdown();
    }
  }

  private static ImmutableMap<Rule, OperatingCharacteristics> inThisPool(
      World world, int tables, ImmutableList<Rule> rules) {
    Map<Rule, Count> counts =
        IntStream.range(0, tables)
            .parallel()
            .boxed()
            .collect(
                () -> new EnumMap<Rule, Count>(Rule.class),
                (all, seed) -> add(all, new SimulatedTable(world, seed), world, rules),
                (a, b) -> b.forEach((rule, count) -> a.merge(rule, count, Count::plus)));
    return rules.stream()
        .collect(
            ImmutableMap.toImmutableMap(
                rule -> rule, rule -> counts.getOrDefault(rule, new Count()).shares()));
  }

  private static void add(
      Map<Rule, Count> counts, SimulatedTable table, World world, ImmutableList<Rule> rules) {
    for (Rule rule : rules) {
      Count count = counts.computeIfAbsent(rule, any -> new Count());
      switch (rule) {
        case TAU_KNOWN -> count.add(table.judge(world.tau()));
        case PRINTED_REPEATS -> count.add(table.judge(Repeats.PRINTED));
        case OWN_REPEATS -> count.add(table.judge(Repeats.PRINTED_AND_OWN));
        case FIXED_TOLERANCE -> count.addFixed(table);
      }
    }
  }

  /** The largest share of a column. */
  static double largest(ImmutableMap<String, Double> shares) {
    return shares.values().stream().mapToDouble(share -> share).max().orElseThrow();
  }

  /** Numbers of cells and tables. */
  private static final class Count {

    private final int columns = SimulatedTable.COLUMNS.size();
    private final int[] reproduced = new int[columns];
    private final int[] rejected = new int[columns];
    private final int[] different = new int[columns];
    private int tables;
    private int tablesRejected;
    private int lowUnadjusted;
    private int lowRejected;

    void add(TableVerdict verdict) {
      boolean any = false;
      for (CellVerdict cell : verdict.cells()) {
        int column = column(cell.column());
        reproduced[column] += one(cell.word() == VerdictWord.REPRODUCED);
        rejected[column] += one(cell.unadjustedWord() == VerdictWord.NOT_REPRODUCED);
        different[column] += one(difference(cell).twoSidedP() <= VerdictWord.LEVEL);
        any |= cell.word() == VerdictWord.NOT_REPRODUCED;
      }
      tables++;
      tablesRejected += one(any);
      addLow(verdict);
    }

    /** As if the first Specialized cell had been measured 2 points lower. */
    private void addLow(TableVerdict verdict) {
      ImmutableDoubleArray.Builder p = ImmutableDoubleArray.builder();
      int at = -1;
      for (int i = 0; i < verdict.cells().size(); i++) {
        CellVerdict cell = verdict.cells().get(i);
        EstimatedDifference difference = difference(cell);
        if (at < 0 && cell.column().equals(LOW_COLUMN)) {
          at = i;
          difference = lowered(difference);
        }
        p.add(difference.twoSidedP());
      }
      ImmutableDoubleArray raw = p.build();
      EstimatedDifference low = lowered(difference(verdict.cells().get(at)));
      lowUnadjusted += one(VerdictWord.of(low, 1, raw.get(at)) == VerdictWord.NOT_REPRODUCED);
      lowRejected +=
          one(VerdictWord.of(low, 1, Holm.adjust(raw).get(at)) == VerdictWord.NOT_REPRODUCED);
    }

    private static EstimatedDifference lowered(EstimatedDifference difference) {
      return new EstimatedDifference(difference.value() - LOW, difference.error());
    }

    private static EstimatedDifference difference(CellVerdict cell) {
      return cell.comparison().orElseThrow().difference();
    }

    void addFixed(SimulatedTable table) {
      boolean any = false;
      for (String row : SimulatedTable.rows()) {
        for (TableColumn column : SimulatedTable.COLUMNS) {
          FormerRule verdict = fixed(table, row, column, 0);
          int index = column(column.name());
          reproduced[index] += one(verdict == FormerRule.REPRODUCED);
          rejected[index] += one(verdict == FormerRule.NOT_REPRODUCED);
          different[index] += one(verdict == FormerRule.NOT_REPRODUCED);
          any |= verdict == FormerRule.NOT_REPRODUCED;
        }
      }
      tables++;
      tablesRejected += one(any);
      TableColumn lowColumn = SimulatedTable.COLUMNS.get(column(LOW_COLUMN));
      String first = SimulatedTable.rows().get(0);
      boolean low = fixed(table, first, lowColumn, -LOW) == FormerRule.NOT_REPRODUCED;
      lowUnadjusted += one(low);
      lowRejected += one(low);
    }

    private static FormerRule fixed(
        SimulatedTable table, String row, TableColumn column, double shift) {
      return FormerRule.judge(
          column.name(),
          table.seedMeans(row, column).stream().map(accuracy -> accuracy + shift).toList(),
          table.printed(row, column));
    }

    private static int column(String name) {
      return IntStream.range(0, SimulatedTable.COLUMNS.size())
          .filter(i -> SimulatedTable.COLUMNS.get(i).name().equals(name))
          .findFirst()
          .orElseThrow();
    }

    private static int one(boolean value) {
      return value ? 1 : 0;
    }

    Count plus(Count other) {
      for (int i = 0; i < columns; i++) {
        reproduced[i] += other.reproduced[i];
        rejected[i] += other.rejected[i];
        different[i] += other.different[i];
      }
      tables += other.tables;
      tablesRejected += other.tablesRejected;
      lowUnadjusted += other.lowUnadjusted;
      lowRejected += other.lowRejected;
      return this;
    }

    OperatingCharacteristics shares() {
      double cells = (double) tables * SimulatedTable.rows().size();
      Function<int[], ImmutableMap<String, Double>> byColumn =
          counts ->
              SimulatedTable.COLUMNS.stream()
                  .map(TableColumn::name)
                  .collect(
                      ImmutableMap.toImmutableMap(
                          name -> name, name -> counts[column(name)] / cells));
      return new OperatingCharacteristics(
          tables,
          byColumn.apply(reproduced),
          byColumn.apply(rejected),
          byColumn.apply(different),
          (double) tablesRejected / tables,
          (double) lowUnadjusted / tables,
          (double) lowRejected / tables);
    }
  }
}
