package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.accounting.Accounting;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Run;

/** Recomputes the paper's claims. */
public final class Audit {

  /** Computations that read nothing but what runs measure too. */
  private static final ImmutableSet<String> MEASURABLE =
      ImmutableSet.of("accuracy", "tuned-share", "order", "wins");

  private Audit() {}

  /** From the paper's own printed numbers, and those that others printed of its tasks. */
  public static ImmutableList<CheckedClaim> of(Paper paper) {
    return findings(paper, paper.claims(), PrintedNumbers.of(paper));
  }

  /**
   * From what runs measured: of the claims, those about accuracies, shares and wins. Gains and wins
   * are judged by the statistics of verdicts.
   *
   * @param directories of finished runs, such as {@code reports/table1}
   */
  public static ImmutableList<CheckedClaim> of(Paper paper, List<Path> directories)
      throws IOException {
    return of(paper, measurable(paper), directories);
  }

  /**
   * The same from what was read and judged before.
   *
   * @param judged the paper's tables that were run, by their names
   */
  public static ImmutableList<CheckedClaim> of(
      Paper paper, List<Cell> cells, List<Run> runs, ImmutableMap<String, TableVerdicts> judged) {
    return measured(
        paper,
        measurable(paper),
        new MeasuredNumbers(
            PrintedNumbers.of(paper), ImmutableList.copyOf(cells), ImmutableList.copyOf(runs)),
        judged);
  }

  private static ImmutableList<Claim> measurable(Paper paper) {
    return paper.claims().stream()
        .filter(claim -> MEASURABLE.contains(claim.check()))
        .filter(claim -> !claim.inputs().contains("brackets"))
        .map(Claim::unanswered)
        .collect(ImmutableList.toImmutableList());
  }

  static ImmutableList<CheckedClaim> of(Paper paper, List<Claim> claims, List<Path> directories)
      throws IOException {
    MeasuredNumbers numbers = MeasuredNumbers.read(paper, directories);
    return measured(paper, claims, numbers, numbers.judged(paper));
  }

  private static ImmutableList<CheckedClaim> measured(
      Paper paper,
      List<Claim> claims,
      MeasuredNumbers numbers,
      ImmutableMap<String, TableVerdicts> judged) {
    CampaignClaims campaign = new CampaignClaims(paper, judged, claims);
    return claims.stream()
        .map(
            claim ->
                campaign
                    .judge(claim)
                    .orElseGet(() -> findings(paper, List.of(claim), numbers).get(0)))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The paper whose runs these are.
   *
   * @throws IllegalArgumentException if a folder is no run, or they are of several papers
   */
  public static Paper paperOf(Papers papers, List<Path> directories) throws IOException {
    Set<Paper> found = new LinkedHashSet<>();
    for (Path directory : directories) {
      for (String table : MeasuredNumbers.tables(directory)) {
        found.add(papers.of(table));
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "expected runs of one paper, got %s"
              .formatted(found.stream().map(Paper::id).collect(Collectors.joining(", "))));
    }
    return found.iterator().next();
  }

  static ImmutableList<CheckedClaim> findings(Paper paper, List<Claim> claims, Numbers numbers) {
    ImmutableMap<String, Check> checks = checks(paper);
    ImmutableList.Builder<CheckedClaim> findings = ImmutableList.builder();
    for (Claim claim : claims) {
      Check check = checks.get(claim.check());
      if (check == null) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "claim %d: no check '%s'; there are %s",
                claim.number(),
                claim.check(),
                String.join(", ", checks.keySet())));
      }
      findings.add(check.of(claim, numbers));
    }
    return findings.build();
  }

  private static ImmutableMap<String, Check> checks(Paper paper) {
    ImmutableList<PaperTask> tasks = paper.tasks();
    PrintedNumbers printed = PrintedNumbers.of(paper);
    return ImmutableMap.<String, Check>builder()
        .put("means-of-tasks", new MeansOfTasks(printed))
        .put("accuracy", new Equations(tasks, false))
        .put("tuned-share", new Equations(tasks, true))
        .put("order", new Order())
        .put("wins", new Wins(tasks))
        .put("accounted", new Accounted(new Accounting(paper)))
        .put("pruned-fractions", new PrunedFractions(printed))
        .put("membership", new Membership(printed))
        .put("searched", new Searched())
        .put("unpublished", new Unpublished())
        .buildOrThrow();
  }
}
