package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Computes every number of {@code docs/verdicts.md} that is about power. */
class VerdictsDocTest {

  private static final Path DOC = Path.of("..", "docs", "verdicts.md");
  private static final double OFTEN = 0.8;
  private static final List<String> COLUMNS = List.of("Specialized", "Natural");
  private static final List<Double> DEVIATIONS = List.of(0.3, 0.6, 1.2, 2.4);
  private static final List<Integer> RUNS = List.of(3, 5, 10);

  @Test
  void saysWhatDifferencesCanBeTold() throws IOException {
    assertThat(Files.readString(DOC))
        .contains(table(power -> Decimals.fixed(power.detectable(OFTEN), 1)));
  }

  @Test
  void saysHowOftenATrueReproductionIsCalledOne() throws IOException {
    assertThat(Files.readString(DOC))
        .contains(table(power -> Decimals.fixed(100 * power.reproduced(0), 0) + " %"));
  }

  @Test
  void saysHowRarelyATrueReproductionIsCalledNone() throws IOException {
    double worst = 0;
    for (String column : COLUMNS) {
      for (double sd : DEVIATIONS) {
        for (int n : RUNS) {
          worst = Math.max(worst, new Power(n, sd, tolerance(column)).notReproduced(0));
        }
      }
    }
    assertThat(Files.readString(DOC))
        .contains("in at most %s %% of campaigns".formatted(Decimals.fixed(100 * worst, 1)));
  }

  @Test
  void givesAnExample() throws IOException {
    Power power = new Power(3, 1.2, tolerance("Natural"));

    assertThat(Files.readString(DOC))
        .contains(
            "With 3 seeds and a standard deviation of 1.2, a Natural cell can be told from the"
                + " print\nif it is off by %s points or more"
                    .formatted(Decimals.fixed(power.detectable(OFTEN), 1)))
        .contains(
            "the interval is %s to each side"
                .formatted(Decimals.percent(new Summary(3, 50, 1.2).halfWidth())));
  }

  /** The probabilities are those of the verdicts that the program gives. */
  @Test
  void agreesWithTheVerdictsOfInventedRuns() {
    Random random = new Random(1);
    int campaigns = 5_000;
    int reproduced = 0;
    int notReproduced = 0;
    Summary printed = new Summary(1, 50, Double.NaN);
    for (int i = 0; i < campaigns; i++) {
      List<Double> runs =
          DoubleStream.generate(() -> 52 + 0.6 * random.nextGaussian()).limit(3).boxed().toList();
      switch (Verdict.of(Summary.of(runs), 3, printed, 1)) {
        case REPRODUCED -> reproduced++;
        case NOT_REPRODUCED -> notReproduced++;
        case INCONCLUSIVE, NOT_RUN -> {}
      }
    }
    Power power = new Power(3, 0.6, 1);
    assertThat((double) reproduced / campaigns).isCloseTo(power.reproduced(2), within(0.02));
    assertThat((double) notReproduced / campaigns).isCloseTo(power.notReproduced(2), within(0.02));
  }

  private static String table(Function<Power, String> entry) {
    List<String> lines = new ArrayList<>();
    for (String column : COLUMNS) {
      double tolerance = tolerance(column);
      for (double sd : DEVIATIONS) {
        lines.add(
            "| %s, %s | %s | %s |"
                .formatted(
                    column,
                    Decimals.percent(tolerance),
                    Decimals.fixed(sd, 1),
                    RUNS.stream()
                        .map(n -> entry.apply(new Power(n, sd, tolerance)))
                        .collect(Collectors.joining(" | "))));
      }
    }
    return String.join("\n", lines) + "\n";
  }

  private static double tolerance(String column) {
    return Papers.shipped()
        .tolerances()
        .of("e2vpt/table1", column, new Summary(1, 50, Double.NaN), 3)
        .points();
  }
}
