package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The help of every command, but that of picocli's own. */
class HelpTest {

  private static final int TERMINAL = 80;
  private static final int ENDLESS = 10_000;

  static Stream<Named<CommandSpec>> commands() {
    return withSubcommands(E2vpt.commandLine(new Properties()))
        .map(command -> Named.of(command.qualifiedName(), command));
  }

  private static Stream<CommandSpec> withSubcommands(CommandLine command) {
    return command.getCommand() instanceof AutoComplete.GenerateCompletion
        ? Stream.empty()
        : Stream.concat(
            Stream.of(command.getCommandSpec()),
            command.getSubcommands().values().stream().flatMap(HelpTest::withSubcommands));
  }

  /** A sentence that is broken in the source would also be broken there on the screen. */
  @ParameterizedTest
  @MethodSource("commands")
  void eachParagraphIsAtLeastASentence(CommandSpec command) {
    Stream<String> ofCommand = Stream.of(command.usageMessage().description());
    Stream<String> ofArguments =
        command.args().stream().flatMap(argument -> Stream.of(argument.description()));

    assertThat(Stream.concat(ofCommand, ofArguments))
        .isNotEmpty()
        .allSatisfy(paragraph -> assertThat(paragraph).matches("(?s)\\S.*\\S\\."));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noWordIsBrokenAtTheEndOfALine(CommandSpec command) {
    assertThat(words(command, TERMINAL)).isEqualTo(words(command, ENDLESS));
  }

  /** What stands below the synopsis, with a space between words. */
  private static String words(CommandSpec command, int width) {
    String usage =
        CharMatcher.whitespace()
            .collapseFrom(command.commandLine().setUsageHelpWidth(width).getUsageMessage(), ' ');
    return usage.substring(usage.indexOf(command.usageMessage().description()[0]));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void eachValueHasAName(CommandSpec command) {
    assertThat(
            command.args().stream()
                .filter(argument -> argument.arity().max() > 0)
                .map(ArgSpec::paramLabel))
        .noneMatch(label -> label.startsWith("<"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void saysWhatTheExitCodesMean(CommandSpec command) {
    if (command.subcommands().isEmpty()) {
      assertThat(command.usageMessage().exitCodeList()).containsKeys("0", "2", "3");
    }
  }
}
