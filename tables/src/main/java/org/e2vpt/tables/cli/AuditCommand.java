package org.e2vpt.tables.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.audit.Audit;
import org.e2vpt.tables.audit.CheckedClaim;
import org.e2vpt.tables.audit.Conclusion;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Json;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes the claims of papers. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Recompute a paper's claims from the numbers it prints.",
      "States for each claim whether it holds, with the arithmetic. With folders of"
          + " finished runs, claims about gains and wins are tested on the measured numbers, with"
          + " intervals, and claims about trainable shares are recomputed.",
      "Averages: 19w is the mean over VTAB-1k's 19 tasks, g3 the mean of its three group"
          + " means, and 24w the mean over all 24 tasks."
    },
    exitCodeList = {"0:every claim was recomputed, whether it holds or not"})
final class AuditCommand implements Callable<Integer> {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("paper", "claim", "place", "text", "conclusion", "arithmetic", "note");

  /** What {@code --json} prints; docs/json.md describes its members. */
  private record Answer(ImmutableList<OfClaim> claims) {}

  /** A claim with the columns of {@code --csv}. */
  private record OfClaim(
      String paper,
      int claim,
      String place,
      String text,
      String conclusion,
      String arithmetic,
      String note) {

    private static OfClaim of(Paper paper, CheckedClaim finding) {
      return new OfClaim(
          paper.id(),
          finding.claim().number(),
          finding.claim().place(),
          finding.claim().text(),
          finding.words(),
          finding.arithmetic(),
          finding.claim().note());
    }
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "PAPER | DIR",
      description =
          "Papers (default: all that have claims), or folders of runs, such as"
              + " reports/PAPER/TABLE.")
  private List<String> subjects = new ArrayList<>();

  @Mixin private PapersOption papers = new PapersOption();

  @Option(names = "--csv", description = "Print CSV.")
  private boolean csv;

  @Option(names = "--json", description = "Print JSON; docs/json.md describes it.")
  private boolean json = false;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    ImmutableListMultimap<Paper, CheckedClaim> findings = findings(papers.get());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.of(
              new Answer(
                  findings.entries().stream()
                      .map(e -> OfClaim.of(e.getKey(), e.getValue()))
                      .collect(toImmutableList()))));
    } else if (csv) {
      CsvFile.print(
          out,
          "audit",
          COLUMNS,
          findings.entries().stream().map(e -> fields(e.getKey(), e.getValue())).toList());
    } else {
      findings
          .asMap()
          .forEach(
              (paper, ofPaper) -> {
                out.println(paper.info().nameAndPlace());
                ofPaper.forEach(finding -> print(out, finding));
                out.println(tally(ofPaper));
              });
    }
    out.flush();
    return E2vpt.OK;
  }

  private ImmutableListMultimap<Paper, CheckedClaim> findings(Papers all) throws IOException {
    ImmutableListMultimap.Builder<Paper, CheckedClaim> findings = ImmutableListMultimap.builder();
    List<Paper> named = subjects.stream().flatMap(subject -> all.find(subject).stream()).toList();
    if (named.size() == subjects.size()) {
      for (Paper paper : named.isEmpty() ? withClaims(all) : named) {
        requireClaims(all, paper);
        findings.putAll(paper, Audit.of(paper));
      }
      return findings.build();
    }
    if (!named.isEmpty()) {
      throw new IllegalArgumentException(
          "expected papers or folders of runs, got both: " + String.join(", ", subjects));
    }
    List<Path> runs = subjects.stream().map(subject -> run(all, subject)).toList();
    Paper paper = Audit.paperOf(all, runs);
    requireClaims(all, paper);
    return findings.putAll(paper, Audit.of(paper, runs)).build();
  }

  private static Path run(Papers all, String subject) {
    Path run = Path.of(subject);
    if (!Files.isDirectory(run)) {
      throw new IllegalArgumentException(
          "'%s' is neither a paper nor the folder of a run: there are the papers %s, and those of"
                  .formatted(subject, String.join(", ", all.ids()))
              + " your own in --papers-dir; runs are in folders such as reports/PAPER/TABLE");
    }
    return run;
  }

  private static List<Paper> withClaims(Papers all) {
    return all.all().stream().filter(paper -> !paper.claims().isEmpty()).toList();
  }

  private static void requireClaims(Papers all, Paper paper) {
    if (paper.claims().isEmpty()) {
      throw new IllegalArgumentException(
          "%s claims nothing: audit %s, or runs of their tables"
              .formatted(
                  paper.id(),
                  withClaims(all).stream().map(Paper::id).collect(Collectors.joining(", "))));
    }
  }

  private static void print(PrintWriter out, CheckedClaim finding) {
    out.println(
        String.format(
            Locale.ROOT,
            "%2d  %s: %s (%s)",
            finding.claim().number(),
            finding.words(),
            finding.claim().text(),
            finding.claim().place()));
    out.println("    " + finding.arithmetic());
    if (!finding.claim().note().isEmpty()) {
      out.println("    " + finding.claim().note());
    }
  }

  private static List<String> fields(Paper paper, CheckedClaim finding) {
    OfClaim claim = OfClaim.of(paper, finding);
    return ImmutableList.of(
        claim.paper,
        Integer.toString(claim.claim),
        claim.place,
        claim.text,
        claim.conclusion,
        claim.arithmetic,
        claim.note);
  }

  private static String tally(Collection<CheckedClaim> findings) {
    return Stream.of(Conclusion.values())
        .filter(
            conclusion ->
                conclusion != Conclusion.NOT_CONTRADICTED // which only runs can come to
                    || findings.stream().anyMatch(f -> f.conclusion() == conclusion))
        .map(
            conclusion ->
                String.format(
                    Locale.ROOT,
                    "%s: %d",
                    conclusion.words(),
                    findings.stream().filter(f -> f.conclusion() == conclusion).count()))
        .collect(Collectors.joining(", "));
  }
}
