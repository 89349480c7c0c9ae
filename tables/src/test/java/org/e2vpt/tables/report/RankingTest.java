package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Sign;
import org.e2vpt.tables.verdict.StandardError;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods A, B and C reached 60, 55 and 50 %, as far as they were run. */
class RankingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "A     | -        | A reaches 60.00 % on photos (guessing 20.00 %)",
        "A B   | A=B      | No method is told apart from another on photos: A 60.00 %, B 55.00 % (guessing 20.00 %)",
        "A B   | A>B      | A is best on photos, 5.00 ± 1.96 points above B: A 60.00 %, B 55.00 % (guessing 20.00 %)",
        "A B   | B<A      | A is best on photos, 5.00 ± 1.96 points above B: A 60.00 %, B 55.00 % (guessing 20.00 %)",
        "A B C | A=B A>C B=C | A is best on photos, but not told apart from B: A 60.00 %, B 55.00 %, C 50.00 % (guessing 20.00 %)",
        "A B C | A=B A=C B>C | A is best on photos, but not told apart from B, C: A 60.00 %, B 55.00 %, C 50.00 % (guessing 20.00 %)",
      })
  void answersWhichMethodServes(String rows, String gains, String answer) {
    String[] titles = rows.split(" ");
    ImmutableList<Cell> cells =
        IntStream.range(0, titles.length)
            .mapToObj(i -> cell(titles[i], 60 - 5.0 * i))
            .collect(ImmutableList.toImmutableList());
    Ranking ranking =
        new Ranking(
            "photos",
            cells,
            Arrays.stream(gains == null ? new String[0] : gains.split(" "))
                .map(RankingTest::gain)
                .collect(ImmutableList.toImmutableList()),
            20);

    assertThat(ranking.sentence()).isEqualTo(answer);
  }

  private static Cell cell(String title, double mean) {
    return new Cell(
        new AskedCell(
            "own/methods", "own", title, title, "Own", ImmutableList.of("photos"), 3, "paper"),
        new Summary(3, mean, 1),
        Summary.NONE,
        Judgement.none(VerdictWord.INCONCLUSIVE, "invented"),
        1,
        1,
        Cost.NOTHING,
        1000);
  }

  /** {@code A>B}: A is above B; {@code <} and {@code =} likewise. */
  private static GainVerdict gain(String words) {
    Sign sign =
        switch (words.charAt(1)) {
          case '>' -> Sign.ABOVE;
          case '<' -> Sign.BELOW;
          default -> Sign.NOT_TOLD_APART;
        };
    return new GainVerdict(
        new GainClaim(
            words,
            words.substring(0, 1),
            words.substring(2),
            GainClaim.Weights.TASKS,
            ImmutableList.of("Own")),
        Optional.of(
            new EstimatedDifference(
                sign == Sign.BELOW ? -5 : 5, new StandardError(1, 0, 1, 1_000_000))),
        0.01,
        Optional.of(sign),
        3,
        Optional.empty(),
        Optional.empty());
  }
}
