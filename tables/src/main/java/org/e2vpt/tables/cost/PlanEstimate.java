package org.e2vpt.tables.cost;

import static com.google.common.collect.ImmutableMultiset.toImmutableMultiset;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMultiset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.data.TaskSize;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.plan.Row;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;

/**
 * What plans cost, part by part. Of trials that rows share, the first of the rows is charged: of
 * those that are known before any has run, and of all if the rows run the same on a task.
 *
 * @param parts each row, task and stage that has trials
 * @param shared how many trials are left out, as others are the same
 */
public record PlanEstimate(ImmutableList<Part> parts, long shared) {

  private static final String LINE = "%-26s %10s %16s %16s %12s";

  /** How many of the parts that cost most are named. */
  private static final int MOST = 5;

  /**
   * A stage of a row on a task.
   *
   * @param row as its table prints it
   */
  record Part(String row, Group group, String task, Stage stage, Estimate estimate) {}

  /**
   * Of all plans together, one for each row and task.
   *
   * @param folder of the files: a miniature of a backbone costs less
   */
  public static PlanEstimate of(List<RowPlan> plans, DataFolder folder) {
    return new Counter(folder).add(plans);
  }

  /** Counts plans one after the other: what was counted before is shared with what comes. */
  public static final class Counter {

    private final ImageCosts image;

    /** Plans, trials and encoded images. */
    private final Set<Object> counted = new HashSet<>();

    /** Nothing is counted yet. */
    public Counter(DataFolder folder) {
      this.image = new ImageCosts(folder);
    }

    /** What these cost beside all that was counted before, which they do not count for. */
    public PlanEstimate costOf(List<RowPlan> plans) {
      Set<Object> more = new HashSet<>();
      return count(plans, one -> !counted.contains(one) && more.add(one));
    }

    /** What these cost beside all that was counted before. */
    public PlanEstimate add(List<RowPlan> plans) {
      return count(plans, counted::add);
    }

    private PlanEstimate count(List<RowPlan> plans, Predicate<Object> first) {
      ImmutableList.Builder<Part> parts = ImmutableList.builder();
      long shared = 0;
      for (RowPlan plan : plans) {
        boolean all = first.test(anonymous(plan));
        for (Stage stage : Stage.values()) {
          int planned = plan.planned(stage);
          Optional<ImmutableList<Trial>> foreseen =
              planned > 0 ? plan.foreseen(stage) : Optional.empty();
          // only the rows of a figure embed
          int others = all || stage == Stage.EMBED ? planned : 0;
          ImmutableMultiset<Map<String, String>> fresh =
              foreseen.stream()
                  .flatMap(List::stream)
                  .filter(first)
                  .map(Trial::options)
                  .collect(toImmutableMultiset());
          int trials = foreseen.isPresent() ? fresh.size() : others;
          shared += planned - trials;
          if (trials > 0) {
            parts.add(
                new Part(
                    plan.row().title(),
                    TaskSize.of(plan.task()).group(),
                    plan.task(),
                    stage,
                    Estimate.of(plan, stage, fresh, image, first::test)));
          }
        }
      }
      return new PlanEstimate(parts.build(), shared);
    }
  }

  /** What makes a plan's trials: all but where its row stands. */
  private static RowPlan anonymous(RowPlan plan) {
    Row row = plan.row();
    return new RowPlan(
        new Row(
            "",
            "",
            "",
            row.method(),
            row.backbone(),
            row.protocol(),
            row.options(),
            row.search(),
            row.pruning()),
        plan.weights(),
        plan.task(),
        plan.data(),
        plan.choices(),
        plan.campaign(),
        plan.seeds(),
        false,
        plan.execution());
  }

  /** All stages together. */
  public Estimate all() {
    return sum(parts.stream());
  }

  /** One of them. */
  public Estimate stage(Stage stage) {
    return sum(parts.stream().filter(part -> part.stage == stage));
  }

  private static Estimate sum(Stream<Part> parts) {
    return parts.map(Part::estimate).reduce(Estimate.NOTHING, Estimate::plus);
  }

  /** Operations of all. */
  public double flops() {
    return all().flops();
  }

  /**
   * For people.
   *
   * @param speed of a device, if it is known
   * @param devices how many compute at a time
   */
  public ImmutableList<String> lines(Optional<Speed> speed, int devices) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(
        LINE.formatted("stage", "trials", "images forward", "images backward", "FLOPs")
            + (speed.isPresent() ? "%12s".formatted("hours") : ""));
    Function<Estimate, String> hours =
        estimate ->
            speed.map(s -> "%12s".formatted(s.words(estimate.flops() / devices))).orElse("");
    for (Stage stage : Stage.values()) {
      Estimate estimate = stage(stage);
      if (estimate.trials() > 0) {
        lines.add(line(stage.title(), estimate) + hours.apply(estimate));
      }
    }
    lines.add(line("all", all()) + hours.apply(all()));
    if (shared > 0) {
      lines.add(String.format(Locale.ROOT, "%d more trials are the same as some of these", shared));
    }
    speed.ifPresent(
        known ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s hours on %s%s",
                    known.words(flops() / devices),
                    devices == 1 ? "" : devices + " x ",
                    known)));
    return lines.build();
  }

  private static String line(String title, Estimate estimate) {
    return LINE.formatted(
        title,
        String.format(Locale.ROOT, "%,d", estimate.trials()),
        String.format(Locale.ROOT, "%,.0f", estimate.forward()),
        String.format(Locale.ROOT, "%,.0f", estimate.backward()),
        String.format(Locale.ROOT, "%.3g", estimate.flops()));
  }

  /** Where the hours go: by row and group of tasks, and the parts that cost most. */
  public ImmutableList<String> breakdown(Speed speed, int devices) {
    List<Group> groups = parts.stream().map(Part::group).distinct().toList();
    Set<String> rows =
        parts.stream().map(Part::row).collect(Collectors.toCollection(LinkedHashSet::new));
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    List<String> header = new ArrayList<>();
    groups.forEach(group -> header.add(group.title()));
    header.add("all");
    lines.add(cells("hours", header));
    Stream.concat(rows.stream().map(Optional::of), Stream.of(Optional.<String>empty()))
        .forEach(
            row -> {
              List<Part> ofRow =
                  parts.stream().filter(p -> row.isEmpty() || row.get().equals(p.row)).toList();
              List<String> hours = new ArrayList<>();
              for (Group group : groups) {
                hours.add(
                    speed.words(
                        sum(ofRow.stream().filter(p -> p.group == group)).flops() / devices));
              }
              hours.add(speed.words(sum(ofRow.stream()).flops() / devices));
              lines.add(cells(row.orElse("all"), hours));
            });
    lines.add("most: " + String.join("; ", most()));
    return lines.build();
  }

  private static String cells(String first, List<String> others) {
    return "%-26s".formatted(first)
        + others.stream().map("%12s"::formatted).collect(Collectors.joining(" "));
  }

  /** The rows on tasks that cost most, all stages together: {@code VPT on dmlab 12 %}. */
  private List<String> most() {
    Map<String, Double> flops = new LinkedHashMap<>();
    for (Part part : parts) {
      flops.merge(part.row + " on " + part.task, part.estimate.flops(), Double::sum);
    }
    double all = flops();
    return flops.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .limit(MOST)
        .map(
            entry ->
                String.format(
                    Locale.ROOT, "%s %.1f %%", entry.getKey(), 100 * entry.getValue() / all))
        .toList();
  }
}
