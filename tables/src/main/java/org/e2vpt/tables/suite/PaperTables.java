package org.e2vpt.tables.suite;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.worker.TrialRunnerFactory;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.PaperRow;
import org.e2vpt.tables.plan.RowPlan;

/** Runs of the paper's tables. */
public final class PaperTables {

  private PaperTables() {}

  /**
   * A table, as far as this machine can run it, or a journal has it.
   *
   * @throws IllegalArgumentException if the filters leave nothing of it
   * @throws IllegalStateException if something is required that is missing
   */
  public static TableRun of(String table, Properties properties) throws IOException {
    return of(table, PaperSettings.of(properties), Readiness.here());
  }

  static TableRun of(String table, PaperSettings settings, Readiness here) throws IOException {
    ImmutableList<AskedCell> cells = PaperCells.of(table, settings).asked();
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(PaperCells.noneOf(table, settings));
    }
    if (settings.recorded().isPresent()) {
      Lab.Recorded recorded = Lab.Recorded.read(settings.recorded().get());
      ImmutableList<RowPlan> plans =
          plans(settings.plan(), cells, PaperWorld.of(recorded.results()));
      return new TableRun(table, settings, cells, plans, ImmutableMap.of(), recorded);
    }
    // what cannot be run here is refused too, if no machine could run it
    var unused = plans(settings.plan(), cells, PaperWorld.withoutFiles());
    boolean elsewhere = TrialRunnerFactory.isClusterAsked(); // its devices are not this machine's
    Optional<String> noDevice = elsewhere ? Optional.empty() : here.lacksDevice(settings.gpu());
    here.require(settings.data(), backbones(cells), tasks(cells));
    ImmutableMap.Builder<AskedCell, String> withheld = ImmutableMap.builder();
    List<AskedCell> ready = new ArrayList<>();
    for (AskedCell cell : cells) {
      noDevice
          .or(() -> here.lacksFiles(backbones(List.of(cell)), cell.tasks()))
          .ifPresentOrElse(reason -> withheld.put(cell, reason), () -> ready.add(cell));
    }
    return new TableRun(
        table,
        settings,
        cells,
        plans(settings.plan(), ready, PaperWorld.ofFiles()),
        withheld.buildOrThrow(),
        ready.isEmpty()
            ? Lab.NONE
            : Lab.paper(
                elsewhere
                    ? Device.processors(settings.workers())
                    : here.devices(settings.gpu(), settings.workers()),
                elsewhere
                    ? plans -> Machinery.announceElsewhere(table, plans)
                    : plans -> Machinery.announce(table, here.gpus(), settings.gpu(), plans)));
  }

  /**
   * All that a user's settings ask for of a table, whatever this machine lacks; only to count. It
   * is empty if the filters leave nothing.
   */
  public static ImmutableList<RowPlan> planned(String table, PaperSettings settings)
      throws IOException {
    PaperCells cells = PaperCells.of(table, settings);
    return plans(settings.plan(), cells.asked(), PaperWorld.withoutFiles());
  }

  /** What the cells' rows run on their tasks, row by row. */
  static ImmutableList<RowPlan> plans(PaperPlan plan, List<AskedCell> cells, PaperPlan.World world)
      throws IOException {
    List<PaperTask> tasks = PaperTask.load();
    ImmutableList.Builder<RowPlan> plans = ImmutableList.builder();
    for (AskedCell cell : cells) {
      PaperRow row = PaperPlan.row(cell.table(), cell.row());
      for (PaperTask task : tasks) {
        if (cell.tasks().contains(task.id())) {
          plans.add(plan.plan(row, cell.title(), task, world));
        }
      }
    }
    return Declared.of(plans.build());
  }

  private static ImmutableSet<String> backbones(List<AskedCell> cells) {
    return cells.stream()
        .map(cell -> PaperPlan.row(cell.table(), cell.row()).backbone())
        .collect(toImmutableSet());
  }

  private static ImmutableSet<String> tasks(List<AskedCell> cells) {
    return cells.stream().flatMap(cell -> cell.tasks().stream()).collect(toImmutableSet());
  }
}
