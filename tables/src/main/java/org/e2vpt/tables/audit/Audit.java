package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.e2vpt.tables.accounting.Accounting;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.PaperTask;

/** Recomputes the paper's claims. */
public final class Audit {

  /** Computations that read nothing but what runs measure too. */
  private static final ImmutableSet<String> MEASURABLE =
      ImmutableSet.of("accuracy", "tuned-share", "order", "wins");

  private Audit() {}

  /** From the paper's own printed numbers, and those that others printed of its tasks. */
  public static ImmutableList<Finding> ofThePaper() throws IOException {
    return findings(Claim.load(), PrintedNumbers.load());
  }

  /**
   * From what runs measured: of the claims, those about accuracies, shares and wins.
   *
   * @param directories of finished runs, such as {@code reports/table1}
   */
  public static ImmutableList<Finding> of(List<Path> directories) throws IOException {
    List<Claim> claims =
        Claim.load().stream()
            .filter(claim -> MEASURABLE.contains(claim.check()))
            .filter(claim -> !claim.inputs().contains("brackets"))
            .map(Claim::unanswered)
            .toList();
    return findings(claims, MeasuredNumbers.read(directories));
  }

  static ImmutableList<Finding> findings(List<Claim> claims, Numbers numbers) throws IOException {
    ImmutableMap<String, Check> checks = checks();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
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

  private static ImmutableMap<String, Check> checks() throws IOException {
    ImmutableList<PaperTask> tasks = PaperTask.load();
    PrintedNumbers printed = PrintedNumbers.load();
    return ImmutableMap.<String, Check>builder()
        .put("means-of-tasks", new MeansOfTasks(printed))
        .put("accuracy", new Equations(tasks, false))
        .put("tuned-share", new Equations(tasks, true))
        .put("order", new Order())
        .put("wins", new Wins(tasks))
        .put("accounted", new Accounted(printed, Accounting.load()))
        .put("membership", new Membership(printed))
        .put("searched", new Searched())
        .put("unpublished", new Unpublished())
        .buildOrThrow();
  }
}
