package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.tables.app.Machinery;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.RunOption;
import org.e2vpt.tables.app.RunPage;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.cost.Downloads;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.paper.Json;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.plan.Budget;
import org.e2vpt.tables.plan.PaperPlan;
import org.e2vpt.tables.plan.RowPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what a run of the paper's tables costs. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Estimate the cost of a table before running it.",
      "Prints trials by stage, images, operations, hours and files, and the smallest"
          + " differences that the verdicts will be able to detect. Trials that rows share are"
          + " counted once. Hours depend on the share of the device's peak speed that is reached;"
          + " each line of hours says whether this share is assumed or measured.",
      "With --hours, also prints the cells that fit into that time, the most informative"
          + " first."
    },
    exitCodeList = {"0:the plan was printed"})
final class PlanCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "TABLE",
      completionCandidates = TableNames.class,
      description =
          "Tables or papers; default: all that need a GPU. Tables: ${COMPLETION-CANDIDATES}.")
  private List<String> tables = new ArrayList<>();

  @Mixin private TableOptions options = new TableOptions();

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Device to plan for, such as A100 or H200; default: this machine, whose speed is"
              + " measured if necessary.")
  private @Nullable String device;

  @Option(
      names = "--devices",
      defaultValue = "1",
      paramLabel = "NUMBER",
      description = "Number of devices; default: 1.")
  private int devices = 1;

  @Option(names = "--json", description = "Print JSON; docs/json.md describes it.")
  private boolean json = false;

  @Mixin private DataOptions data = new DataOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (devices < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "--devices must be at least 1, got %d", devices));
    }
    Properties properties = options.properties(spec, new Properties());
    data.folder().settings().forEach(properties::setProperty);
    Papers papers = RunConfig.papers(properties);
    properties.setProperty(
        RunOption.TABLES,
        String.join(
            ",",
            tables.isEmpty()
                ? papers.all().stream().filter(p -> p.info().gpu()).map(Paper::id).toList()
                : tables));
    RunConfig config = RunConfig.of(properties);
    Precision precision = config.execution().precision();
    Speed speed = device == null ? Machinery.speed(precision) : Speed.of(device, precision);
    TableOptions.sayWithoutEffect(
        spec, "the plan does", properties, option -> !option.changesPlan());
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(Json.of(summary(config, speed)));
      out.flush();
      return E2vpt.OK;
    }
    List<RowPlan> all = new ArrayList<>();
    PrintWriter out = spec.commandLine().getOut();
    for (RunPage page : config.pages()) {
      String name = page.name(config.papers());
      List<RowPlan> plans = TableRun.planned(config, page);
      all.addAll(plans);
      if (plans.isEmpty()) {
        out.println(name + ": the filters leave no cell");
        out.println();
      } else {
        print(out, name, plans, config, List.of(page), speed);
        TableRun.foreseen(config, page, plans).forEach(line -> out.println("  " + line));
        out.println();
      }
    }
    if (config.pages().size() > 1 && !all.isEmpty()) {
      print(out, "together", all, config, config.pages(), speed);
    }
    if (config.hours().isPresent()) {
      new FittingCells(config, speed, devices).print(out);
    }
    return E2vpt.OK;
  }

  private void print(
      PrintWriter out,
      String title,
      List<RowPlan> plans,
      RunConfig config,
      List<RunPage> pages,
      Speed speed)
      throws IOException {
    PlanEstimate estimate = PlanEstimate.of(plans, config.folder());
    List<String> lines = new ArrayList<>(estimate.lines(Optional.of(speed), devices));
    lines.addAll(estimate.breakdown(speed, devices));
    lines.add(
        "hours of the budgets: "
            + budgets(config, pages, speed).entrySet().stream()
                .map(
                    hours ->
                        String.format(Locale.ROOT, "%s %,.1f", hours.getKey(), hours.getValue()))
                .collect(Collectors.joining(", ")));
    lines.addAll(Downloads.of(plans, config.folder()).lines());
    out.println(title);
    lines.forEach(line -> out.println("  " + line));
    out.println();
  }

  private PlanSummary summary(RunConfig config, Speed speed) throws IOException {
    ImmutableList.Builder<PlanSummary.OfTable> tables = ImmutableList.builder();
    List<RowPlan> all = new ArrayList<>();
    for (RunPage page : config.pages()) {
      List<RowPlan> plans = TableRun.planned(config, page);
      all.addAll(plans);
      tables.add(
          summary(
              page.name(config.papers()),
              plans,
              config,
              List.of(page),
              speed,
              plans.isEmpty() ? ImmutableList.of() : TableRun.foreseen(config, page, plans)));
    }
    if (config.pages().size() > 1) {
      tables.add(summary("together", all, config, config.pages(), speed, ImmutableList.of()));
    }
    return PlanSummary.of(
        speed,
        devices,
        tables.build(),
        config.hours().isPresent()
            ? new FittingCells(config, speed, devices).summaries()
            : ImmutableList.of());
  }

  private PlanSummary.OfTable summary(
      String name,
      List<RowPlan> plans,
      RunConfig config,
      List<RunPage> pages,
      Speed speed,
      ImmutableList<String> verdicts)
      throws IOException {
    return PlanSummary.OfTable.of(
        name,
        PlanEstimate.of(plans, config.folder()),
        speed,
        devices,
        budgets(config, pages, speed),
        Downloads.of(plans, config.folder()),
        verdicts);
  }

  /** Hours of each budget that goes with the other settings, by its word. */
  private ImmutableMap<String, Double> budgets(RunConfig config, List<RunPage> pages, Speed speed)
      throws IOException {
    ImmutableMap.Builder<String, Double> hours = ImmutableMap.builder();
    for (Budget budget : Budget.values()) {
      RunConfig other = config.with(budget);
      List<RowPlan> plans = new ArrayList<>();
      for (RunPage page : pages) {
        if (PaperPlan.refusal(
                page.paper(), budget, config.lengths(), config.repeats(), other.seeds(page.paper()))
            .isEmpty()) {
          plans.addAll(TableRun.planned(other, page));
        }
      }
      if (!plans.isEmpty()) {
        double flops = PlanEstimate.of(plans, config.folder()).flops();
        hours.put(budget.word(), speed.hours(flops) / devices);
      }
    }
    return hours.buildOrThrow();
  }
}
