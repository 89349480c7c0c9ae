package org.e2vpt.tables.ledger;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.List;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Noise;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.verdict.CellReference;
import org.e2vpt.tables.verdict.MeasuredTable;
import org.e2vpt.tables.verdict.TableColumn;
import org.e2vpt.tables.verdict.TableVerdict;
import org.e2vpt.tables.verdict.TaskRuns;
import org.e2vpt.tables.verdict.VerdictWord;

/** Judges the cells of a table together: each has its part in what is known of the noise. */
public final class TableVerdicts {

  private TableVerdicts() {}

  /**
   * The verdicts on a table's cells.
   *
   * @param table as the paper has it
   * @param asked cells of it, each once
   * @param runs final runs, of any table
   * @param reference what the cells are compared with
   */
  public static ImmutableMap<AskedCell, Judgement> of(
      PrintedTable table,
      Collection<AskedCell> asked,
      Collection<Run> runs,
      Reference reference,
      Noise noise) {
    ImmutableList<TableColumn> columns = columns(table, asked, reference, noise);
    ImmutableMap<AskedCell, CellReference> references =
        references(asked, columns, reference, noise);
    TableVerdict verdict =
        TableVerdict.of(
            new MeasuredTable(
                columns,
                measured(table, asked, runs),
                references.entrySet().stream()
                    .collect(
                        ImmutableTable.toImmutableTable(
                            cell -> cell.getKey().row(),
                            cell -> cell.getKey().column(),
                            cell -> cell.getValue())),
                noise.campaigns()));
    return asked.stream()
        .collect(
            ImmutableMap.toImmutableMap(
                cell -> cell, cell -> judgement(cell, runs, verdict, noise)));
  }

  /**
   * Of a printed table, a column's tasks are those whose mean it prints. What was recorded is
   * compared on the tasks that were asked for.
   */
  private static ImmutableList<TableColumn> columns(
      PrintedTable table, Collection<AskedCell> asked, Reference reference, Noise noise) {
    return Multimaps.index(asked, AskedCell::column).asMap().entrySet().stream()
        .map(
            column ->
                new TableColumn(
                    column.getKey(),
                    reference instanceof RecordedReference
                        ? column.getValue().stream()
                            .flatMap(cell -> cell.tasks().stream())
                            .collect(toImmutableSet())
                        : tasks(table, column.getValue()),
                    noise.margin(table.id().toString(), column.getKey()).points()))
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableSet<String> tasks(PrintedTable table, Collection<AskedCell> column) {
    return column.stream()
        .flatMap(cell -> table.cell(cell.row(), cell.column()).stream())
        .flatMap(cell -> cell.tasks().stream())
        .collect(toImmutableSet());
  }

  private static ImmutableMap<AskedCell, CellReference> references(
      Collection<AskedCell> asked, List<TableColumn> columns, Reference reference, Noise noise) {
    ImmutableMap.Builder<AskedCell, CellReference> references = ImmutableMap.builder();
    for (AskedCell cell : asked) {
      for (TableColumn column : columns) {
        if (column.name().equals(cell.column())) {
          reference
              .ofColumn(cell.row(), column.tasks(), noise.runs())
              .ifPresent(found -> references.put(cell, found));
        }
      }
    }
    return references.buildOrThrow();
  }

  private static ImmutableTable<String, String, TaskRuns> measured(
      PrintedTable table, Collection<AskedCell> asked, Collection<Run> runs) {
    ImmutableTable.Builder<String, String, TaskRuns> measured = ImmutableTable.builder();
    for (AskedCell cell : asked) {
      for (String task : cell.tasks()) {
        ImmutableList<Score> scores =
            runs.stream()
                .filter(run -> run.table().equals(table.id().toString()))
                .filter(run -> run.row().equals(cell.row()) && run.task().equals(task))
                .flatMap(run -> run.score().stream())
                .collect(ImmutableList.toImmutableList());
        if (!scores.isEmpty()) {
          measured.put(cell.row(), task, Score.runs(scores));
        }
      }
    }
    return measured.buildOrThrow();
  }

  private static Judgement judgement(
      AskedCell cell, Collection<Run> runs, TableVerdict verdict, Noise noise) {
    if (Aggregation.seedMeans(cell, runs).isEmpty()) {
      return Judgement.none(VerdictWord.NOT_RUN, VerdictWord.NOT_RUN.words());
    }
    return verdict.cells().stream()
        .filter(each -> each.row().equals(cell.row()) && each.column().equals(cell.column()))
        .findFirst()
        .map(found -> Judgement.of(found, noise.margin(cell.table(), cell.column())))
        .orElseGet(
            () ->
                Judgement.none(
                    VerdictWord.INCONCLUSIVE, "inconclusive: there is nothing to compare it with"));
  }
}
