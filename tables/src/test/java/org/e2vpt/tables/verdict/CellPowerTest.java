package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.SimulatedTable.Repeats;
import org.e2vpt.tables.verdict.SimulatedTable.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellPowerTest {

  private static final int TABLES = 150;

  /**
   * Both draw some hundred tables, whose rows share their noise, and what is printed twice has one
   * value here and is drawn there.
   */
  private static final Offset<Double> TOLERANCE = within(0.1);

  @ParameterizedTest(name = "τ = {0}, n = {1}, {2}")
  @CsvSource({
    "0, 3, PRINTED",
    "0.3, 5, PRINTED_AND_OWN",
    "0.5, 3, PRINTED_AND_OWN",
  })
  void isWhatTheSimulationFinds(double tau, int seeds, Repeats repeats) {
    World world = World.of(tau, seeds);
    ImmutableMap<String, CellPower> power =
        power(new SimulatedTable(world, 0).planned(repeats), tau);
    List<TableVerdict> tables =
        IntStream.range(0, TABLES)
            .mapToObj(seed -> new SimulatedTable(world, seed).judge(repeats))
            .toList();

    assertThat(power.keySet()).containsExactly("Natural", "Specialized", "Structured", "FGVC");
    power.forEach(
        (column, cells) -> {
          assertThat(cells.reproduced())
              .as("reproduced: %s", column)
              .isCloseTo(
                  share(tables, table -> words(table, column), VerdictWord.REPRODUCED), TOLERANCE);
          assertThat(
                  share(
                      tables,
                      table -> Stream.of(lowered(table, cells)),
                      VerdictWord.NOT_REPRODUCED))
              .as("found: %s", column)
              .isCloseTo(0.8, TOLERANCE);
        });
  }

  private static double share(
      List<TableVerdict> tables,
      Function<TableVerdict, Stream<VerdictWord>> words,
      VerdictWord word) {
    return tables.stream()
        .flatMap(words)
        .mapToInt(each -> each == word ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static Stream<VerdictWord> words(TableVerdict table, String column) {
    return table.cells().stream()
        .filter(cell -> cell.column().equals(column))
        .map(CellVerdict::word);
  }

  /** The word of the column's first cell if it is as low as is to be found, and no other is. */
  private static VerdictWord lowered(TableVerdict table, CellPower cells) {
    List<EstimatedDifference> all =
        table.cells().stream().map(cell -> cell.comparison().orElseThrow().difference()).toList();
    int cell = table.cells().stream().map(CellVerdict::column).toList().indexOf(cells.column());
    EstimatedDifference low =
        new EstimatedDifference(all.get(cell).value() - cells.found(), all.get(cell).error());
    double[] p = all.stream().mapToDouble(EstimatedDifference::twoSidedP).toArray();
    p[cell] = low.twoSidedP();
    return VerdictWord.of(
        low, cells.margin(), Holm.adjust(ImmutableDoubleArray.copyOf(p)).get(cell));
  }

  private static ImmutableMap<String, CellPower> power(MeasuredTable planned, double tau) {
    return CellPower.of(planned, tau).stream()
        .collect(ImmutableMap.toImmutableMap(CellPower::column, Function.identity()));
  }

  /** What is printed twice, as Table 5 (a) of E²VPT has it, is larger than the prior expects. */
  @Test
  void takesWhatIsPrintedTwiceAsItIsPrinted() {
    SimulatedTable table = new SimulatedTable(World.of(0.5, 3), 0);
    MeasuredTable planned = table.planned(Repeats.NONE);
    MeasuredTable printedTwice =
        new MeasuredTable(
            planned.columns(),
            planned.runs(),
            planned.references(),
            new CampaignNoise.Estimated(
                0.5,
                4,
                ImmutableList.of(
                    new PrintedRepeat("Natural", 7, 0.66, 3),
                    new PrintedRepeat("Specialized", 4, 0.13, 3),
                    new PrintedRepeat("Structured", 8, 0.63, 3))));

    CellPower before = specialized(planned);
    CellPower after = specialized(printedTwice);

    assertThat(after.reproduced()).isLessThan(0.05).isLessThan(before.reproduced());
    assertThat(after.error().standardError()).isGreaterThan(before.error().standardError());
    assertThat(after.found()).isGreaterThan(before.found());
  }

  private static CellPower specialized(MeasuredTable planned) {
    return Objects.requireNonNull(power(planned, 0.5).get("Specialized"));
  }

  @ParameterizedTest(name = "{0} campaigns of {1} seeds")
  @CsvSource({"1, 3", "1, 10", "3, 3"})
  void moreRunsTellMore(int campaigns, int seeds) {
    CellPower few = CellPower.of(oneCell(1, 2, ImmutableMap.of()), 0.5).get(0);
    CellPower more = CellPower.of(oneCell(campaigns, seeds, ImmutableMap.of()), 0.5).get(0);

    assertThat(few.tasks()).containsOnly(new Replication(1, 1, 0.5)).hasSize(4);
    assertThat(more.tasks()).containsOnly(Replication.of(campaigns, seeds)).hasSize(4);
    assertThat(more.rows()).containsExactly("e2vpt");
    assertThat(more.kind()).isEqualTo(CellKind.CELL);
    assertThat(more.reproduced()).isGreaterThan(few.reproduced());
    assertThat(more.error().standardError()).isLessThan(few.error().standardError());
    assertThat(more.found()).isLessThan(few.found()).isEqualTo(more.foundUnadjusted()); // H = 1
    assertThat(more)
        .isEqualTo(CellPower.of(oneCell(campaigns, seeds, ImmutableMap.of()), 0.5).get(0));
  }

  @Test
  void someTasksAreComparedWithTheirOwnPrints() {
    ImmutableMap<String, PrintedMean> prints =
        ImmutableMap.of("a", new PrintedMean(70, 1, 3), "b", new PrintedMean(80, 1, 3));

    CellPower some = CellPower.of(oneCell(1, 3, prints), 0.5).get(0);
    CellPower all = CellPower.of(oneCell(1, 3, ImmutableMap.of()), 0.5).get(0);

    assertThat(some.kind()).isEqualTo(CellKind.PARTIAL);
    assertThat(some.tasks()).hasSize(2);
    assertThat(some.error().standardError()).isGreaterThan(all.error().standardError());
  }

  @Test
  void recordedRunsAreNoPrint() {
    MeasuredTable printed = oneCell(1, 3, ImmutableMap.of());
    MeasuredTable recorded =
        new MeasuredTable(
            printed.columns(),
            printed.runs(),
            ImmutableTable.of(
                "e2vpt",
                "Specialized",
                new Recorded(ImmutableMap.copyOf(printed.runs().row("e2vpt")))),
            printed.noise());

    assertThat(CellPower.of(recorded, 0.5)).isEmpty();
  }

  /** Of the tasks a, b, c and d, whose mean is printed. */
  private static MeasuredTable oneCell(
      int campaigns, int seeds, ImmutableMap<String, PrintedMean> ofTasks) {
    ImmutableSet<String> tasks = ImmutableSet.of("a", "b", "c", "d");
    ImmutableTable.Builder<String, String, TaskRuns> runs = ImmutableTable.builder();
    Collection<String> run = ofTasks.isEmpty() ? tasks : ofTasks.keySet();
    for (String task : run) {
      runs.put(
          "e2vpt",
          task,
          TaskRuns.of(
              IntStream.range(0, campaigns * seeds)
                  .mapToObj(i -> SeedRun.of(1 + i / seeds, i, 0))
                  .toList()));
    }
    return new MeasuredTable(
        ImmutableList.of(new TableColumn("Specialized", tasks, 1)),
        runs.build(),
        ImmutableTable.of(
            "e2vpt", "Specialized", new Print(Optional.of(new PrintedMean(75.25, 2, 3)), ofTasks)),
        new CampaignNoise.Estimated(0.5, 4, ImmutableList.of()));
  }
}
