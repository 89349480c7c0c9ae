package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ParamsCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void countsEveryMethodOnEveryBackbone() {
    assertThat(execute("params")).isZero();

    assertThat(out.toString().lines())
        .hasSize(1 + 26 + 25 + 25 + 19)
        .anyMatch(line -> line.matches("backbone +method +options +tuned +kept +total .*"))
        .anyMatch(
            line ->
                line.matches(
                    "swin-b.in22k +bias +200,760 +200,760 +86,743,224 +0\\.2896 +0\\.2896"));
  }

  @Test
  void countsEachTaskAsCsv() {
    assertThat(execute("params", "--tasks", "--csv")).isZero();

    assertThat(out.toString().lines())
        .startsWith("backbone,method,options,task,tuned,kept,total,tuned_share,kept_share")
        .contains(
            "vit-b16.in21k,linear,,svhn,7690,7690,85806346,0.0090,0.0090",
            "vit-b16.moco-v3,e2vpt,kv=released preset=released prune-segments=12 prune-tokens=90%"
                + " visual=released,svhn,145930,56074,85944756,0.1698,0.0652");
  }

  @Test
  void comparesWithAPrintedColumnAndGivesReasons() {
    assertThat(execute("params", "--table", "4")).isZero();

    assertThat(out.toString().lines())
        .hasSize(1 + 8 + 6 + 2)
        .containsSequence(
            "vit-b16.in21k  Visual + pruning              svhn             0.42       0.5431"
                + "      0.2426  does not reproduce  100*(201,600 + 769*10)/(86,260,306 + 769*10)",
            "    0.42 % of 86,267,996 numbers is 362,326, but 209,290 are tuned; that needs 23 %"
                + " pruned, not 56.3")
        .endsWith("", "reproduces: 2, does not reproduce: 5, not determinable: 1");
  }

  @Test
  void comparesAsCsv() {
    assertThat(execute("params", "--table=1", "--csv")).isZero();

    assertThat(out.toString().lines())
        .hasSize(10)
        .startsWith(
            "backbone,row,task,printed,tuned_share,kept_share,verdict,arithmetic,reason",
            "vit-b16.in21k,Full,,100.00,100.0000,100.0000,reproduces,\"mean over 24 tasks of"
                + " 100*(85,798,656 + 769*C)/(85,798,656 + 769*C)\",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          params --table 5         | table5 has no column Tuned/Total; those with one are table1, table2, table3, table4
          params --table tabel1    | no table 'tabel1'; there are table1, table2, table3, table4, table5, figure3, figure4, mini, vfpt/table1, vfpt/table2, vfpt/table3, vfpt/fourier, vpt/table1, vpt/swin, vpt/self-supervised. Did you mean 'table1'?
          params --paper vpt       | vpt has no counted.csv, which says what to count; e2vpt, vfpt have one
          params --table 1 --tasks | Error: --tasks, --table=TABLE are mutually exclusive (specify only one); see 'e2vpt params --help'
          """)
  void saysInOneLineWhatIsWrongWithTheUsage(String arguments, String message) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
  }

  private int execute(String... arguments) {
    CommandLine commandLine = E2vpt.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
