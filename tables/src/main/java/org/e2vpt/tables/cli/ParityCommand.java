package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.e2vpt.harness.parity.Parity;
import org.e2vpt.harness.parity.ParityComparison;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.CsvFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares every method with tensors recorded from the official implementation. */
@Command(
    name = "parity",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Check tensors against the official implementation.",
      "Replays recorded runs of the official implementation, and prints a CSV line for each"
          + " quantity that is compared. Errors and tolerances refer to the largest difference. A"
          + " summary goes to standard error.",
      "The recorded tensors describe the run; only 'after' (key-value prompts after the"
          + " keys) and 'adamw' are read from its file name. In runs with BatchNorm, quantities"
          + " that change by over 1 %% when every pixel changes by a millionth are left out,"
          + " because comparing them would prove nothing."
    },
    exitCodeList = {
      "0:everything agrees",
      "1:a quantity is off by more than its tolerance",
      "2:wrong usage, or a file cannot be read; the error names it"
    })
final class ParityCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description =
          "Folder with backbone_*.npz, input_*.npz and recorded runs such as vit_linear.npz.")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    List<ParityComparison> all = new ArrayList<>();
    List<String> unclear = new ArrayList<>();
    out.println("file,quantity,max_abs_error,max_rel_error,tolerance,ok");
    Parity.check(
        folder,
        Execution.of(System::getProperty),
        comparison -> {
          all.add(comparison);
          out.println(line(comparison));
        },
        message -> {
          unclear.add(message);
          err.println("e2vpt: " + message);
        });
    List<ParityComparison> off = all.stream().filter(comparison -> !comparison.ok()).toList();
    long files = all.stream().map(ParityComparison::file).distinct().count();
    err.printf(
        Locale.ROOT,
        "%d of %s of %s agree%s%n",
        all.size() - off.size(),
        Amounts.count(all.size(), "quantity"),
        Amounts.count(files, "file"),
        unclear.isEmpty()
            ? ""
            : "; %s cannot be understood".formatted(Amounts.count(unclear.size(), "file")));
    if (!unclear.isEmpty() || all.isEmpty()) {
      return E2vpt.BAD_INPUT;
    }
    return off.isEmpty() ? E2vpt.OK : E2vpt.FAILED;
  }

  private static String line(ParityComparison comparison) {
    return CsvFile.line(
        comparison.file(),
        comparison.quantity(),
        scientific(comparison.absolute()),
        scientific(comparison.relative()),
        scientific(comparison.tolerance()),
        Boolean.toString(comparison.ok()));
  }

  private static String scientific(double value) {
    return String.format(Locale.ROOT, "%.3e", value);
  }
}
