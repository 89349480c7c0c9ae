package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.app.Configs;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Score;
import org.e2vpt.tables.plan.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runs in fp32 and in bf16 that were recorded, and what the documentation says of them. */
class RecordedPrecisionTest {

  private static final Path RECORDED = Path.of("../reports/recorded/precision");

  /** By the method that a journal's row begins with. */
  private static final ImmutableMap<String, String> ROWS =
      ImmutableMap.of(
          PairedDifference.ALL,
          "all",
          "e2vpt",
          "E²VPT unpruned",
          "vpt-deep",
          "VPT-deep",
          "adapter",
          "Adapter",
          "full",
          "Full");

  @Test
  void theDocumentationShowsTheDifferencesOfThePairs() throws IOException {
    Comparison comparison =
        Comparisons.compare(
            Papers.shipped(),
            RECORDED.resolve("fp32").toString(),
            RECORDED.resolve("bf16").toString());

    String documented = documented();
    assertThat(comparison.pairs())
        .hasSize(ROWS.size())
        .allSatisfy(
            pairs -> assertThat(documented).contains(line(ROWS.get(method(pairs.title())), pairs)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"`digits`", "`shapes-count`", "`shapes-location`", "`digits` and `shapes-count`"})
  void theDocumentationShowsThoseOfTasks(String tasks) throws IOException {
    PairedDifference pairs =
        PairedDifference.of(scores("fp32", tasks), scores("bf16", tasks), ImmutableMap.of()).get(0);

    assertThat(documented()).contains(line("all on " + tasks, pairs));
  }

  private static List<Score> scores(String precision, String tasks) throws IOException {
    return Source.journal(Papers.shipped(), RECORDED.resolve(precision)).scores().stream()
        .filter(score -> tasks.contains("`" + score.task() + "`"))
        .toList();
  }

  private static String documented() throws IOException {
    return Files.readString(Path.of("../docs/performance.md"));
  }

  private static String line(String row, PairedDifference pairs) {
    return String.format(
        Locale.ROOT,
        "| %s | %d | %s | %s |",
        row,
        pairs.pairs(),
        Words.signed(pairs.points()),
        pairs.interval());
  }

  private static String method(String title) {
    return title.replaceFirst(" \\(.*", "").replaceFirst(",.*", "");
  }

  /** Else the command of the documentation would run other trials. */
  @ParameterizedTest
  @ValueSource(strings = {"fp32", "bf16"})
  void whatIsRecordedIsWhatTheCommandRuns(String precision) throws IOException {
    List<TrialResult> recorded =
        Journal.read(RECORDED.resolve(precision).resolve(Journal.FILE)).results();

    assertThat(recorded)
        .allMatch(result -> result.status() == Status.OK)
        .extracting(TrialResult::trial)
        .containsExactlyInAnyOrderElementsOf(
            Configs.run(
                    "tables=bf16/pairs papers.dir=../docs/precision seeds=42,44,82,100,800 precision="
                        + precision)
                .plans()
                .stream()
                .flatMap(plan -> plan.foreseen(Stage.FINAL).orElseThrow().stream())
                .toList());
  }
}
