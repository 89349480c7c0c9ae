package org.e2vpt.tables.ledger;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMultiset;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.PruneSpace;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.verdict.CellKind;
import org.e2vpt.tables.verdict.CellPower;
import org.e2vpt.tables.verdict.CellReference;
import org.e2vpt.tables.verdict.MeasuredTable;
import org.e2vpt.tables.verdict.Replication;
import org.e2vpt.tables.verdict.SeedRun;
import org.e2vpt.tables.verdict.TableColumn;
import org.e2vpt.tables.verdict.TableVerdict;
import org.e2vpt.tables.verdict.TaskRuns;

/** What the verdicts of a run will be able to tell, said before anything is run. */
public final class PlannedVerdicts {

  /** A true cell that is called reproduced less often cannot be decided. */
  private static final double HARDLY_EVER = 0.2;

  /** With how many campaigns of each task it is compared. */
  private static final int REPEATS = 3;

  private static final String TITLE = "cells";

  private static final ImmutableList<String> LEGEND =
      ImmutableList.of(
          "found from: the smallest true difference that is called not reproduced in 4 of 5"
              + " campaigns; alone: without the correction",
          "reproduced: how often a true cell is called so; docs/verdicts.md explains how it is computed");

  private PlannedVerdicts() {}

  /**
   * For people, table by table.
   *
   * @param asked cells of the paper's tables
   * @param plans one for each row, task and campaign
   */
  public static ImmutableList<String> lines(
      Paper paper, Collection<AskedCell> asked, List<RowPlan> plans) {
    if (paper.info().recorded()) {
      return ImmutableList.of("verdicts: whether runs are the recorded ones; no print is tested");
    }
    if (asked.stream().allMatch(AskedCell::isRehearsal)) {
      return ImmutableList.of("verdicts: none that count, as a rehearsal is not what was printed");
    }
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    Multimaps.index(asked, AskedCell::table)
        .asMap()
        .forEach(
            (id, cells) -> {
              MeasuredTable planned = planned(paper, id, cells, plans);
              double tau = paper.noise().campaigns().tau0();
              ImmutableList<CellPower> power = CellPower.of(planned, tau);
              lines.addAll(
                  power.isEmpty()
                      ? List.of(
                          "verdicts: none, as nothing is printed that it could be compared with")
                      : lines(power, planned, tau, repeatOptions(cells)));
            });
    return lines.build();
  }

  /**
   * H of each table, by its id: how many cells Holm's correction will count, if all is run.
   *
   * @param asked cells of the paper's tables
   * @param plans one for each row, task and campaign
   */
  public static ImmutableMap<String, Integer> families(
      Paper paper, Collection<AskedCell> asked, List<RowPlan> plans) {
    ImmutableMap.Builder<String, Integer> families = ImmutableMap.builder();
    Multimaps.index(asked, AskedCell::table)
        .asMap()
        .forEach(
            (id, cells) ->
                families.put(id, TableVerdict.of(planned(paper, id, cells, plans)).family()));
    return families.buildOrThrow();
  }

  /**
   * A table before anything is run: of its accuracies, which are 0, there are as many as are
   * planned.
   */
  private static MeasuredTable planned(
      Paper paper, String id, Collection<AskedCell> asked, List<RowPlan> plans) {
    PrintedTable table = paper.table(TableId.parse(id).table());
    Reference reference = paper.reference(table.id().table());
    ListMultimap<List<String>, RowPlan> ofTable =
        Multimaps.index(
            plans.stream()
                .filter(plan -> plan.row().table().equals(id))
                .collect(ImmutableSet.toImmutableSet()),
            plan -> List.of(plan.row().id(), plan.task()));
    ImmutableList<TableColumn> columns =
        TableVerdicts.columns(table, asked, reference, paper.noise());
    ImmutableMap<AskedCell, CellReference> references =
        TableVerdicts.references(asked, columns, reference, paper.noise());
    ImmutableTable.Builder<String, String, TaskRuns> runs = ImmutableTable.builder();
    ImmutableTable.Builder<String, String, CellReference> compared = ImmutableTable.builder();
    Set<List<Object>> seen = new HashSet<>();
    for (AskedCell cell : asked) {
      ImmutableListMultimap.Builder<String, RowPlan> ofTasks = ImmutableListMultimap.builder();
      for (String task : cell.tasks()) {
        ofTasks.putAll(task, ofTable.get(List.of(cell.row(), task)));
      }
      Optional<CellReference> print = Optional.ofNullable(references.get(cell));
      if (seen.add(List.of(cell.column(), print, trials(ofTasks.build().values())))) {
        ofTasks
            .build()
            .asMap()
            .forEach((task, campaigns) -> runs.put(cell.row(), task, planned(campaigns)));
        print.ifPresent(found -> compared.put(cell.row(), cell.column(), found));
      }
    }
    return new MeasuredTable(columns, runs.build(), compared.build(), paper.noise().campaigns());
  }

  /** What tells the trials of plans from those of others: a cell that is shown twice is one. */
  private static ImmutableSet<List<Object>> trials(Collection<RowPlan> plans) {
    return plans.stream()
        .map(
            plan ->
                List.<Object>of(
                    plan.progress(trial -> Optional.empty()).next(),
                    plan.row().pruning(),
                    plan.row().pruning().equals(PruneSpace.NONE) ? "" : plan.row().protocol(),
                    plan.seeds()))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static TaskRuns planned(Collection<RowPlan> campaigns) {
    ImmutableList.Builder<SeedRun> runs = ImmutableList.builder();
    int campaign = 0;
    for (RowPlan plan : campaigns) {
      campaign++;
      for (int seed : plan.seeds()) {
        runs.add(SeedRun.of(campaign, seed, 0));
      }
    }
    return TaskRuns.of(runs.build());
  }

  /** Only a search can be repeated. */
  private static String repeatOptions(Collection<AskedCell> cells) {
    boolean searched = cells.stream().allMatch(cell -> cell.budget().equals(Budget.PAPER.word()));
    return (searched ? "" : "-Dbudget=paper ") + "-Drepeats=" + REPEATS;
  }

  private static List<String> lines(
      ImmutableList<CellPower> power, MeasuredTable planned, double tau, String repeatOptions) {
    List<String> labels = power.stream().map(PlannedVerdicts::label).toList();
    int width = labels.stream().mapToInt(String::length).max().orElseThrow();
    String format = "%-" + Math.max(width, TITLE.length()) + "s %8s %16s %8s %12s %8s %12s";
    List<String> lines = new ArrayList<>();
    lines.add(
        "verdicts, %s, if seeds vary by %s and campaigns by %s points:"
            .formatted(
                correction(TableVerdict.of(planned).family()),
                Decimals.fixed(CellPower.SEED_SD, 2),
                Decimals.fixed(tau, 2)));
    lines.add(
        format.formatted(
            TITLE, "margin", "standard error", "freedom", "found from", "alone", "reproduced"));
    for (int i = 0; i < power.size(); i++) {
      CellPower cells = power.get(i);
      lines.add(
          format.formatted(
              labels.get(i),
              Decimals.fixed(cells.margin(), 2),
              Decimals.fixed(cells.error().standardError(), 2),
              Decimals.fixed(cells.error().degreesOfFreedom(), 1),
              Decimals.fixed(cells.found(), 1),
              Decimals.fixed(cells.foundUnadjusted(), 1),
              percent(cells.reproduced())));
    }
    lines.addAll(LEGEND);
    undecided(power, planned, tau, repeatOptions).ifPresent(lines::add);
    return lines;
  }

  private static String correction(int family) {
    return family == 0
        ? "not corrected, as some tasks stand for each cell"
        : "with Holm's correction for " + Amounts.count(family, "cell");
  }

  /** Such as {@code Natural (7 tasks, 3 seeds; 2 tasks in 3 campaigns)}. */
  private static String label(CellPower cells) {
    List<Integer> seeds =
        cells.tasks().stream().map(Replication::seeds).distinct().sorted().toList();
    int tasks = cells.tasks().size();
    List<String> words = new ArrayList<>();
    words.add((cells.kind() == CellKind.PARTIAL ? "only " : "") + Amounts.count(tasks, "task"));
    words.add(
        seeds.stream().map(String::valueOf).collect(Collectors.joining(" or "))
            + (seeds.equals(List.of(1)) ? " seed" : " seeds"));
    ImmutableSortedMultiset<Integer> campaigns =
        cells.tasks().stream()
            .map(Replication::campaigns)
            .filter(count -> count > 1)
            .collect(ImmutableSortedMultiset.toImmutableSortedMultiset(Comparator.naturalOrder()));
    campaigns
        .entrySet()
        .forEach(
            entry ->
                words.add(
                    String.format(Locale.ROOT, "%d campaigns", entry.getElement())
                        + (entry.getCount() == tasks
                            ? ""
                            : String.format(Locale.ROOT, " of %d", entry.getCount()))));
    return "%s (%s)".formatted(cells.column(), String.join(", ", words));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** Which true cells would seldom be called reproduced, and how often with repeats. */
  private static Optional<String> undecided(
      ImmutableList<CellPower> power, MeasuredTable planned, double tau, String options) {
    List<CellPower> hardlyEver =
        power.stream().filter(cells -> cells.reproduced() < HARDLY_EVER).toList();
    ImmutableSet<String> columns =
        hardlyEver.stream().map(CellPower::column).collect(ImmutableSet.toImmutableSet());
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    boolean repeats =
        hardlyEver.stream()
            .flatMap(cells -> cells.tasks().stream())
            .anyMatch(task -> task.campaigns() > 1);
    String undecided =
        "true cells of %s %s will seldom be called reproduced"
            .formatted(
                String.join(", ", columns), repeats ? "with these repeats" : "without repeats");
    MeasuredTable repeated = repeated(planned);
    if (repeated.equals(planned)) {
      return Optional.of(undecided);
    }
    ImmutableList<CellPower> after =
        CellPower.of(repeated, tau).stream()
            .filter(cells -> columns.contains(cells.column()))
            .collect(ImmutableList.toImmutableList());
    String campaigns = String.format(Locale.ROOT, "%d campaigns of each task", REPEATS);
    return Optional.of(
        after.stream().allMatch(cells -> cells.reproduced() < HARDLY_EVER)
            ? "%s, not even with %s".formatted(undecided, campaigns)
            : "%s; with %s (%s), %s would be"
                .formatted(
                    undecided,
                    campaigns,
                    options,
                    after.stream()
                        .map(
                            cells ->
                                "%s of %s".formatted(percent(cells.reproduced()), cells.column()))
                        .collect(Collectors.joining(", "))));
  }

  /** With three campaigns of each task at least. */
  private static MeasuredTable repeated(MeasuredTable planned) {
    ImmutableTable.Builder<String, String, TaskRuns> runs = ImmutableTable.builder();
    planned
        .runs()
        .rowMap()
        .forEach(
            (row, tasks) -> tasks.forEach((task, ofTask) -> runs.put(row, task, repeated(ofTask))));
    return new MeasuredTable(
        planned.columns(), runs.build(), planned.references(), planned.noise());
  }

  private static TaskRuns repeated(TaskRuns task) {
    List<SeedRun> runs = new ArrayList<>(task.runs());
    int campaigns = task.runs().stream().mapToInt(SeedRun::campaign).max().orElseThrow();
    for (SeedRun run : task.runs()) {
      for (int other = campaigns + 1; run.campaign() == 1 && other <= REPEATS; other++) {
        runs.add(SeedRun.of(other, run.seed(), run.accuracy()));
      }
    }
    return TaskRuns.of(runs);
  }
}
