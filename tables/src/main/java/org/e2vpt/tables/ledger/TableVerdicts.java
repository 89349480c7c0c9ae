package org.e2vpt.tables.ledger;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.Multimaps;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

/**
 * The cells of a table, judged together: each has its part in what is known of the noise. A cell
 * that two rows print for the same trials counts once.
 *
 * @param verdict on the table, without the rows whose trials are another row's
 * @param cells what it says of each
 * @param twins rows whose trials are those of a row above, by their ids
 */
public record TableVerdicts(
    TableVerdict verdict,
    ImmutableMap<AskedCell, Judgement> cells,
    ImmutableMap<String, String> twins) {

  private static final CellReference NO_REFERENCE = new CellReference.Recorded(ImmutableMap.of());

  /** The row whose trials a row has: another's, or most often its own. */
  public String first(String row) {
    return twins.getOrDefault(row, row);
  }

  /** What is said of one of the cells. */
  public Judgement cell(AskedCell asked) {
    return Objects.requireNonNull(cells.get(asked), asked::name);
  }

  /**
   * Judges a table's cells.
   *
   * @param table as the paper has it
   * @param asked cells of it, each once
   * @param runs final runs, of any table
   * @param reference what the cells are compared with
   */
  public static TableVerdicts of(
      PrintedTable table,
      Collection<AskedCell> asked,
      Collection<Run> runs,
      Reference reference,
      Noise noise) {
    ImmutableList<TableColumn> columns = columns(table, asked, reference, noise);
    ImmutableMap<AskedCell, CellReference> references =
        references(asked, columns, reference, noise);
    Map<AskedCell, AskedCell> firsts = firsts(asked, runs, references);
    Set<AskedCell> once = new LinkedHashSet<>(firsts.values());
    TableVerdict verdict =
        TableVerdict.of(
            new MeasuredTable(
                columns,
                measured(table, once, runs, noise),
                references.entrySet().stream()
                    .filter(cell -> once.contains(cell.getKey()))
                    .collect(
                        ImmutableTable.toImmutableTable(
                            cell -> cell.getKey().row(),
                            cell -> cell.getKey().column(),
                            cell -> cell.getValue())),
                noise.campaigns()));
    ImmutableMap.Builder<AskedCell, Judgement> cells = ImmutableMap.builder();
    Map<String, String> twins = new LinkedHashMap<>();
    firsts.forEach(
        (cell, first) -> {
          cells.put(cell, judgement(first, runs, verdict, noise));
          if (!first.equals(cell)) {
            twins.put(cell.row(), first.row());
          }
        });
    return new TableVerdicts(verdict, cells.buildOrThrow(), ImmutableMap.copyOf(twins));
  }

  /** Of each cell, the first with the same column, trials and reference; most often itself. */
  private static Map<AskedCell, AskedCell> firsts(
      Collection<AskedCell> asked, Collection<Run> runs, Map<AskedCell, CellReference> references) {
    Map<List<Object>, AskedCell> known = new HashMap<>();
    Map<AskedCell, AskedCell> firsts = new LinkedHashMap<>();
    for (AskedCell cell : asked) {
      CellReference reference = references.getOrDefault(cell, NO_REFERENCE);
      ImmutableSet<String> trials =
          Aggregation.runsOf(cell, runs).stream().map(Run::trialId).collect(toImmutableSet());
      AskedCell first =
          trials.isEmpty()
              ? null
              : known.putIfAbsent(List.of(cell.column(), trials, reference), cell);
      firsts.put(cell, first == null ? cell : first);
    }
    return firsts;
  }

  /**
   * Of a printed table, a column's tasks are those whose mean it prints. What was recorded is
   * compared on the tasks that were asked for.
   */
  static ImmutableList<TableColumn> columns(
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

  static ImmutableMap<AskedCell, CellReference> references(
      Collection<AskedCell> asked, List<TableColumn> columns, Reference reference, Noise noise) {
    ImmutableMap.Builder<AskedCell, CellReference> references = ImmutableMap.builder();
    for (AskedCell cell : asked) {
      if (cell.isRehearsal()) {
        continue;
      }
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
      PrintedTable table, Collection<AskedCell> asked, Collection<Run> runs, Noise noise) {
    ImmutableTable.Builder<String, String, TaskRuns> measured = ImmutableTable.builder();
    for (AskedCell cell : asked) {
      for (String task : cell.tasks()) {
        ImmutableList<Run> ofTask =
            runs.stream()
                .filter(run -> run.table().equals(table.id().toString()))
                .filter(run -> run.row().equals(cell.row()) && run.task().equals(task))
                .filter(Run::ok)
                .collect(ImmutableList.toImmutableList());
        if (!ofTask.isEmpty()) {
          ImmutableList<Score> scores =
              ofTask.stream()
                  .flatMap(run -> run.score().stream())
                  .collect(ImmutableList.toImmutableList());
          measured.put(cell.row(), task, Score.runs(scores).with(noise.extras(ofTask)));
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
        .filter(found -> found.comparison().isPresent())
        .findFirst()
        .map(found -> Judgement.of(found, noise.margin(cell.table(), cell.column())))
        .orElseGet(
            () ->
                Judgement.none(
                    VerdictWord.INCONCLUSIVE, "inconclusive: there is nothing to compare it with"));
  }
}
