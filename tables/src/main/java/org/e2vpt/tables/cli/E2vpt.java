package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableMap;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.names.Names;
import org.e2vpt.harness.text.FailureReason;
import org.e2vpt.harness.text.FileErrors;
import org.e2vpt.harness.text.VisibleOutput;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.tables.app.RunOption;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line, {@code java -jar tables/target/e2vpt.jar}. */
@Command(
    name = "e2vpt",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = "Reproduce the tables of papers on visual prompt tuning.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PlanCommand.class,
      PreregisterCommand.class,
      RunCommand.class,
      TuneCommand.class,
      TrialsCommand.class,
      WorkerCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      HistoryCommand.class,
      RecordCommand.class,
      PublishCommand.class,
      ParityCommand.class,
      VerdictsCommand.class,
      RaceCommand.class,
      ParamsCommand.class,
      AuditCommand.class,
      BenchCommand.class,
      WeightsCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class
    },
    exitCodeList = {
      "0:success: no cell failed, and nothing was missing",
      "1:a cell was not reproduced or not run, or something is missing or wrong",
      "2:wrong usage or input, or the run was stopped; the error says what to do",
      "3:an error in this program"
    })
public final class E2vpt {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;
  static final int BUG = 3;

  /** What every command exits with in these cases, unless it says it more precisely. */
  private static final ImmutableMap<String, String> EXIT_CODES =
      ImmutableMap.of(
          "2", "wrong usage or input; the error says what to do", "3", "an error in this program");

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // libraries and the JDK format numbers, too
    VisibleOutput out = VisibleOutput.standardOutput();
    VisibleOutput err = VisibleOutput.standardError();
    System.setOut(out);
    System.setErr(err);
    System.exit(commandLine().setOut(out.writer()).setErr(err.writer()).execute(arguments));
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
    return withExitCodes(new CommandLine(new E2vpt()))
        .registerConverter(Path.class, E2vpt::path)
        .registerConverter(Duration.class, E2vpt::duration)
        .registerConverter(Decoder.class, E2vpt::decoder)
        .setColorScheme(Help.defaultColorScheme(Ansi.OFF)) // else help would need escape sequences
        .setOptionsCaseInsensitive(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setSubcommandsCaseInsensitive(true)
        .setDefaultValueProvider(new TableOptions.SystemProperties(system))
        .setExecutionStrategy(parsed -> execute(parsed, system))
        .setParameterExceptionHandler(E2vpt::badUsage)
        .setExecutionExceptionHandler(E2vpt::failure);
  }

  /** Adds to the exit codes that commands describe what they have in common. */
  @CanIgnoreReturnValue
  private static CommandLine withExitCodes(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    if (!usage.exitCodeList().isEmpty()) {
      Map<String, String> codes = new TreeMap<>(EXIT_CODES);
      codes.putAll(usage.exitCodeList());
      usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
    }
    command.getSubcommands().values().forEach(E2vpt::withExitCodes);
    return command;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(FileErrors.describe(e));
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'%s' is not a duration such as PT8H or PT90M".formatted(text));
    }
  }

  private static Decoder decoder(String text) {
    try {
      return Decoder.named(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** Refuses empty values: an empty path would be the current folder. */
  private static void requireValues(ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      for (ArgSpec argument : command.getParseResult().matchedArgs()) {
        if (argument.originalStringValues().contains("")) {
          throw new ParameterException(
              command,
              argument instanceof OptionSpec option
                  ? "Empty value for option '%s'".formatted(option.longestName())
                  : "Empty value for parameter '%s'".formatted(argument.paramLabel()));
        }
      }
    }
  }

  private static int execute(ParseResult parsed, Properties system) {
    requireValues(parsed);
    FileErrors.currentFolder()
        .ifPresent(
            reason -> {
              throw new ParameterException(parsed.commandSpec().commandLine(), reason);
            });
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
    List<String> longer = known.stream().filter(name -> name.startsWith(word + "-")).toList();
    return longer.size() == 1
        ? ". Did you mean '%s'?".formatted(longer.get(0))
        : Names.didYouMean(word, known);
  }

  /**
   * Bad input, a folder in use or a run that was stopped is one line; a bug keeps its stack trace.
   */
  private static int failure(Exception e, CommandLine command, ParseResult parsed) {
    Optional<String> reason = FailureReason.of(e);
    if (reason.isPresent()) {
      command.getErr().println("e2vpt: " + reason.get());
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
