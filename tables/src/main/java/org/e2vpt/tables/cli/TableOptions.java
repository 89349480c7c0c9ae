package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.worker.TrialRunnerFactory;
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

  /** Those that the harness looks up as system properties. */
  private static final List<RunOption> OF_HARNESS =
      List.of(
          RunOption.PRECISION,
          RunOption.SHORTCUTS,
          RunOption.TIME,
          RunOption.PROGRESS,
          RunOption.LOCK,
          RunOption.DATA_ROOT);

  @Option(
      names = "--choice",
      paramLabel = "NAME=WORD",
      description = "A single choice of the protocol, such as segments=16; can be repeated.")
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
            option.description(),
            plans && !option.changesPlan());
      }
      for (String choice : RunOption.choices()) {
        add(command, choice, ImmutableSet.of("--" + choice), "WORD", "See --choice.", true);
      }
      return command;
    }

    private static void add(
        CommandSpec command,
        String name,
        ImmutableSet<String> options,
        String label,
        String description,
        boolean hidden) {
      if (options.stream().allMatch(option -> command.findOption(option) == null)) {
        command.addOption(
            OptionSpec.builder(options.toArray(String[]::new))
                .type(String.class)
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
    requireWords(properties);
    OF_HARNESS.forEach(option -> tellHarness(option, properties));
    if (TrialRunnerFactory.isClusterAsked()) {
      tellHarness(RunOption.GPU, properties);
    }
    return properties;
  }

  /** Refuses wrong words of what the harness would read later. */
  private static void requireWords(Properties properties) {
    Map<String, String> words = new HashMap<>();
    for (RunOption option : List.of(RunOption.PRECISION, RunOption.SHORTCUTS)) {
      String value = properties.getProperty(option.word());
      if (value != null) {
        words.put(option.word(), value);
      }
    }
    var unused = Execution.take(words);
  }

  private static void tellHarness(RunOption option, Properties properties) {
    String value = properties.getProperty(option.word());
    if (value != null) {
      System.setProperty(option.word(), value);
    }
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
