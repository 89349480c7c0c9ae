package org.e2vpt.tables.verdict.cases;

import com.google.common.collect.HashBasedTable;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import com.google.common.collect.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.CampaignNoise.Estimated;
import org.e2vpt.tables.verdict.CellReference;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.MeasuredTable;
import org.e2vpt.tables.verdict.PrintedRepeat;
import org.e2vpt.tables.verdict.SeedRun;
import org.e2vpt.tables.verdict.TableColumn;
import org.e2vpt.tables.verdict.TaskRuns;
import org.e2vpt.tables.verdict.cases.VerdictCase.PrintedWins;

/** The lines of one case, collected file by file; refuses what does not fit to the lines before. */
final class CaseInputs {

  private final String name;
  private final CampaignNoise noise;
  private final double margin;
  private final SetMultimap<String, String> tasks = LinkedHashMultimap.create();
  private final Map<String, String> columnOf = new LinkedHashMap<>();
  private final Table<String, String, List<SeedRun>> runs = HashBasedTable.create();
  private final Table<String, String, List<SeedRun>> recorded = HashBasedTable.create();
  private final Table<String, String, PrintedMean> columnPrints = HashBasedTable.create();
  private final Table<String, String, PrintedMean> taskPrints = HashBasedTable.create();
  private final Set<List<String>> references = new LinkedHashSet<>();
  private final Set<String> rows = new LinkedHashSet<>();
  private final List<PrintedRepeat> repeats = new ArrayList<>();
  private final Map<String, GainClaim> claims = new LinkedHashMap<>();
  private final Map<List<String>, PrintedWins> wins = new LinkedHashMap<>();

  CaseInputs(String name, CampaignNoise noise, double margin) {
    this.name = name;
    this.noise = noise;
    this.margin = margin;
  }

  void addTask(String column, String task) {
    String other = columnOf.putIfAbsent(task, column);
    if (other != null) {
      throw new IllegalArgumentException(
          "task '%s' of case '%s' is already in column '%s'; give each task one line"
              .formatted(task, name, other));
    }
    tasks.put(column, task);
  }

  void addRun(String row, String column, String task, SeedRun run) {
    requireTask(column, task);
    rows.add(row);
    addRun(runs, row, task, run);
  }

  void addRecorded(String row, String column, String task, SeedRun run) {
    requireTask(column, task);
    if (columnPrints.contains(row, column)
        || tasks.get(column).stream().anyMatch(other -> taskPrints.contains(row, other))) {
      throw new IllegalArgumentException(
          "row '%s', column '%s' of case '%s' has a print in prints.csv; keep one of the two"
              .formatted(row, column, name));
    }
    references.add(List.of(row, column));
    rows.add(row);
    addRun(recorded, row, task, run);
  }

  private void addRun(
      Table<String, String, List<SeedRun>> all, String row, String task, SeedRun run) {
    List<SeedRun> ofTask = all.row(row).computeIfAbsent(task, any -> new ArrayList<>());
    for (SeedRun other : ofTask) {
      if (other.campaign() == run.campaign() && other.seed() == run.seed()) {
        throw new IllegalArgumentException(
            "row '%s', task '%s' of case '%s' has campaign %s, seed %s already; keep one of the two"
                .formatted(row, task, name, run.campaign(), run.seed()));
      }
    }
    ofTask.add(run);
  }

  void addPrint(String row, String column, String task, PrintedMean print) {
    requireColumn(column);
    if (!task.isEmpty()) {
      requireTask(column, task);
    }
    references.add(List.of(row, column));
    rows.add(row);
    PrintedMean other =
        task.isEmpty() ? columnPrints.put(row, column, print) : taskPrints.put(row, task, print);
    if (other != null) {
      throw new IllegalArgumentException(
          "row '%s', %s of case '%s' is printed already; keep one of the two"
              .formatted(
                  row, task.isEmpty() ? "column '" + column + "'" : "task '" + task + "'", name));
    }
  }

  void addRepeat(PrintedRepeat repeat) {
    repeats.add(repeat);
  }

  void addClaim(GainClaim claim) {
    claim.columns().forEach(this::requireColumn);
    requireRow(claim.rowA());
    requireRow(claim.rowB());
    if (claims.putIfAbsent(claim.name(), claim) != null) {
      throw new IllegalArgumentException(
          "case '%s' has a claim '%s' already; give it another name".formatted(name, claim.name()));
    }
  }

  void addWins(PrintedWins printed) {
    requireRow(printed.rowA());
    requireRow(printed.rowB());
    int most = columnOf.size();
    if (printed.rowA().equals(printed.rowB())
        || printed.wins().stream().anyMatch(count -> count < 0 || count > most)) {
      throw new IllegalArgumentException(
          "wins are of one row over another, on 0 to %s tasks of case '%s'; got '%s', '%s' and %s"
              .formatted(most, name, printed.rowA(), printed.rowB(), printed.wins().orElse(0)));
    }
    if (wins.putIfAbsent(List.of(printed.rowA(), printed.rowB()), printed) != null) {
      throw new IllegalArgumentException(
          "case '%s' counts the wins of '%s' over '%s' already; keep one of the two"
              .formatted(name, printed.rowA(), printed.rowB()));
    }
  }

  private void requireColumn(String column) {
    if (!tasks.containsKey(column)) {
      throw new IllegalArgumentException(
          "case '%s' has no column '%s'; add its tasks to tasks.csv".formatted(name, column));
    }
  }

  private void requireTask(String column, String task) {
    requireColumn(column);
    if (!tasks.containsEntry(column, task)) {
      throw new IllegalArgumentException(
          "column '%s' of case '%s' has no task '%s'; add it to tasks.csv"
              .formatted(column, name, task));
    }
  }

  private void requireRow(String row) {
    if (!rows.contains(row)) {
      throw new IllegalArgumentException(
          "case '%s' has no row '%s'; add its runs to runs.csv".formatted(name, row));
    }
  }

  VerdictCase build() {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException(
          "tasks.csv has no task of case '%s'; add its columns and tasks".formatted(name));
    }
    return new VerdictCase(
        name,
        new MeasuredTable(
            tasks.asMap().entrySet().stream()
                .map(e -> new TableColumn(e.getKey(), ImmutableSet.copyOf(e.getValue()), margin))
                .collect(ImmutableList.toImmutableList()),
            taskRuns(),
            cellReferences(),
            noise instanceof Estimated prior
                ? new Estimated(prior.tau0(), prior.freedom(), ImmutableList.copyOf(repeats))
                : noise),
        ImmutableList.copyOf(claims.values()),
        ImmutableList.copyOf(wins.values()));
  }

  private ImmutableTable<String, String, TaskRuns> taskRuns() {
    ImmutableTable.Builder<String, String, TaskRuns> all = ImmutableTable.builder();
    for (String row : rows) {
      for (String task : columnOf.keySet()) {
        List<SeedRun> ofTask = runs.get(row, task);
        if (ofTask != null) {
          all.put(row, task, TaskRuns.of(ofTask));
        }
      }
    }
    return all.build();
  }

  private ImmutableTable<String, String, CellReference> cellReferences() {
    ImmutableTable.Builder<String, String, CellReference> all = ImmutableTable.builder();
    for (List<String> reference : references) {
      String row = reference.get(0);
      String column = reference.get(1);
      ImmutableMap.Builder<String, TaskRuns> recordedTasks = ImmutableMap.builder();
      ImmutableMap.Builder<String, PrintedMean> printedTasks = ImmutableMap.builder();
      for (String task : tasks.get(column)) {
        if (recorded.contains(row, task)) {
          recordedTasks.put(task, TaskRuns.of(Objects.requireNonNull(recorded.get(row, task))));
        }
        if (taskPrints.contains(row, task)) {
          printedTasks.put(task, Objects.requireNonNull(taskPrints.get(row, task)));
        }
      }
      ImmutableMap<String, TaskRuns> records = recordedTasks.buildOrThrow();
      all.put(
          row,
          column,
          records.isEmpty()
              ? new Print(
                  Optional.ofNullable(columnPrints.get(row, column)), printedTasks.buildOrThrow())
              : new Recorded(records));
    }
    return all.build();
  }
}
