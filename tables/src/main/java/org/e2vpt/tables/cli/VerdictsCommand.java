package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.verdict.cases.ComparedQuantity;
import org.e2vpt.tables.verdict.cases.VerdictCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the statistics of verdicts against cases with known results. */
@Command(
    name = "verdicts",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Check the statistics of verdicts against known results.",
      "Recomputes every number and word of the cases in DIR, and prints a CSV line for"
          + " each. Numbers agree within a relative error of 1e-5, words and counts exactly; an"
          + " empty field is an undefined value. A summary goes to standard error."
    },
    exitCodeList = {
      "0:everything agrees",
      "1:a quantity is off, or a line is only expected or only computed",
      "2:wrong usage, or a file cannot be read; the error names file and line"
    })
final class VerdictsCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description =
          "Folder with the cases (cases.csv, runs.csv, …) and the expected results"
              + " (expected_cells.csv, …).")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<ComparedQuantity> all = VerdictCases.compare(folder);
    PrintWriter out = spec.commandLine().getOut();
    out.println("case,place,quantity,expected,computed,ok");
    all.forEach(quantity -> out.println(line(quantity)));
    long agree = all.stream().filter(ComparedQuantity::ok).count();
    long cases = all.stream().map(ComparedQuantity::caseName).distinct().count();
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%d of %s of %s agree%n",
            agree,
            Amounts.count(all.size(), "quantity"),
            Amounts.count(cases, "case"));
    return agree == all.size() ? E2vpt.OK : E2vpt.FAILED;
  }

  private static String line(ComparedQuantity quantity) {
    return CsvFile.line(
        quantity.caseName(),
        quantity.place(),
        quantity.quantity(),
        quantity.expected(),
        quantity.computed(),
        Boolean.toString(quantity.ok()));
  }
}
