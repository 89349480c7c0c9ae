package org.e2vpt.tables.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.app.AnswerOrder;
import org.e2vpt.tables.app.AnswerOrder.Fitting;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunPage;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.paper.AskedCell;

/**
 * What of some tables fits into some hours.
 *
 * @param devices how many compute at a time
 */
record FittingCells(RunConfig config, Speed speed, int devices) {

  void print(PrintWriter out) throws IOException {
    PlanEstimate.Counter counted = new PlanEstimate.Counter(config.folder());
    double left = config.hours().getAsInt();
    for (RunPage page : config.pages()) {
      AnswerOrder order = TableRun.answers(config, page);
      List<Fitting> fitting = order.within(left, speed, devices, counted);
      double hours = fitting.stream().mapToDouble(Fitting::hours).sum();
      left -= hours;
      out.printf(
          Locale.ROOT,
          "%s: %d of %d cells fit into %d hours, and take %,.1f%n",
          page.name(config.papers()),
          fitting.stream().mapToInt(each -> each.answer().cells().size()).sum(),
          order.answers().stream().mapToInt(answer -> answer.cells().size()).sum(),
          config.hours().getAsInt(),
          hours);
      fitting.forEach(each -> print(out, each));
      if (!fitting.isEmpty()) {
        out.println("  run them: " + config.command(page));
        if (page.paper().info().gpu()) {
          out.println("  on an NVIDIA GPU add -Pcuda, or what docs/gpu.md lists for the GPU");
        }
      }
      out.println();
    }
  }

  /** The same for programs. */
  ImmutableList<PlanSummary.OfAnswer> summaries() throws IOException {
    PlanEstimate.Counter counted = new PlanEstimate.Counter(config.folder());
    double left = config.hours().getAsInt();
    ImmutableList.Builder<PlanSummary.OfAnswer> all = ImmutableList.builder();
    for (RunPage page : config.pages()) {
      List<Fitting> fitting = TableRun.answers(config, page).within(left, speed, devices, counted);
      left -= fitting.stream().mapToDouble(Fitting::hours).sum();
      for (Fitting each : fitting) {
        all.add(
            new PlanSummary.OfAnswer(
                page.name(config.papers()),
                each.hours(),
                each.answer().cells().stream().map(AskedCell::name).collect(toImmutableList())));
      }
    }
    return all.build();
  }

  private static void print(PrintWriter out, Fitting fitting) {
    out.printf(
        Locale.ROOT,
        "  %,8.1f  %s%n",
        fitting.hours(),
        String.join("; ", fitting.answer().cells().stream().map(AskedCell::name).toList()));
  }
}
