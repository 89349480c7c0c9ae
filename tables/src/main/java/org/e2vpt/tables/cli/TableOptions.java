package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.app.RunOption;
import org.e2vpt.tables.paper.Protocol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * What of a table is run, and how: an option for each {@link RunOption}. What is not given is what
 * the system property of its name says.
 */
final class TableOptions {

  @Option(
      names = "--choice",
      paramLabel = "NAME=WORD",
      description = "A single choice of the protocol, such as segments=16. Can be repeated.")
  private Map<String, String> choices = new LinkedHashMap<>();

  /** A folder of images is a paper of its own, with one task and with the lengths of prompts. */
  private static final ImmutableSet<RunOption> NOT_OF_TUNE =
      Sets.immutableEnumSet(
          RunOption.GROUPS, RunOption.TASKS, RunOption.LENGTHS, RunOption.PAPERS_DIR);

  /** Gives a command its options. */
  static final class Transformer implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
      boolean plans = command.userObject() instanceof PlanCommand;
      boolean tunes = command.userObject() instanceof TuneCommand;
      for (RunOption option : RunOption.values()) {
        if (tunes && NOT_OF_TUNE.contains(option)) {
          continue;
        }
        add(
            command,
            option.word(),
            ImmutableSet.of("--" + option.word().replace('.', '-'), "--" + option.word()),
            option.value(),
            option == RunOption.KEEP_FULL ? "0..1" : "1",
            tunes && option == RunOption.SEARCH
                ? "How to search: race (default), which stops poor settings early, or grid."
                : option.description(),
            plans && !option.changesPlan());
      }
      for (String choice : RunOption.choices()) {
        add(command, choice, ImmutableSet.of("--" + choice), "WORD", "1", "See --choice.", true);
      }
      String cluster = RunOption.CLUSTER; // Spark itself reads it as a system property
      add(
          command,
          cluster,
          ImmutableSet.of("--" + cluster),
          "URL",
          "1",
          "See docs/cluster.md.",
          true);
      return command;
    }

    private static void add(
        CommandSpec command,
        String name,
        ImmutableSet<String> options,
        String label,
        String arity,
        String description,
        boolean hidden) {
      if (options.stream().allMatch(option -> command.findOption(option) == null)) {
        command.addOption(
            OptionSpec.builder(options.toArray(String[]::new))
                .type(String.class)
                .arity(arity)
                .fallbackValue("true")
                .paramLabel(label)
                .description(description)
                .hidden(hidden)
                .userObject(new Named(name))
                .build());
      }
    }
  }

  /** Marks an option that is a setting of a run. */
  private record Named(String setting) {}

  /** Finds what is not given among system properties. */
  record SystemProperties(Properties properties) implements IDefaultValueProvider {

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
      return argument.userObject() instanceof Named named
          ? properties.getProperty(named.setting)
          : null;
    }
  }

  /**
   * As a suite has them.
   *
   * @param command whose options they are
   * @param defaults of what was neither given nor set as a system property
   */
  Properties properties(CommandSpec command, Properties defaults) {
    Properties properties = new Properties(defaults);
    for (OptionSpec option : command.options()) {
      String value = option.userObject() instanceof Named ? option.getValue() : null;
      if (value != null) {
        properties.setProperty(((Named) option.userObject()).setting, value);
      }
    }
    choices.forEach((name, word) -> properties.setProperty(Protocol.PREFIX + name, word));
    return properties;
  }

  /** Says on standard error which of these settings were given, but have no effect on something. */
  static void sayWithoutEffect(
      CommandSpec command, String on, Properties properties, Predicate<RunOption> none) {
    String given =
        Stream.of(RunOption.values())
            .filter(option -> none.test(option) && properties.getProperty(option.word()) != null)
            .map(RunOption::word)
            .collect(Collectors.joining(", "));
    if (!given.isEmpty()) {
      command.commandLine().getErr().println("e2vpt: %s not depend on %s".formatted(on, given));
    }
  }
}
