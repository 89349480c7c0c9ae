package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.Tolerances;

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

  private ImmutableList<AskedCell> asked;
  private final Map<String, Double> shifts = new LinkedHashMap<>();
  private final Map<String, String> provenance = new LinkedHashMap<>();
  private List<Integer> seeds;
  private double sd = 0.3;
  private boolean curves = false;

  private InventedTable(List<AskedCell> asked, List<Integer> seeds) {
    this.asked = ImmutableList.copyOf(asked);
    this.seeds = seeds;
    provenance.put("note", "An invented example for tests: no number on this page was measured.");
    provenance.put("protocol", "paper");
    provenance.put("protocol choices", "importance absolute, segments 8");
    provenance.put("commit", ENVIRONMENT.commit());
  }

  /** Two rows of the mini table on a task of each group. */
  static InventedTable mini() {
    List<AskedCell> asked = new ArrayList<>();
    for (String row : List.of("linear", "e2vpt")) {
      String title = row.equals("linear") ? "Linear" : "E²VPT";
      asked.add(
          new AskedCell("mini", row, title, "Natural", ImmutableList.of("digits"), 3, "mini"));
      asked.add(
          new AskedCell(
              "mini", row, title, "Structured", ImmutableList.of("shapes-count"), 3, "mini"));
    }
    return new InventedTable(asked, List.of(42, 44, 82));
  }

  /** A table of the paper, all of it. */
  static InventedTable of(String table, int seeds) throws IOException {
    List<AskedCell> asked = new ArrayList<>();
    for (PrintedCell cell : PrintedTable.load(table).cells()) {
      asked.add(
          new AskedCell(
              table, cell.row(), cell.title(), cell.column(), cell.tasks(), seeds, "paper"));
    }
    return new InventedTable(asked, IntStream.rangeClosed(1, seeds).boxed().toList());
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

  InventedTable curves() {
    curves = true;
    return this;
  }

  /** Writes the folder's CSV files. */
  Path write(Path directory) throws IOException {
    Reference reference = Reference.load(asked.get(0).table());
    Tolerances tolerances = Tolerances.load();
    Random random = new Random(seeds.hashCode());
    List<Run> runs = new ArrayList<>();
    ImmutableList.Builder<Cell> cells = ImmutableList.builder();
    for (AskedCell cell : asked) {
      double shift = shifts.getOrDefault(cell.row(), 0.0);
      if (!Double.isNaN(shift)) {
        for (String task : cell.tasks()) {
          runs.addAll(runs(cell, task, reference, shift, random));
        }
      }
      cells.add(Aggregation.cell(cell, new Cost(40, 90_000), runs, reference, tolerances));
    }
    RunTable.write(directory.resolve("runs.csv"), runs);
    CellTable.write(directory.resolve("cells.csv"), cells.build());
    new Provenance(ImmutableMap.copyOf(provenance)).write(directory.resolve("provenance.csv"));
    if (curves) {
      for (Run run : runs) {
        writeCurve(directory.resolve("curves").resolve(run.trialId() + ".csv"), random);
      }
    }
    return directory;
  }

  private List<Run> runs(
      AskedCell cell, String task, Reference reference, double shift, Random random) {
    Summary ofTask = reference.of(cell.row(), List.of(task));
    double mean = (ofTask.n() > 0 ? ofTask : reference.of(cell.row(), cell.tasks())).mean();
    double spread = sd * Math.sqrt(cell.tasks().size());
    return seeds.stream()
        .map(seed -> run(cell, task, seed, mean + shift + spread * random.nextGaussian()))
        .toList();
  }

  private static Run run(AskedCell cell, String task, int seed, double accuracy) {
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
        seed,
        Status.OK,
        Math.max(0, Math.min(100, accuracy)),
        id,
        "sgd lr 0.5 wd 0.001; kv 5; prune-segments 4; prune-tokens 2; visual 10",
        330_000,
        280_000,
        86_100_000,
        312.5,
        410.2,
        ENVIRONMENT,
        "a1".repeat(32),
        Hashing.sha256().hashString(task, StandardCharsets.UTF_8).toString(),
        Instant.parse("2026-11-20T12:00:00Z"));
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
