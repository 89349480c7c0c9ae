package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleToLongFunction;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.SearchKind;
import org.e2vpt.tables.paper.Summary;

/**
 * Writes the folder of a run whose numbers are invented: those of a reference, with some noise and
 * what a test adds.
 */
final class InventedTable {

  private static final Environment ENVIRONMENT =
      new Environment(
          "0123456789abcdef0123456789abcdef01234567",
          "cpu",
          "An invented CPU, 2 cores",
          "DJL 0.35.1, PyTorch 2.7.1",
          "17.0.0");
  private static final int EPOCHS = 100;
  private static final long PARAMETERS = 86_100_000;
  private static final double WITHOUT_REFERENCE = 60;

  private Reference reference;
  private final Paper paper;
  private final PrintedTable table;
  private ImmutableList<AskedCell> asked;
  private final Map<String, Double> shifts = new LinkedHashMap<>();
  private final Set<String> recordedFrom = new HashSet<>();
  private final List<Reason> reasons = new ArrayList<>();
  private final Map<String, String> provenance = new LinkedHashMap<>();
  private List<Integer> seeds;
  private double sd = 0.3;
  private boolean curves = false;

  private InventedTable(
      Paper paper, PrintedTable table, List<AskedCell> asked, List<Integer> seeds) {
    this.paper = paper;
    this.table = table;
    reference = paper.reference(table.id().table());
    this.asked = ImmutableList.copyOf(asked);
    this.seeds = seeds;
    provenance.put("note", "An invented example for tests: no number on this page was measured.");
    provenance.put("protocol", "paper");
    provenance.put("protocol choices", "importance absolute, segments 8");
    provenance.put("commit", ENVIRONMENT.commit());
  }

  /** Two rows of the mini table on a task of each group. */
  static InventedTable mini() {
    return mini("linear", "e2vpt");
  }

  /** Some rows of it. */
  static InventedTable mini(String... rows) {
    Paper mini = Papers.shipped().get("mini");
    PrintedTable table = mini.table("mini");
    List<AskedCell> asked =
        table.cells().stream()
            .filter(cell -> List.of(rows).contains(cell.row()))
            .map(cell -> ask(table, cell, cell.tasks().subList(0, 1), 3, "paper"))
            .toList();
    return new InventedTable(mini, table, asked, List.of(42, 44, 82));
  }

  /** A table of E²VPT, all of it. */
  static InventedTable of(String id, int seeds) {
    return of("e2vpt", id, seeds);
  }

  /** A table of any paper, all of it. */
  static InventedTable of(String paper, String id, int seeds) {
    Paper of = Papers.shipped().get(paper);
    PrintedTable table = of.table(id);
    return new InventedTable(
        of,
        table,
        table.cells().stream().map(cell -> ask(table, cell, cell.tasks(), seeds, "paper")).toList(),
        IntStream.rangeClosed(1, seeds).boxed().toList());
  }

  private static AskedCell ask(
      PrintedTable table, PrintedCell cell, ImmutableList<String> tasks, int seeds, String budget) {
    return new AskedCell(
        table.id().toString(),
        table.title(),
        cell.row(),
        cell.title(),
        cell.column(),
        tasks,
        seeds,
        budget);
  }

  /** Adds points to all runs of a row; NaN leaves them out. */
  InventedTable shift(String row, double points) {
    shifts.put(row, points);
    return this;
  }

  InventedTable seeds(Integer... numbers) {
    seeds = List.of(numbers);
    return this;
  }

  /** Of all cells. */
  InventedTable budget(String word) {
    asked =
        asked.stream()
            .map(
                cell ->
                    new AskedCell(
                        cell.table(),
                        cell.tableTitle(),
                        cell.row(),
                        cell.title(),
                        cell.column(),
                        cell.tasks(),
                        cell.seeds(),
                        word))
            .collect(ImmutableList.toImmutableList());
    return this;
  }

  InventedTable sd(double points) {
    sd = points;
    return this;
  }

  InventedTable fact(String key, String value) {
    provenance.put(key, value);
    return this;
  }

  /** Leaves out all runs of a row, and says why. */
  InventedTable notRun(String row, String reason) {
    for (AskedCell cell : asked) {
      if (cell.row().equals(row)) {
        reasons.add(new Reason(Reasons.Kind.NOT_RUN, cell.table(), row, cell.column(), reason));
      }
    }
    return shift(row, Double.NaN);
  }

  InventedTable curves() {
    curves = true;
    return this;
  }

  /** A row whose runs are those that were recorded. */
  InventedTable recordedFrom(String row) {
    recordedFrom.add(row);
    return this;
  }

  /** A row that is compared with nothing. */
  InventedTable unrecorded(String row) {
    reference = reference.without(Set.of(row));
    return this;
  }

  /** Writes the folder's CSV files. */
  Path write(Path directory) throws IOException {
    Random random = new Random(seeds.hashCode());
    List<Run> runs = new ArrayList<>();
    for (AskedCell cell : asked) {
      double shift = shifts.getOrDefault(cell.row(), 0.0);
      if (!Double.isNaN(shift)) {
        for (String task : cell.tasks()) {
          runs.addAll(runs(cell, task, shift, random));
        }
      }
    }
    List<Cell> cells =
        TableVerdicts.of(table, asked, runs, reference, paper.noise()).cells().entrySet().stream()
            .map(
                cell ->
                    Aggregation.cell(
                        cell.getKey(), new Cost(40, 90_000), runs, reference, cell.getValue()))
            .toList();
    RunTable.write(directory.resolve("runs.csv"), runs);
    CellTable.write(directory.resolve("cells.csv"), cells);
    new Provenance(ImmutableMap.copyOf(provenance)).write(directory.resolve("provenance.csv"));
    new Reasons(ImmutableList.copyOf(reasons)).write(directory);
    if (curves) {
      for (Run run : runs) {
        writeCurve(directory.resolve("curves").resolve(run.trialId() + ".csv"), random);
      }
    }
    return directory;
  }

  private List<Run> runs(AskedCell cell, String task, double shift, Random random) {
    if (recordedFrom.contains(cell.row())) {
      return ((RecordedReference) reference)
          .scores().stream()
              .filter(score -> score.row().equals(cell.row()) && score.task().equals(task))
              .filter(score -> seeds.contains(score.seed()))
              .map(score -> run(cell, task, score.seed(), score.accuracy()))
              .toList();
    }
    Summary ofTask = reference.of(cell.row(), List.of(task));
    Summary known = ofTask.n() > 0 ? ofTask : reference.of(cell.row(), cell.tasks());
    double mean = known.n() > 0 ? known.mean() : WITHOUT_REFERENCE;
    double spread = sd * Math.sqrt(cell.tasks().size());
    return seeds.stream()
        .map(seed -> run(cell, task, seed, mean + shift + spread * random.nextGaussian()))
        .toList();
  }

  /** Its share is the printed one; before pruning, that of E²VPT was larger. */
  private Run run(AskedCell cell, String task, int seed, double accuracy) {
    double printed =
        table
            .cell(cell.row(), cell.column())
            .flatMap(PrintedCell::tunedShare)
            .map(share -> share.value())
            .orElse(0.4);
    DoubleToLongFunction share = factor -> Math.round(factor * printed / 100 * PARAMETERS);
    String id =
        Hashing.sha256()
            .hashString(cell.row() + task + seed, StandardCharsets.UTF_8)
            .toString()
            .substring(0, 12);
    return new Run(
        cell.table(),
        cell.row(),
        task,
        group(cell.column()),
        1,
        seed,
        Status.OK,
        Math.max(0, Math.min(100, accuracy)),
        id,
        "sgd lr 0.5 wd 0.001; kv 5; prune-segments 4; prune-tokens 2; visual 10",
        SearchKind.GRID,
        "fp32",
        cell.row().equals("e2vpt") ? share.applyAsLong(1.4) : share.applyAsLong(1),
        share.applyAsLong(1),
        PARAMETERS,
        312.5,
        410.2,
        environment(cell.row(), task),
        "a1".repeat(32),
        Hashing.sha256().hashString(task, StandardCharsets.UTF_8).toString(),
        finished(cell.row()));
  }

  private Environment environment(String row, String task) {
    if (!recordedFrom.contains(row)) {
      return ENVIRONMENT;
    }
    String commit = ((RecordedReference) reference).commits(row, task).iterator().next();
    return new Environment(
        commit, ENVIRONMENT.device(), ENVIRONMENT.host(), ENVIRONMENT.engine(), ENVIRONMENT.java());
  }

  private Instant finished(String row) {
    return recordedFrom.contains(row)
        ? Instant.parse(
            Objects.requireNonNull(reference.provenance().entries().get("last final run")))
        : Instant.parse("2026-11-20T12:00:00Z");
  }

  private static Group group(String column) {
    return java.util.Arrays.stream(Group.values())
        .filter(group -> group.title().equals(column))
        .findFirst()
        .orElse(Group.NATURAL);
  }

  private static void writeCurve(Path file, Random random) throws IOException {
    List<List<String>> lines = new ArrayList<>();
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
      double loss = 2.5 * Math.exp(-epoch / 20.0) + 0.1 + 0.05 * random.nextDouble();
      lines.add(List.of(Integer.toString(epoch), "0.1", Decimals.fixed(loss, 6), "410.2"));
    }
    CsvFile.write(file, List.of("epoch", "learning_rate", "loss", "images_per_second"), lines);
  }
}
