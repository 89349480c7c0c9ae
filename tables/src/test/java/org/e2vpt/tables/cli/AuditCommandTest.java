package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsEveryClaimWithItsArithmetic() throws IOException {
    assertThat(execute("audit", "e2vpt")).isZero();

    String expected =
        Resources.toString(
            Resources.getResource(AuditCommandTest.class, "audit.txt"), StandardCharsets.UTF_8);
    assertThat(out.toString()).isEqualToNormalizingNewlines(expected);
  }

  @Test
  void auditsEveryPaperThatClaimsSomething() {
    assertThat(execute("audit")).isZero();

    assertThat(out.toString().lines().filter(line -> line.matches("[^ ]+ \\(arXiv [0-9.]+\\)")))
        .containsExactly(
            "E²VPT (arXiv 2307.13770)", "VFPT (arXiv 2411.01327)", "VPT (arXiv 2203.12119)");
  }

  @Test
  void printsCsv() {
    assertThat(execute("audit", "e2vpt", "--csv")).isZero();

    assertThat(out.toString().lines())
        .hasSize(62)
        .startsWith("paper,claim,place,text,conclusion,arithmetic,note")
        .contains(
            "e2vpt,29,§4.3 Prompt Length,\"\"\"the length of key-value prompts is restricted to [1, 5, 10,"
                + " 50]\"\", and \"\"80.2% with 20 key-value prompts\"\"\",contradicted,\"20 is not"
                + " among 1, 5, 10, 50\",");
  }

  @Test
  void printsJson() {
    assertThat(execute("audit", "e2vpt", "--json")).isZero();

    JsonObject json = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertThat(json.get("schema").getAsInt()).isEqualTo(1);
    assertThat(json.getAsJsonArray("claims"))
        .hasSize(61)
        .contains(
            JsonParser.parseString(
                """
                {
                  "paper": "e2vpt",
                  "claim": 29,
                  "place": "§4.3 Prompt Length",
                  "text": "\\"the length of key-value prompts is restricted to [1, 5, 10, 50]\\", and \\"80.2% with 20 key-value prompts\\"",
                  "conclusion": "contradicted",
                  "arithmetic": "20 is not among 1, 5, 10, 50",
                  "note": ""
                }
                """));
  }

  @Test
  void refusesPapersBesideRuns() {
    assertThat(execute("audit", "vpt", "reports/e2vpt/table1")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: expected papers or folders of runs, got both: vpt, reports/e2vpt/table1%n"
                .formatted());
  }

  @Test
  void saysWhatThereIsToAudit() {
    assertThat(execute("audit", "newt")).isEqualTo(2);

    assertThat(err)
        .hasToString(
            ("e2vpt: 'newt' is neither a paper nor the folder of a run: there are the papers e2vpt,"
                    + " mini, vfpt, vpt, and those of your own in --papers-dir; runs are in folders"
                    + " such as reports/PAPER/TABLE%n")
                .formatted());
  }

  @Test
  void saysWhichFileOfARunIsMissing(@TempDir Path run) {
    assertThat(execute("audit", run.toString())).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: %s has no cells.csv: expected the directory of a finished run, such as reports/PAPER/TABLE%n"
                .formatted(run));
  }

  private int execute(String... arguments) {
    CommandLine commandLine = E2vpt.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
