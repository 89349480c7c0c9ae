package org.e2vpt.tables.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.e2vpt.tables.app.Preregistration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Registers a run before anything is run. */
@Command(
    name = "preregister",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    modelTransformer = TableOptions.Transformer.class,
    description = {
      "Register a run before it starts.",
      "Writes seeds, protocol, margins, budget and hashes to registration.csv in the run"
          + " folder. The report then says whether the run followed the registration. Commit the"
          + " file or give it to someone: as long as only you have it, it proves nothing."
    },
    exitCodeList = {
      "0:the run is registered",
      "2:wrong usage or input, or the run was registered or started before"
    })
final class PreregisterCommand implements Callable<Integer> {

  @Mixin private TableChoice choice = new TableChoice();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Path file = Preregistration.write(choice.config(new Properties()), Clock.systemUTC());
    spec.commandLine().getOut().println(file);
    return E2vpt.OK;
  }
}
