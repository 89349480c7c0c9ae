package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;

/**
 * A table drawn at random whose cells all have the printed mean: 9 rows, 4 columns of 7, 4, 8 and 5
 * tasks. The standard deviation of a row's task is lognormal with median 0.6 and root mean square
 * 0.86 (log standard deviation 0.5 by task and 0.33 by row and task). A printed value is a mean of
 * three seeds of one campaign, rounded to two decimals.
 */
final class SimulatedTable {

  static final ImmutableList<TableColumn> COLUMNS =
      ImmutableList.of(
          column("Natural", 7),
          column("Specialized", 4),
          column("Structured", 8),
          column("FGVC", 5));

  private static final ImmutableList<String> TASKS =
      COLUMNS.stream()
          .flatMap(column -> column.tasks().stream())
          .collect(ImmutableList.toImmutableList());
  private static final ImmutableList<Integer> NUMBERS = // of the tasks in their columns, from 1
      COLUMNS.stream()
          .flatMap(column -> IntStream.rangeClosed(1, column.tasks().size()).boxed())
          .collect(ImmutableList.toImmutableList());
  private static final int ROWS = 9;
  private static final int PRINTED_RUNS = 3;
  private static final double CHANCELESS = 60; // far from 0 and 100 %, which the rule does not know
  private static final ImmutableSet<String> REPEATED = // by the laboratory itself
      ImmutableSet.of(
          "Natural1", "Natural2", "Specialized1", "Specialized2", "Structured1", "Structured2");
  private static final int OWN_CAMPAIGNS = 3;

  /**
   * What is drawn.
   *
   * @param tau standard deviation of a campaign per task, in points
   * @param seeds n
   * @param dropping how many tasks of a column lose 5 to 15 points in one seed of 20
   * @param correlation of a row's tasks through the seed
   */
  record World(double tau, int seeds, int dropping, double correlation) {

    static World of(double tau, int seeds) {
      return new World(tau, seeds, 0, 0);
    }
  }

  /** Which sources of τ a rule may use. */
  enum Repeats {
    NONE,
    PRINTED,
    PRINTED_AND_OWN
  }

  private final World world;
  private final SplittableRandom random;
  private final double[][] sd; // by row and task
  private final ImmutableTable<String, String, TaskRuns> runs;
  private final ImmutableTable<String, String, TaskRuns> repeatedRuns;
  private final ImmutableTable<String, String, CellReference> prints;
  private final ImmutableList<PrintedRepeat> printedRepeats;

  SimulatedTable(World world, long seed) {
    this.world = world;
    this.random = new SplittableRandom(seed);
    this.sd = deviations();
    ImmutableTable.Builder<String, String, TaskRuns> all = ImmutableTable.builder();
    ImmutableTable.Builder<String, String, CellReference> printed = ImmutableTable.builder();
    for (int row = 0; row < ROWS; row++) {
      double[][] campaign = campaign(row, world.seeds);
      double[][] published = campaign(row, PRINTED_RUNS);
      for (int task = 0; task < TASKS.size(); task++) {
        all.put(name(row), TASKS.get(task), TaskRuns.of(seedRuns(1, campaign[task])));
      }
      for (TableColumn column : COLUMNS) {
        printed.put(
            name(row),
            column.name(),
            new Print(
                Optional.of(new PrintedMean(printed(column, published), 2, PRINTED_RUNS)),
                ImmutableMap.of()));
      }
    }
    this.runs = all.build();
    this.prints = printed.build();
    this.printedRepeats = drawPrintedRepeats();
    this.repeatedRuns = drawOwnRepeats();
  }

  static ImmutableList<String> rows() {
    return IntStream.range(0, ROWS)
        .mapToObj(SimulatedTable::name)
        .collect(ImmutableList.toImmutableList());
  }

  private static String name(int row) {
    return "row" + (row + 1);
  }

  private static TableColumn column(String name, int tasks) {
    return new TableColumn(
        name,
        IntStream.rangeClosed(1, tasks)
            .mapToObj(task -> name + task)
            .collect(ImmutableSet.toImmutableSet()),
        1);
  }

  private double[][] deviations() {
    double[][] deviations = new double[ROWS][TASKS.size()];
    for (int task = 0; task < TASKS.size(); task++) {
      double ofTask = 0.5 * random.nextGaussian();
      for (int row = 0; row < ROWS; row++) {
        deviations[row][task] = 0.6 * Math.exp(ofTask + 0.33 * random.nextGaussian());
      }
    }
    return deviations;
  }

  /** Accuracies of a row's campaign, by task and seed. */
  private double[][] campaign(int row, int seeds) {
    double[] common = random.doubles(seeds).map(any -> random.nextGaussian()).toArray();
    double[][] accuracies = new double[TASKS.size()][seeds];
    for (int task = 0; task < TASKS.size(); task++) {
      double mean = CHANCELESS + world.tau * random.nextGaussian();
      for (int seed = 0; seed < seeds; seed++) {
        double noise =
            Math.sqrt(world.correlation) * common[seed]
                + Math.sqrt(1 - world.correlation) * random.nextGaussian();
        accuracies[task][seed] = mean + sd[row][task] * noise - drop(task);
      }
    }
    return accuracies;
  }

  private double drop(int task) {
    boolean dropped = NUMBERS.get(task) <= world.dropping && random.nextInt(20) == 0;
    return dropped ? random.nextDouble(5, 15) : 0;
  }

  private double printed(TableColumn column, double[][] campaign) {
    double[] means =
        column.tasks().stream()
            .mapToDouble(task -> TaskRuns.mean(campaign[TASKS.indexOf(task)]))
            .toArray();
    return Decimals.round(TaskRuns.mean(means), 2);
  }

  private static List<SeedRun> seedRuns(int campaign, double[] accuracies) {
    return IntStream.range(0, accuracies.length)
        .mapToObj(seed -> SeedRun.of(campaign, seed + 1, accuracies[seed]))
        .toList();
  }

  /** Three columns of a row that were printed twice, as Table 5 (a) of E²VPT has them. */
  private ImmutableList<PrintedRepeat> drawPrintedRepeats() {
    double[][] first = campaign(0, PRINTED_RUNS);
    double[][] second = campaign(0, PRINTED_RUNS);
    return COLUMNS.stream()
        .filter(column -> !column.name().equals("FGVC"))
        .map(
            column ->
                new PrintedRepeat(
                    column.name(),
                    column.tasks().size(),
                    printed(column, first) - printed(column, second),
                    PRINTED_RUNS))
        .collect(ImmutableList.toImmutableList());
  }

  /** Three campaigns of six tasks of a row, which stand for nothing but τ. */
  private ImmutableTable<String, String, TaskRuns> drawOwnRepeats() {
    List<double[][]> campaigns = new ArrayList<>();
    for (int campaign = 0; campaign < OWN_CAMPAIGNS; campaign++) {
      campaigns.add(campaign(0, world.seeds));
    }
    ImmutableTable.Builder<String, String, TaskRuns> repeated = ImmutableTable.builder();
    for (String task : REPEATED) {
      List<SeedRun> ofTask = new ArrayList<>();
      for (int campaign = 0; campaign < OWN_CAMPAIGNS; campaign++) {
        ofTask.addAll(seedRuns(campaign + 1, campaigns.get(campaign)[TASKS.indexOf(task)]));
      }
      repeated.put("repeats", task, TaskRuns.of(ofTask));
    }
    return repeated.build();
  }

  /** Judged with τ fixed. */
  TableVerdict judge(double tau) {
    return TableVerdict.of(new MeasuredTable(COLUMNS, runs, prints, new CampaignNoise.Fixed(tau)));
  }

  /** Judged with τ estimated. */
  TableVerdict judge(Repeats repeats) {
    return TableVerdict.of(measured(repeats, printedRepeats));
  }

  /**
   * The table as it is planned: what is printed twice differs by what is expected of it, with a
   * seed's standard deviation of 0.86.
   */
  MeasuredTable planned(Repeats repeats) {
    return measured(
        repeats,
        printedRepeats.stream()
            .map(
                repeat ->
                    new PrintedRepeat(
                        repeat.column(),
                        repeat.tasks(),
                        Math.sqrt(
                            2
                                * (world.tau * world.tau
                                    + PooledVariance.PRIOR_VARIANCE / repeat.runs())
                                / repeat.tasks()),
                        repeat.runs()))
            .collect(ImmutableList.toImmutableList()));
  }

  private MeasuredTable measured(Repeats repeats, ImmutableList<PrintedRepeat> printedTwice) {
    ImmutableTable<String, String, TaskRuns> all =
        repeats == Repeats.PRINTED_AND_OWN
            ? ImmutableTable.<String, String, TaskRuns>builder()
                .putAll(runs)
                .putAll(repeatedRuns)
                .build()
            : runs;
    return new MeasuredTable(
        COLUMNS,
        all,
        prints,
        new CampaignNoise.Estimated(
            0.5, 4, repeats == Repeats.NONE ? ImmutableList.of() : printedTwice));
  }

  /** Means over a cell's tasks, by seed. */
  List<Double> seedMeans(String row, TableColumn column) {
    return IntStream.range(0, world.seeds)
        .mapToObj(
            seed ->
                column.tasks().stream()
                    .mapToDouble(task -> run(row, task, seed).accuracy())
                    .average()
                    .orElseThrow())
        .toList();
  }

  private SeedRun run(String row, String task, int seed) {
    TaskRuns ofTask = runs.get(row, task);
    if (ofTask == null) {
      throw new IllegalStateException("nothing drawn of " + task);
    }
    return ofTask.runs().get(seed);
  }

  double printed(String row, TableColumn column) {
    if (!(prints.get(row, column.name()) instanceof Print print)) {
      throw new IllegalStateException("nothing printed of " + row);
    }
    return print.column().orElseThrow().value();
  }
}
