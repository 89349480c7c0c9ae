package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Campaigns;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Noise;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.verdict.CampaignNoise;
import org.e2vpt.tables.verdict.OutlyingSeed;
import org.e2vpt.tables.verdict.OwnRepeats;
import org.e2vpt.tables.verdict.RowEffect;
import org.e2vpt.tables.verdict.SeedRun;
import org.e2vpt.tables.verdict.TableVerdict;
import org.e2vpt.tables.verdict.TaskEstimate;
import org.e2vpt.tables.verdict.Wording;

/** What a reader has to know to trust the verdicts on a table, or not, in sentences. */
final class VerdictNotes {

  /** κ above which standard errors are too small. */
  private static final double CORRELATED = 1.5;

  private static final double LEVEL = 0.05;

  private VerdictNotes() {}

  /** Of all tables of a run, whose final runs these are. */
  static ImmutableList<String> of(
      Paper paper, Map<String, TableVerdicts> judged, Collection<Run> runs) {
    return Stream.concat(
            judged.entrySet().stream()
                .flatMap(
                    table -> notes(paper, TableId.parse(table.getKey()).table(), table.getValue())),
            unmeasured(paper.noise(), runs))
        .collect(ImmutableList.toImmutableList());
  }

  /** What makes standard errors too small, by as much as nobody knows. */
  static Stream<String> unmeasured(Noise noise, Collection<Run> runs) {
    return noise.unmeasured(runs).stream()
        .map(
            name ->
                "What %s adds to the variance has not been measured for this paper, so no standard error includes it; see docs/add-a-paper.md, noise.csv."
                    .formatted(name));
  }

  private static Stream<String> notes(Paper paper, String table, TableVerdicts judged) {
    UnaryOperator<String> title = row -> paper.row(table, row).title();
    TableVerdict verdict = judged.verdict();
    Stream<String> outliers =
        Stream.of(
                verdict.outlyingSeeds().stream().map(seed -> outlier(seed, title)),
                equal(verdict, title),
                incomplete(verdict, title))
            .flatMap(notes -> notes);
    if (paper.info().recorded() || verdict.omnibus().isEmpty()) {
      return outliers;
    }
    return Stream.of(
            Stream.of(campaigns(verdict)),
            verdict.omnibus().stream()
                .filter(all -> all.cells() > 1)
                .map(
                    all ->
                        all.p() <= LEVEL
                            ? "Taken together, the %s cells differ from their prints by more than chance (%s)."
                                .formatted(all.cells(), Wording.p(all.p()))
                            : "Taken together, the %s cells differ from their prints as they would by chance (%s)."
                                .formatted(all.cells(), Wording.p(all.p()))),
            rows(verdict.rowEffects(), title),
            verdict.seedCorrelation().stream()
                .filter(kappa -> kappa > CORRELATED)
                .mapToObj(
                    kappa ->
                        "A seed moves several tasks together (κ = %s): standard errors are too small."
                            .formatted(Decimals.fixed(kappa, 2))),
            outliers)
        .flatMap(notes -> notes);
  }

  /** What ± means where rows of a table are compared; in the table, it is a standard deviation. */
  static String interval(Collection<TableVerdicts> judged) {
    return judged.stream()
        .map(TableVerdicts::verdict)
        .map(
            verdict ->
                "of %s points between two campaigns (a search with its final runs), which is %s"
                    .formatted(
                        used(verdict),
                        verdict.ownRepeats().isPresent()
                            ? "estimated from repeats"
                            : "a prior"
                                + (printsTwice(verdict)
                                    ? " with what the paper prints twice"
                                    : "")))
        .distinct()
        .collect(
            Collectors.joining(
                "; or ",
                "± is the half-width of a 95 % interval. Beyond the seeds, it allows for a difference ",
                "."));
  }

  private static String used(TableVerdict verdict) {
    return Decimals.fixed(Math.sqrt(verdict.campaigns().value()), 2);
  }

  private static boolean printsTwice(TableVerdict verdict) {
    return verdict.measured().noise() instanceof CampaignNoise.Estimated prior
        && !prior.repeats().isEmpty();
  }

  private static String campaigns(TableVerdict verdict) {
    String used = used(verdict);
    boolean printedTwice = printsTwice(verdict);
    return verdict
        .ownRepeats()
        .map(own -> ownRepeats(own, printedTwice, used))
        .orElse(
            "No procedure was repeated here, so how much two campaigns differ beyond their seeds, %s points, rests on a prior%s; see docs/running-a-table.md, repeats."
                .formatted(used, printedTwice ? " and on what the paper prints twice" : ""));
  }

  private static String ownRepeats(OwnRepeats own, boolean printedTwice, String used) {
    String found =
        own.estimate() > 0
            ? "%s points beyond their seeds".formatted(Decimals.fixed(Math.sqrt(own.estimate()), 2))
            : "no more than their seeds explain";
    return String.format(
        Locale.ROOT,
        "This laboratory's own repeat noise: %d campaigns on %s differ by %s (%s of freedom); with the prior%s, τ = %s points is used.",
        own.campaigns(),
        Amounts.count(own.places(), "task"),
        found,
        Amounts.count(Math.round(own.freedom()), "degree"),
        printedTwice ? " and what the paper prints twice" : "",
        used);
  }

  /** Rows that lie off their prints as a whole, by Bonferroni's correction for their number. */
  private static Stream<String> rows(List<RowEffect> effects, UnaryOperator<String> title) {
    String off =
        effects.stream()
            .filter(effect -> effect.difference().twoSidedP() * effects.size() <= LEVEL)
            .map(
                effect ->
                    "%s by %s ± %s points"
                        .formatted(
                            title.apply(effect.row()),
                            Words.signed(effect.difference().value()),
                            Words.percent(effect.difference().halfWidth())))
            .collect(Collectors.joining(", "));
    return off.isEmpty() ? Stream.of() : Stream.of("Off their prints as whole rows: " + off + ".");
  }

  private static String outlier(OutlyingSeed seed, UnaryOperator<String> title) {
    return String.format(
        Locale.ROOT,
        "Seed %d of %s on %s fell to %s %%, %s points below the median of that row's seeds.",
        seed.run().seed(),
        title.apply(seed.place().row()),
        seed.place().task(),
        Words.percent(seed.run().accuracy()),
        Words.percent(seed.median() - seed.run().accuracy()));
  }

  /** A mean over seeds needs all tasks of each; a difference takes what there is of each task. */
  private static Stream<String> incomplete(TableVerdict verdict, UnaryOperator<String> title) {
    SetMultimap<List<String>, Set<Integer>> seeds = LinkedHashMultimap.create();
    for (TaskEstimate task : verdict.tasks().values()) {
      seeds.put(
          List.of(task.place().row(), task.place().column()),
          task.runs().runs().stream()
              .map(run -> Campaigns.firstSeed(run.seed(), run.campaign()))
              .collect(ImmutableSet.toImmutableSet()));
    }
    String places =
        seeds.asMap().entrySet().stream()
            .filter(cell -> cell.getValue().size() > 1)
            .map(cell -> title.apply(cell.getKey().get(0)) + " on " + cell.getKey().get(1))
            .collect(Collectors.joining(", "));
    return places.isEmpty()
        ? Stream.of()
        : Stream.of(
            "Not all seeds finished all tasks: %s. The mean that is shown is of the seeds that did; the difference and its verdict are of all runs, task by task."
                .formatted(places));
  }

  /** Seeds that reached one accuracy: what a reader sees as ± 0.00 is not the noise. */
  private static Stream<String> equal(TableVerdict verdict, UnaryOperator<String> title) {
    String places =
        verdict.tasks().values().stream()
            .filter(task -> task.runs().runs().size() > 1)
            .filter(
                task -> task.runs().runs().stream().map(SeedRun::accuracy).distinct().count() == 1)
            .map(task -> title.apply(task.place().row()) + " on " + task.place().task())
            .collect(Collectors.joining(", "));
    return places.isEmpty()
        ? Stream.of()
        : Stream.of(
            "All seeds reached the same accuracy: %s. ± 0.00 is not certainty; most of the variance is taken from the column."
                .formatted(places));
  }
}
