package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.tables.doctor.Diagnosis;
import org.e2vpt.tables.doctor.Findings;
import org.e2vpt.tables.doctor.Paragraph;
import org.e2vpt.tables.paper.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether this machine can run the paper's tables. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Check whether this machine can run the papers' tables.",
      "Reports what is there, what is missing, and what to do next. Nothing is loaded,"
          + " unpacked or downloaded."
    },
    exitCodeList = {"0:every table can be run", "1:something is missing"})
final class DoctorCommand implements Callable<Integer> {

  /** Looks at a machine. */
  interface Examination {
    Findings of(DataFolder folder) throws IOException;
  }

  /** What {@code --json} prints; docs/json.md describes its members. */
  private record Answer(
      boolean healthy,
      ImmutableList<String> found,
      ImmutableList<String> missing,
      Diagnosis.Next next) {}

  private final Examination examination;

  @Mixin private DataOptions options = new DataOptions();

  @Option(names = "--json", description = "Print JSON; docs/json.md describes it.")
  private boolean json = false;

  @Spec private CommandSpec spec = CommandSpec.create();

  DoctorCommand() {
    this(Findings::here);
  }

  DoctorCommand(Examination examination) {
    this.examination = examination;
  }

  @Override
  public Integer call() throws IOException {
    Diagnosis diagnosis = Diagnosis.of(examination.of(options.folder()));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(
          Json.of(
              new Answer(
                  diagnosis.healthy(), diagnosis.found(), diagnosis.missing(), diagnosis.next())));
      out.flush();
    } else {
      print(out, diagnosis);
    }
    return diagnosis.healthy() ? E2vpt.OK : E2vpt.FAILED;
  }

  private static void print(PrintWriter out, Diagnosis diagnosis) {
    diagnosis.found().forEach(out::println);
    out.println();
    for (String what : diagnosis.missing()) {
      Paragraph.of("missing: ", what).forEach(out::println);
    }
    diagnosis.next().lines("next: ").forEach(out::println);
  }
}
