package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.audit.Audit;
import org.e2vpt.tables.audit.Conclusion;
import org.e2vpt.tables.audit.Finding;
import org.e2vpt.tables.paper.CsvFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Recomputes the paper's claims. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Recomputes the paper's claims from the numbers that it prints, and says which",
      "hold, with the arithmetic. With folders of finished runs, the claims about",
      "accuracies, tuned shares and wins are recomputed from what these measured.",
      "Averages: 19w is the mean of VTAB-1k's 19 tasks, g3 of its three group means,",
      "24w the mean of all 24 tasks."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every claim was recomputed, whatever came out", "2:wrong usage or input"})
final class AuditCommand implements Callable<Integer> {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("claim", "place", "text", "conclusion", "arithmetic", "note");

  @Parameters(arity = "0..*", paramLabel = "DIR", description = "Such as reports/table1.")
  private List<Path> directories = new ArrayList<>();

  @Option(names = "--csv", description = "Prints CSV.")
  private boolean csv;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = directories.isEmpty() ? Audit.ofThePaper() : Audit.of(directories);
    PrintWriter out = spec.commandLine().getOut();
    if (csv) {
      CsvFile.print(out, "audit", COLUMNS, findings.stream().map(AuditCommand::fields).toList());
    } else {
      findings.forEach(finding -> print(out, finding));
      out.println(tally(findings));
    }
    out.flush();
    return E2vpt.OK;
  }

  private static void print(PrintWriter out, Finding finding) {
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

  private static List<String> fields(Finding finding) {
    return ImmutableList.of(
        Integer.toString(finding.claim().number()),
        finding.claim().place(),
        finding.claim().text(),
        finding.words(),
        finding.arithmetic(),
        finding.claim().note());
  }

  private static String tally(List<Finding> findings) {
    return Stream.of(Conclusion.values())
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
