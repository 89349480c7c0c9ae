package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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

  /** Gives a command its options. */
  static final class Transformer implements IModelTransformer {

    @Override
    public CommandSpec transform(CommandSpec command) {
      boolean plans = command.userObject() instanceof PlanCommand;
      for (RunOption option : RunOption.values()) {
        add(
            command,
            option.word(),
            ImmutableSet.of("--" + option.word().replace('.', '-'), "--" + option.word()),
            option.value(),
            option == RunOption.KEEP_FULL ? "0..1" : "1",
            description(option, command),
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

    /** A run on a user's own images races unless it is told otherwise. */
    private static String description(RunOption option, CommandSpec command) {
      return option == RunOption.SEARCH && command.userObject() instanceof TuneCommand
          ? "How to search: race (default), which stops poor settings early, or grid."
          : option.description();
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

  /** Those that were given and change nothing of a plan. */
  List<String> withoutEffectOnPlan(Properties properties) {
    List<String> without = new ArrayList<>();
    for (RunOption option : RunOption.values()) {
      if (!option.changesPlan() && properties.getProperty(option.word()) != null) {
        without.add(option.word());
      }
    }
    return without;
  }
}
