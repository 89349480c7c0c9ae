package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cause;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which known causes the record of a cell fits. */
class CauseTest {

  @ParameterizedTest(name = "{0} {1} on {2}, n = {3}, sd {4}, {5}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          table1  | full     | cifar | 3 | 0.2 | budget=paper    | other-checkpoint
          table1  | full     | cifar | 2 | 0.2 | budget=paper    | other-checkpoint few-runs
          table1  | full     | cifar | 3 | 2.0 | budget=paper    | other-checkpoint seeds-spread
          table1  | full     | cifar | 3 | 0.2 | budget=released | other-checkpoint budget
          table1  | full     | cifar | 3 | 0.2 | images cifar=The archive stores every image as JPEG of quality 75 | jpeg-pixels other-checkpoint
          table1  | full     | cifar | 3 | 0.2 | images svhn=The archive stores every image as JPEG of quality 75  | other-checkpoint
          table1  | full     | dtd   | 3 | 0.2 | images dtd=split: exact JPEG files are decoded as by Pillow instead of TensorFlow (protocol.pixels). | chosen-pixels other-checkpoint
          table1  | e2vpt    | cifar | 3 | 0.2 | protocol=paper  | other-checkpoint protocol unpublished-lengths
          table1  | vpt-deep | svhn  | 3 | 0.2 | protocol=paper  | other-checkpoint svhn-seeds unpublished-lengths
          table1  | adapter  | cifar | 3 | 0.2 | protocol=paper  | other-checkpoint protocol unpublished-bottleneck doubted-adapter
          table1  | sidetune | cifar | 3 | 0.2 | protocol=paper  | other-checkpoint own-sidetune
          table2  | vpt-deep | cifar | 3 | 0.2 | protocol=paper  | unpublished-lengths
          table3  | mae-e2vpt| cifar | 3 | 0.2 | protocol=paper  | protocol unpublished-lengths
          table4  | visual-kv| svhn  | 3 | 0.2 | protocol=paper  | other-checkpoint protocol svhn-seeds doubted-svhn
          table4  | e2vpt    | svhn  | 3 | 0.2 | protocol=paper  | other-checkpoint protocol svhn-seeds unpublished-lengths doubted-svhn
          table1  | e2vpt    | FGVC  | 3 | 0.2 | protocol=paper | other-checkpoint protocol unpublished-lengths best-of-five
          table4  | e2vpt    | fgvc_nabirds | 3 | 0.2 | protocol=paper | other-checkpoint protocol unpublished-lengths best-of-five
          table5  | kv-after | cifar | 3 | 0.2 | protocol=paper  | other-checkpoint protocol doubted-place
          """)
  void fitsTheRecord(
      String table, String row, String task, int n, double sd, String fact, String causes) {
    Summary printed = new Summary(1, 80, Double.NaN);
    Evidence evidence =
        evidence("e2vpt/" + table, row, task, new Summary(n, 70, sd), printed, fact);

    assertThat(causes("e2vpt", evidence))
        .containsExactlyInAnyOrderElementsOf(Splitter.on(' ').split(causes));
  }

  @ParameterizedTest
  @CsvSource({"recorded host=A, ''", "recorded host=B, other-processor"})
  void holdsARecordedReferenceToItsOwnCauses(String fact, String causes) {
    Summary recorded = new Summary(5, 80, 1);
    Evidence evidence =
        new Evidence(
            evidence("mini/mini", "e2vpt", "digits", new Summary(3, 70, 0.2), recorded, "").cell(),
            ImmutableMap.of("host", "A", "recorded host", fact.substring(fact.length() - 1)));

    assertThat(String.join(" ", causes("mini", evidence))).isEqualTo(causes);
  }

  private static List<String> causes(String paper, Evidence evidence) {
    return Papers.shipped().get(paper).causes().stream()
        .filter(cause -> Condition.fits(cause, evidence))
        .map(Cause::id)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          guess                  | x   | there are the conditions fact, differs, row, task, cell, runs-below, spread-above-margin
          row                    | ''  | expected a pattern, got nothing
          row                    | [a  | expected a pattern, got '[a'
          runs-below             | few | expected a whole number, got 'few'
          spread-above-margin    | x   | expected nothing, got 'x'
          """)
  void namesAWrongCause(String condition, String argument, String message) {
    Cause cause = new Cause("other", condition, argument, "text", "source");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Condition.require(cause))
        .withMessage("causes.csv, cause 'other' with condition '%s': %s", condition, message);
  }

  @Test
  void aCauseSaysWhoKnowsOfIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cause("other", "row", "x", "text", ""))
        .withMessage("a cause has a text and a source, got 'text' from ''");
  }

  private static Evidence evidence(
      String table, String row, String task, Summary measured, Summary reference, String fact) {
    AskedCell asked =
        new AskedCell(table, table, row, row, task, ImmutableList.of(task), 3, "paper");
    Cell cell = new Cell(asked, measured, reference, judgement(), 1, 1, Cost.NOTHING, 1);
    return Evidence.of(
        cell,
        fact.isEmpty()
            ? Map.of()
            : Map.of(fact.substring(0, fact.indexOf('=')), fact.substring(fact.indexOf('=') + 1)));
  }

  private static Judgement judgement() {
    VerdictWord word = VerdictWord.NOT_REPRODUCED;
    return new Judgement(word, word, false, 1, "test", -3, 1, 9, 2, 0, 0, 1, 1, "invented");
  }
}
