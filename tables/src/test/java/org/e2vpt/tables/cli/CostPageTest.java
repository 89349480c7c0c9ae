package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** docs/cost.md prints what its commands print. */
class CostPageTest {

  private static final Path PAGE = Path.of("../docs/cost.md");

  /** {@code | … | 652.2 | … | `plan …` |} */
  private static final Pattern FACTOR =
      Pattern.compile("(?m)^\\|[^|]*\\| ([0-9.,]+) \\|[^|]*\\| `(plan [^`]*)` \\|$");

  private static final Pattern BLOCK =
      Pattern.compile("(?s)```\njava -jar tables/target/e2vpt.jar (plan [^\n]*)\n(.*?)\n```");

  @TempDir private Path data;

  static Stream<Arguments> factors() throws IOException {
    return FACTOR
        .matcher(Files.readString(PAGE))
        .results()
        .map(factor -> arguments(factor.group(2), factor.group(1)));
  }

  @ParameterizedTest
  @MethodSource("factors")
  void printsTheHoursOfEachFactor(String command, String hours) {
    assertThat(output(command).lines())
        .anyMatch(line -> line.startsWith("  " + hours + " hours on A100 in "));
  }

  static Stream<Arguments> blocks() throws IOException {
    return BLOCK
        .matcher(Files.readString(PAGE))
        .results()
        .map(block -> arguments(block.group(1), block.group(2)));
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void printsWhatCommandsPrint(String command, String block) {
    List<String> printed = Splitter.on('\n').splitToList(block);

    assertThat(printed).hasSizeGreaterThan(5);
    String output = output(command);
    assertThat(printed).allSatisfy(line -> assertThat(output).contains(line));
  }

  private String output(String command) {
    StringWriter out = new StringWriter();
    CommandLine commandLine = E2vpt.commandLine(new Properties());
    commandLine.setOut(new PrintWriter(out, true));
    String[] words = (command + " --data-root " + data).split(" ");

    assertThat(commandLine.execute(words)).isZero();
    return out.toString();
  }
}
