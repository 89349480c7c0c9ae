package org.e2vpt.tables.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.List;
import org.e2vpt.tables.paper.Claim;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {

  private static List<Finding> findings = List.of();

  @BeforeAll
  static void audit() throws IOException {
    findings = Audit.ofThePaper();
  }

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
    Finding finding = findings.get(number - 1);

    assertThat(finding.claim().number()).isEqualTo(number);
    assertThat(byHand).as(finding.arithmetic()).matches(BY_HAND.get(finding.conclusion()));
    assertThat(byHand).contains(finding.aggregator().replaceFirst(" .*", ""));
  }

  @Test
  void everyClaimComesOutAsIsKnown() {
    assertThat(findings).hasSize(35);
    assertThat(findings)
        .allSatisfy(
            finding ->
                assertThat(finding.words())
                    .as("claim %d: %s", finding.claim().number(), finding.arithmetic())
                    .isEqualTo(finding.claim().known()));
  }

  /** Each conclusion follows from the numbers: another claim about them comes out otherwise. */
  @ParameterizedTest(name = "{0} {1}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          means-of-tasks | table1/e2vpt; table1/full                            |        | holds
          means-of-tasks | table1/full by linear bias                           |        | cannot be checked
          means-of-tasks | table1/full by linear full                           |        | holds
          means-of-tasks | table1/adapter by adapter-8                          |        | contradicted
          accuracy       | table1/e2vpt/* - table1/full/* = 5.85                | 19w g3 | holds with 19w
          accuracy       | table1/e2vpt/* - table1/full/* = 5.85                | 19w    | holds
          accuracy       | table1/e2vpt/* - table1/full/* = 4.98                | 19w g3 | holds with g3
          accuracy       | table1/e2vpt/* - table1/full/* = 5.90                | 19w g3 | contradicted
          accuracy       | table5/kv-before/* = 73.94; table5/kv-after/* = 71.37 | 19w g3 | holds with g3 for 73.94, 19w for 71.37
          accuracy       | table1/e2vpt/svhn - table1/full/svhn = -2.1          |        | holds
          accuracy       | table1/e2vpt/FGVC - table1/full/FGVC = 0.70          |        | contradicted
          accuracy       | table2/bias/svhn = 50.0                              |        | cannot be checked
          tuned-share    | table1/e2vpt/* = 0.39                                | 24w    | holds
          tuned-share    | table1/e2vpt/* = 0.39                                | 24w g3 | holds with 24w
          tuned-share    | table1/e2vpt/* = 0.37                                | 24w    | contradicted
          tuned-share    | table1/bias/* = 0.80                                 | 24w    | cannot be checked
          order          | table2/e2vpt > bias full in Natural                  |        | holds
          order          | table2/e2vpt > bias full in Natural Specialized      |        | contradicted
          order          | table1/e2vpt > e2vpt in Natural                      |        | contradicted
          order          | table2/e2vpt < vpt-deep                              |        | holds
          order          | table2/e2vpt < vpt-deep linear                       |        | contradicted
          order          | table2/e2vpt > sidetune in Natural                   |        | cannot be checked
          wins           | table1/e2vpt > full in Natural FGVC = 10             |        | holds
          wins           | table1/e2vpt > full in Natural FGVC = 11             |        | contradicted
          wins           | table1/e2vpt > linear in Natural = 7                 |        | contradicted
          wins           | table3/mae-e2vpt > mae-full in Natural = brackets    |        | cannot be checked
          wins           | table3/mae-e2vpt > mae-full in Natural = 4           |        | holds
          accounted      | table4/visual/svhn                                   |        | holds
          accounted      | table4/visual-pruned/svhn                            |        | contradicted
          accounted      | table4/visual-kv/svhn                                |        | cannot be checked
          accounted      | vit-b16 = 85.8                                       |        | holds
          accounted      | vit-b16 = 86.7                                       |        | contradicted
          membership     | 5 in 1 5 10 50                                       |        | holds
          membership     | 20 in 1 5 10 50                                      |        | contradicted
          membership     | '20 in 1 5 | 5 in 1 5'                               |        | holds
          searched       | weight decay: 0.01                                   |        | holds
          searched       | weight decay: 0.01 0.001                             |        | contradicted
          """)
  void concludesFromTheNumbers(String check, String inputs, String aggregators, String conclusion)
      throws IOException {
    Claim claim = claim(check, inputs, aggregators == null ? "" : aggregators);

    assertThat(finding(claim).words()).as(finding(claim).arithmetic()).isEqualTo(conclusion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          accuracy   | table1/e2vpt/* = 5.85; 3 | 19w  | expected a statement such as 'table1/e2vpt/* - table1/full/* = 5.85', got '3'
          accuracy   | table1/e2vpt = 5.85      | 19w  | expected a place such as 'table1/e2vpt/Natural', got 'table1/e2vpt'
          accuracy   | table1/e2vpt/* = 5.85    | mean | no aggregator 'mean'; there are 19w, g3, 24w
          wins       | table1/e2vpt over full   |      | expected a statement such as 'table1/e2vpt > full in Natural FGVC = 10', got 'table1/e2vpt over full'
          order      | table1/e2vpt over full   |      | expected a statement such as 'table2/e2vpt > bias vpt-deep in Natural Structured', got 'table1/e2vpt over full'
          guess      | table1/e2vpt             |      | claim 1: no check 'guess'; there are means-of-tasks, accuracy, tuned-share, order, wins, accounted, membership, searched, unpublished
          means-of-tasks | table3/mae-bias      |      | table3/mae-bias has no value for some task of Natural
          """)
  void saysWhatIsWrongWithAClaim(String check, String inputs, String aggregators, String message) {
    Claim claim = claim(check, inputs, aggregators == null ? "" : aggregators);

    assertThatThrownBy(() -> finding(claim))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void givesTheArithmetic() {
    assertThat(findings)
        .extracting(Finding::arithmetic)
        .contains(
            "5.85 claimed; 19w of columns: 71.4163 - 65.5642 = 5.8521, 19w of tasks: 71.4158 -"
                + " 65.5684 = 5.8474, g3 of columns: 73.9433 - 68.9600 = 4.9833, g3 of tasks:"
                + " 73.9423 - 68.9661 = 4.9762",
            "e2vpt over full, in brackets 4 + 6 + 3 + 8 = 21, counted 4 + 6 + 3 + 8 = 21 (not on"
                + " fgvc_cars, svhn, diabetic_retinopathy), claimed 19 and 21",
            "Specialized 84.95 < 86.21 (full), Structured 57.35 < 59.65 (full)",
            "0.68 claimed; 19w of tasks: 0.6895, up to the rounding of its inputs",
            "20 is not among 1, 5, 10, 50");
  }

  private static Finding finding(Claim claim) throws IOException {
    return Audit.findings(List.of(claim), PrintedNumbers.load()).get(0);
  }

  private static Claim claim(String check, String inputs, String aggregators) {
    return new Claim(1, "nowhere", "invented", check, inputs, aggregators, "holds", "");
  }
}
