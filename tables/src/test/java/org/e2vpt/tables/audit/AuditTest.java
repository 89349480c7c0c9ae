package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.InventedPaper;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");

  private static final ImmutableList<CheckedClaim> FINDINGS = Audit.of(PAPER);

  /** A first audit, by hand: {@code verdicts.csv} has its words, which begin like this. */
  private static final ImmutableMap<Conclusion, String> BY_HAND =
      ImmutableMap.of(
          Conclusion.HOLDS,
          "holds?(?! with| only).*|approx.*",
          Conclusion.HOLDS_WITH,
          "holds (only )?with (19w|g3).*",
          Conclusion.CONTRADICTED,
          "contradicted.*|(text right, )?caption wrong.*|inconsistent.*|overstated|(does )?not .*",
          Conclusion.CANNOT_BE_CHECKED,
          "(no variant .*: )?unverified.*|cannot be checked.*");

  @ParameterizedTest(name = "claim {0}: {1}")
  @CsvFileSource(resources = "verdicts.csv", numLinesToSkip = 1)
  void agreesWithTheAuditByHand(int number, String byHand) {
    CheckedClaim finding = FINDINGS.get(number - 1);

    assertThat(finding.claim().number()).isEqualTo(number);
    assertThat(byHand).as(finding.arithmetic()).matches(BY_HAND.get(finding.conclusion()));
    assertThat(byHand).contains(finding.aggregator().replaceFirst(" .*", ""));
  }

  @Test
  void everyClaimComesOutAsIsKnown() {
    assertThat(FINDINGS).hasSize(61);
    assertThat(Papers.shipped().all().stream().flatMap(paper -> Audit.of(paper).stream()))
        .allSatisfy(
            finding ->
                assertThat(finding.words())
                    .as("claim %d: %s", finding.claim().number(), finding.arithmetic())
                    .isEqualTo(finding.claim().known()));
  }

  /** Each conclusion follows from the numbers: another claim about them comes out otherwise. */
  @ParameterizedTest(name = "{0} {1}: {3}")
  @CsvFileSource(resources = "checks.csv", numLinesToSkip = 1, delimiter = '|')
  void concludesFromTheNumbers(
      String check, String inputs, @Nullable String aggregators, String conclusion) {
    Claim claim = claim(check, inputs, aggregators == null ? "" : aggregators);

    assertThat(finding(claim).words()).as(finding(claim).arithmetic()).isEqualTo(conclusion);
  }

  @Test
  void contradictsWinsThatAreNotThoseOfTheTasks(@TempDir Path papers) throws IOException {
    Path folder = InventedPaper.write(papers, "invented");
    Files.writeString(
        folder.resolve("per_task.csv"),
        """
        table,row,task,accuracy,tuned_share,note
        table1,full,shapes-count,50.0,,
        table1,full,shapes-location,50.0,,
        table1,linear,shapes-count,60.0,,
        table1,linear,shapes-location,60.0,,
        """);
    Paper paper = Paper.load(folder, Map.of());
    Claim claim = claim("wins", "table1/linear > full in Structured = brackets", "");

    CheckedClaim finding = Audit.findings(paper, List.of(claim), PrintedNumbers.of(paper)).get(0);

    assertThat(finding.words()).isEqualTo("contradicted");
    assertThat(finding.arithmetic())
        .isEqualTo("linear over full, in brackets 1 = 1, counted 2 = 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accuracy   | table1/e2vpt/* = 2.50; 3 | 19w  | expected a statement of the form 'TABLE/ROW/COLUMN - TABLE/ROW/COLUMN = NUMBER', got '3'
          accuracy   | table1/e2vpt = 2.50      | 19w  | expected a place TABLE/ROW/COLUMN, got 'table1/e2vpt'
          accuracy   | table1/e2vpt/* = 2.50    | mean | no aggregator 'mean'; there are 19w, g3, 24w
          wins       | table1/e2vpt over full   |      | expected a statement of the form 'TABLE/ROW > ROW in COLUMN COLUMN = NUMBER', got 'table1/e2vpt over full'
          order      | table1/e2vpt over full   |      | expected a statement of the form 'TABLE/ROW > ROW ROW in COLUMN COLUMN', got 'table1/e2vpt over full'
          pruned-fractions | table4/e2vpt/svhn from 8 |  | expected a statement of the form 'TABLE/ROW/COLUMN from 4 segments, not 8; prompts 10 20; percents 50', got 'table4/e2vpt/svhn from 8'
          pruned-fractions | table4/e2vpt/cifar from 4 segments, not 8; prompts 10; percents 50 |  | expected a place with a fraction of pruned numbers, got 'table4/e2vpt/cifar'
          guess      | table1/e2vpt             |      | claim 1: no check 'guess'; there are means-of-tasks, accuracy, tuned-share, order, wins, accounted, pruned-fractions, membership, searched, unpublished
          means-of-tasks | table3/mae-bias      |      | table3/mae-bias has no value for some task of Natural
          """)
  void saysWhatIsWrongWithAClaim(
      String check, String inputs, @Nullable String aggregators, String message) {
    Claim claim = claim(check, inputs, aggregators == null ? "" : aggregators);

    assertThatThrownBy(() -> finding(claim))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static CheckedClaim finding(Claim claim) {
    return Audit.findings(PAPER, List.of(claim), PrintedNumbers.of(PAPER)).get(0);
  }

  private static Claim claim(String check, String inputs, String aggregators) {
    return new Claim(1, "nowhere", "invented", check, inputs, aggregators, "holds", "");
  }
}
