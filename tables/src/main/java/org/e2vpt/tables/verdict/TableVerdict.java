package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Sets;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.e2vpt.tables.verdict.CellReference.Recorded;
import org.e2vpt.tables.verdict.ErrorModel.Term;
import org.e2vpt.tables.verdict.TaskEstimate.Place;

/**
 * Everything that a table's runs say about its cells, its rows and claims.
 *
 * @param columns pooled variances by column
 * @param tasks by row and task
 * @param cells one for each reference, in their order
 */
public record TableVerdict(
    MeasuredTable measured,
    ImmutableMap<String, PooledVariance> columns,
    VarianceShrinkage shrinkage,
    CampaignVariance campaigns,
    ImmutableTable<String, String, TaskEstimate> tasks,
    ImmutableList<CellVerdict> cells) {

  /** Judges a table. */
  public static TableVerdict of(MeasuredTable table) {
    ImmutableTable<String, String, CampaignMeans> means = means(table.runs());
    ImmutableListMultimap.Builder<String, CampaignMeans> byColumn = ImmutableListMultimap.builder();
    for (TableColumn column : table.columns()) {
      for (String task : column.tasks()) {
        byColumn.putAll(column.name(), means.column(task).values());
      }
    }
    ImmutableListMultimap<String, CampaignMeans> pooled = byColumn.build();
    ImmutableMap<String, PooledVariance> columns =
        table.columns().stream()
            .map(column -> PooledVariance.of(column.name(), pooled.get(column.name())))
            .collect(ImmutableMap.toImmutableMap(PooledVariance::column, column -> column));
    VarianceShrinkage shrinkage = VarianceShrinkage.of(pooled);
    ImmutableTable<String, String, TaskEstimate> tasks =
        estimates(table, means, columns, shrinkage);
    CampaignVariance campaigns = CampaignVariance.of(table.noise(), columns, tasks.values());
    return new TableVerdict(
        table, columns, shrinkage, campaigns, tasks, judge(table, tasks, shrinkage, campaigns));
  }

  private static ImmutableTable<String, String, CampaignMeans> means(
      ImmutableTable<String, String, TaskRuns> runs) {
    ImmutableTable.Builder<String, String, CampaignMeans> means = ImmutableTable.builder();
    runs.rowMap()
        .forEach(
            (row, tasks) ->
                tasks.forEach((task, ofTask) -> means.put(row, task, CampaignMeans.of(ofTask))));
    return means.build();
  }

  private static ImmutableTable<String, String, TaskEstimate> estimates(
      MeasuredTable table,
      ImmutableTable<String, String, CampaignMeans> means,
      ImmutableMap<String, PooledVariance> columns,
      VarianceShrinkage shrinkage) {
    ImmutableTable.Builder<String, String, TaskEstimate> tasks = ImmutableTable.builder();
    for (TableColumn column : table.columns()) {
      PooledVariance pooled = Objects.requireNonNull(columns.get(column.name()));
      for (String task : column.tasks()) {
        means
            .column(task)
            .forEach(
                (row, mean) ->
                    tasks.put(
                        row,
                        task,
                        shrinkage.shrink(
                            new Place(row, column.name(), task),
                            Objects.requireNonNull(table.runs().get(row, task)),
                            mean,
                            pooled)));
      }
    }
    return tasks.build();
  }

  private static ImmutableList<CellVerdict> judge(
      MeasuredTable table,
      ImmutableTable<String, String, TaskEstimate> tasks,
      VarianceShrinkage shrinkage,
      CampaignVariance campaigns) {
    List<ComparedCell> cells = new ArrayList<>();
    table
        .references()
        .rowMap()
        .forEach(
            (row, columns) ->
                columns.forEach(
                    (column, reference) ->
                        cells.add(
                            ComparedCell.of(
                                row,
                                table.column(column),
                                reference,
                                tasks.row(row),
                                shrinkage,
                                campaigns))));
    ImmutableDoubleArray.Builder p = ImmutableDoubleArray.builder();
    cells.forEach(cell -> cell.inFamily().ifPresent(c -> p.add(c.difference().twoSidedP())));
    ImmutableDoubleArray holm = Holm.adjust(p.build());
    ImmutableList.Builder<CellVerdict> verdicts = ImmutableList.builder();
    int next = 0;
    for (ComparedCell cell : cells) {
      double adjusted = cell.inFamily().isPresent() ? holm.get(next++) : Double.NaN;
      verdicts.add(cell.verdict(adjusted, holm.length()));
    }
    return verdicts.build();
  }

  /** A cell before its word, which depends on the others. */
  private record ComparedCell(
      String row,
      String column,
      CellReference reference,
      ImmutableSet<String> missing,
      Optional<CellComparison> comparison) {

    static ComparedCell of(
        String row,
        TableColumn column,
        CellReference reference,
        Map<String, TaskEstimate> tasks,
        VarianceShrinkage shrinkage,
        CampaignVariance campaigns) {
      ImmutableMap<String, TaskEstimate> run =
          column.tasks().stream()
              .map(tasks::get)
              .filter(Objects::nonNull)
              .collect(ImmutableMap.toImmutableMap(task -> task.place().task(), task -> task));
      return new ComparedCell(
          row,
          column.name(),
          reference,
          Sets.difference(column.tasks(), run.keySet()).immutableCopy(),
          CellComparison.of(column, reference, run, shrinkage, campaigns));
    }

    Optional<CellComparison> inFamily() {
      return comparison.filter(cell -> cell.kind().inFamily());
    }

    CellVerdict verdict(double holmP, int family) {
      CellKind notRun = reference instanceof Recorded ? CellKind.RECORDING : CellKind.CELL;
      return comparison
          .map(cell -> CellVerdict.of(row, column, missing, cell, holmP, family))
          .orElseGet(() -> CellVerdict.notRun(row, column, notRun, missing, family));
    }
  }

  ErrorModel errorModel(ImmutableList<Term> terms, double rounding) {
    return new ErrorModel(terms, rounding, shrinkage, campaigns);
  }

  /**
   * H, the cells with a print or a recording and a run on each task: Holm's correction counts them.
   */
  public int family() {
    return (int) compared().filter(cell -> cell.kind().inFamily()).count();
  }

  /** What the table's own repeats say of τ; empty if nothing was repeated. */
  public Optional<OwnRepeats> ownRepeats() {
    return OwnRepeats.of(tasks.values());
  }

  /** Of all cells with a print of their column; empty if there is none. */
  public Optional<Omnibus> omnibus() {
    ImmutableList<EstimatedDifference> differences =
        printed(cells.stream())
            .map(CellComparison::difference)
            .collect(ImmutableList.toImmutableList());
    return differences.isEmpty() ? Optional.empty() : Optional.of(Omnibus.of(differences));
  }

  /** Of each row with two cells or more that have a print of their column. */
  public ImmutableList<RowEffect> rowEffects() {
    ImmutableList.Builder<RowEffect> effects = ImmutableList.builder();
    for (String row : measured.references().rowKeySet()) {
      List<CellComparison> cellsOfRow =
          printed(cells.stream().filter(cell -> cell.row().equals(row))).toList();
      if (cellsOfRow.size() > 1) {
        effects.add(RowEffect.of(row, cellsOfRow));
      }
    }
    return effects.build();
  }

  /**
   * κ, over the cells with a print of their column that have one campaign and the same seeds, two
   * or more, on all tasks. Above 1.5, a seed moves several tasks together, and standard errors are
   * too small.
   */
  public OptionalDouble seedCorrelation() {
    return SeedCorrelation.of(printed(cells.stream()).filter(CellComparison::balanced).toList());
  }

  /** Runs far below the median of their task. */
  public ImmutableList<OutlyingSeed> outlyingSeeds() {
    return tasks.values().stream()
        .flatMap(OutlyingSeed::of)
        .collect(ImmutableList.toImmutableList());
  }

  /** Judges claims, which Holm's correction counts together. */
  public ImmutableList<GainVerdict> gains(List<GainClaim> claims) {
    return GainVerdict.of(claims, this);
  }

  /** Tasks that row A wins over row B; empty if a task has no run of either. */
  public Optional<WinCount> wins(String rowA, String rowB) {
    return WinCount.of(rowA, rowB, this);
  }

  private Stream<CellComparison> compared() {
    return cells.stream().flatMap(cell -> cell.comparison().stream());
  }

  private static Stream<CellComparison> printed(Stream<CellVerdict> cells) {
    return cells
        .flatMap(cell -> cell.comparison().stream())
        .filter(cell -> cell.kind() == CellKind.CELL);
  }
}
