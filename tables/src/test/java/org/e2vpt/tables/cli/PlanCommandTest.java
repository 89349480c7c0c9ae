package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.tables.cost.Speed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a plan says of its verdicts; what it says of costs is in {@link E2vptTest}. */
class PlanCommandTest {

  @ParameterizedTest(name = "plan {0}")
  @MethodSource
  void saysWhatVerdictsWillTell(String command, String said) {
    StringWriter out = new StringWriter();

    assertThat(
            E2vpt.commandLine(new Properties())
                .setOut(new PrintWriter(out, true))
                .execute(
                    Splitter.on(' ')
                        .splitToStream("plan --device A100 " + command)
                        .toArray(String[]::new)))
        .isZero();

    assertThat(
            out.toString()
                .lines()
                .dropWhile(line -> !line.startsWith("  verdicts"))
                .filter(line -> !line.isEmpty())
                .map(line -> line + "\n")
                .collect(Collectors.joining()))
        .isEqualTo(said);
  }

  @Test
  void printsJson(@TempDir Path data) {
    StringWriter out = new StringWriter();

    assertThat(
            E2vpt.commandLine(new Properties())
                .setOut(new PrintWriter(out, true))
                .execute(
                    Splitter.on(' ')
                        .splitToStream(
                            "plan table4 table5 --device A100 --devices 2 --hours 40 --json --data-root "
                                + data)
                        .toArray(String[]::new)))
        .isZero();

    JsonObject plan = JsonParser.parseString(out.toString()).getAsJsonObject();
    assertThat(plan.keySet())
        .containsExactly("schema", "device", "devices", "precision", "basis", "tables", "fitting");
    List<JsonObject> tables =
        plan.getAsJsonArray("tables").asList().stream().map(t -> t.getAsJsonObject()).toList();
    assertThat(tables)
        .extracting(table -> table.get("name").getAsString())
        .containsExactly("table4", "table5", "together");
    JsonObject all = tables.get(0).getAsJsonObject("all");
    assertThat(tables.get(0).getAsJsonArray("stages"))
        .extracting(stage -> stage.getAsJsonObject().get("trials").getAsLong())
        .satisfies(
            trials ->
                assertThat(trials.stream().mapToLong(t -> t).sum())
                    .isEqualTo(all.get("trials").getAsLong()));
    double hours = Speed.of("A100", Precision.FP32).hours(all.get("flops").getAsDouble()) / 2;
    assertThat(all.get("hours").getAsDouble()).isEqualTo(hours);
    assertThat(tables.get(0).getAsJsonObject("budgets").get("paper").getAsDouble())
        .isEqualTo(hours);
    assertThat(tables.get(2).getAsJsonObject("files").get("missing_bytes"))
        .isEqualTo(tables.get(2).getAsJsonObject("files").get("bytes"));
    assertThat(
            plan.getAsJsonArray("fitting").asList().stream()
                .mapToDouble(cells -> cells.getAsJsonObject().get("hours").getAsDouble())
                .sum())
        .isPositive()
        .isLessThanOrEqualTo(40);
  }

  @Test
  void theDocumentationShowsAPlan() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "verdicts.md"));

    assertThat(page)
        .contains(
            saysWhatVerdictsWillTell()
                .map(plan -> (String) plan.get()[1])
                .findFirst()
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith(" "))
                .map(line -> line + "\n")
                .collect(Collectors.joining("", "  …\n", "```\n")));
  }

  /** A command behind a dollar, and what it says. */
  static Stream<Arguments> saysWhatVerdictsWillTell() throws IOException {
    String cases =
        Resources.toString(
            Resources.getResource(PlanCommandTest.class, "plans.txt"), StandardCharsets.UTF_8);
    return Splitter.on("$ plan ")
        .omitEmptyStrings()
        .splitToStream(cases)
        .map(each -> Splitter.on('\n').limit(2).splitToList(each))
        .map(parts -> Arguments.of(parts.get(0), parts.get(1)));
  }
}
