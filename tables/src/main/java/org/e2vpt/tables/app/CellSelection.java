package org.e2vpt.tables.app;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.plan.PaperPlan;

/**
 * The cells of a page that a user asked for.
 *
 * @param printed each as its paper has it
 * @param asked each with those of its tasks that were asked for; of as many and in the same order
 */
public record CellSelection(ImmutableList<PrintedCell> printed, ImmutableList<AskedCell> asked) {

  /**
   * Those that the filters leave; there may be none. A row with nothing to run by default is run if
   * it is named, or if there are only such rows; a single cell of another row, if its group is.
   *
   * @throws IllegalArgumentException naming what none of the tables has that are asked for
   *     together, and what they have
   */
  public static CellSelection of(RunConfig config, RunPage page) {
    List<PrintedCell> known = new ArrayList<>();
    List<PaperTask> tasks = new ArrayList<>();
    List<String> titles = new ArrayList<>();
    for (RunPage each : together(config, page)) {
      titles.add(each.name(config.papers()));
      for (String table : each.tables()) {
        known.addAll(each.paper().table(table).cells());
      }
      each.paper().tasks().stream()
          .filter(task -> known.stream().anyMatch(cell -> cell.tasks().contains(task.id())))
          .filter(task -> tasks.stream().noneMatch(other -> other.id().equals(task.id())))
          .forEach(tasks::add);
    }
    String of = " of " + String.join(", ", titles);
    Map<String, String> filters = config.filters();
    List<String> rows =
        Choices.some(
            filters.get(RunConfig.ROWS),
            RunConfig.ROWS,
            of,
            known.stream().map(PrintedCell::row).distinct().toList());
    List<String> groups =
        Choices.some(
            filters.get(RunConfig.GROUPS),
            RunConfig.GROUPS,
            of,
            tasks.stream().map(task -> task.group().title()).distinct().toList());
    String asked = filters.get(RunConfig.TASKS);
    boolean all = asked == null || asked.equalsIgnoreCase(RunConfig.ALL);
    List<String> named =
        Choices.some(
            all ? null : asked, RunConfig.TASKS, of, tasks.stream().map(PaperTask::id).toList());
    List<String> left =
        tasks.stream()
            .filter(task -> groups.contains(task.group().title()))
            .map(PaperTask::id)
            .filter(named::contains)
            .toList();
    PaperPlan plan = config.plan(page.paper());
    Set<String> onlyIfAsked = new HashSet<>(rows);
    known.stream()
        .filter(cell -> !cell.byDefault().isEmpty())
        .forEach(cell -> onlyIfAsked.remove(cell.row()));
    boolean rowsAsked = filters.containsKey(RunConfig.ROWS) || onlyIfAsked.containsAll(rows);
    boolean groupsAsked = filters.containsKey(RunConfig.GROUPS);
    Predicate<PrintedCell> inFull =
        cell ->
            asked != null
                || (onlyIfAsked.contains(cell.row())
                    ? rowsAsked
                    : groupsAsked && cell.byDefault().isEmpty());
    ImmutableList.Builder<PrintedCell> printed = ImmutableList.builder();
    ImmutableList.Builder<AskedCell> cells = ImmutableList.builder();
    for (PrintedTable table : tables(page.paper(), page.tables())) {
      for (PrintedCell cell : table.cells()) {
        ImmutableList<String> ofCell =
            (inFull.test(cell) ? cell.tasks() : cell.byDefault())
                .stream().filter(left::contains).collect(ImmutableList.toImmutableList());
        if (rows.contains(cell.row()) && !ofCell.isEmpty()) {
          printed.add(cell);
          cells.add(
              new AskedCell(
                  table.id().toString(),
                  table.title(),
                  cell.row(),
                  cell.title(),
                  cell.column(),
                  ofCell,
                  plan.seeds(cell.of()).size(),
                  plan.budget().word()));
        }
      }
    }
    return new CellSelection(printed.build(), cells.build());
  }

  /** The pages that are asked for with this one, itself among them. */
  private static List<RunPage> together(RunConfig config, RunPage page) {
    ImmutableList<RunPage> pages = config.pages();
    return pages.stream().anyMatch(each -> each.id().equals(page.id())) ? pages : List.of(page);
  }

  private static List<PrintedTable> tables(Paper paper, List<String> tables) {
    return tables.stream().map(paper::table).toList();
  }

  /** Whether the filters leave nothing. */
  public boolean isEmpty() {
    return asked.isEmpty();
  }

  /** Each cell as its paper has it, with what of it is asked for. */
  public Stream<Map.Entry<PrintedCell, AskedCell>> pairs() {
    return Stream.iterate(0, i -> i < asked.size(), i -> i + 1)
        .map(i -> Map.entry(printed.get(i), asked.get(i)));
  }

  /** What to say of a page of which the filters leave nothing. */
  public static String noneOf(RunConfig config, RunPage page) {
    return "no cell of %s is left by %s".formatted(page.name(config.papers()), config.filters());
  }

  /** The id of a cell's table. */
  static TableId table(AskedCell cell) {
    return TableId.parse(cell.table());
  }
}
