package org.e2vpt.tables.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.tables.suite.RunOption;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, {@code java -jar tables/target/e2vpt.jar}. */
@Command(
    name = "e2vpt",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = "The tables of E²VPT (arXiv 2307.13770) as tests.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PlanCommand.class,
      RunCommand.class,
      TrialsCommand.class,
      WorkerCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      HistoryCommand.class,
      RecordCommand.class,
      PublishCommand.class,
      ParityCommand.class,
      ParamsCommand.class,
      AuditCommand.class,
      BenchCommand.class,
      WeightsCommand.class,
      DataCommand.class,
      DoctorCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no cell fails",
      "1:some cell is not reproduced, or was not run",
      "2:wrong usage or input, or the run was stopped; the error says what to do",
      "3:an error in this program"
    })
public final class E2vpt {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int BUG = 3;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return commandLine(System.getProperties());
  }

  /**
   * The command line.
   *
   * @param system properties, which say what of a run's settings was not given as an option
   */
  static CommandLine commandLine(Properties system) {
    return new CommandLine(new E2vpt())
        .setOptionsCaseInsensitive(true)
        .setSubcommandsCaseInsensitive(true)
        .setDefaultValueProvider(new TableOptions.SystemProperties(system))
        .setExecutionStrategy(parsed -> execute(parsed, system))
        .setParameterExceptionHandler(E2vpt::badUsage)
        .setExecutionExceptionHandler(E2vpt::failure);
  }

  private static int execute(ParseResult parsed, Properties system) {
    try {
      RunOption.requireKnown(system);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
    return new RunLast().execute(parsed);
  }

  private static int badUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command
        .getErr()
        .println("e2vpt: %s; see '%s --help'%s".formatted(e.getMessage(), name, suggestion(e)));
    return BAD_INPUT;
  }

  /** What an unknown option or command was probably meant to be. */
  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String word = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
    CommandLine command = e.getCommandLine();
    Set<String> known =
        word.startsWith("-")
            ? command.getCommandSpec().optionsMap().keySet()
            : command.getSubcommands().keySet();
    return Names.didYouMean(word, known);
  }

  /**
   * Bad input, a folder in use or a run that was stopped is one line; a bug keeps its stack trace.
   */
  private static int failure(Exception e, CommandLine command, ParseResult parsed) {
    // CancellationException is an IllegalStateException
    if (e instanceof IllegalArgumentException || e instanceof IllegalStateException) {
      command.getErr().println("e2vpt: " + e.getMessage());
      return BAD_INPUT;
    }
    if (e instanceof UncheckedIOException) {
      command.getErr().println("e2vpt: %s: %s".formatted(e.getMessage(), e.getCause()));
      return BAD_INPUT;
    }
    if (e instanceof IOException) {
      command.getErr().println("e2vpt: cannot read or write: " + e);
      return BAD_INPUT;
    }
    e.printStackTrace(command.getErr());
    return BUG;
  }

  /** The version in the jar's manifest, and the commit that the jars were built from. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = E2vpt.class.getPackage().getImplementationVersion();
      return new String[] {
        "e2vpt %s, commit %s"
            .formatted(version == null ? "(not in a jar)" : version, BuildInfo.ofProgram().commit())
      };
    }
  }
}
