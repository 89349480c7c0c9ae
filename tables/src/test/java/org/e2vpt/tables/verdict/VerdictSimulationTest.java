package org.e2vpt.tables.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.e2vpt.tables.verdict.OperatingCharacteristics.Rule.OWN_REPEATS;
import static org.e2vpt.tables.verdict.OperatingCharacteristics.Rule.TAU_KNOWN;
import static org.e2vpt.tables.verdict.OperatingCharacteristics.largest;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.verdict.OperatingCharacteristics.Rule;
import org.e2vpt.tables.verdict.SimulatedTable.World;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operating characteristics of the rule, from raw runs of simulated tables. {@code
 * -Pverdict-simulation} draws 5,000 tables of each kind and writes them to {@code
 * target/verdict-simulation.md}.
 */
class VerdictSimulationTest {

  private static final Path PAGE = Path.of("target", "verdict-simulation.md");

  /** A fixed seed makes these shares the same each time; they are far from the limits. */
  private static final int FEW = 200;

  /** In a column of VTAB-1k. */
  private static final int MOST_TASKS = 8;

  @ParameterizedTest
  @CsvSource({"0, 3", "0.5, 3", "0.5, 10"})
  void rarelyRejectsTrueTables(double tau, int seeds) {
    Map<Rule, OperatingCharacteristics> rules =
        OperatingCharacteristics.of(
            World.of(tau, seeds), FEW, ImmutableList.of(TAU_KNOWN, OWN_REPEATS));

    assertThat(rules).hasSize(2);
    rules.forEach(
        (rule, shares) -> {
          // three standard errors of a share of 5 %
          assertThat(shares.tableRejected())
              .as("tables, %s", rule)
              .isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / FEW));
          assertThat(largest(shares.rejected()))
              .as("cells, %s", rule)
              .isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / FEW / 9));
        });
  }

  @Test
  void findsWhatIsTwoPointsLowAndConfirmsWhatIsTrue() {
    OperatingCharacteristics known = characteristics(World.of(0, 3), TAU_KNOWN);

    assertThat(known.lowUnadjusted()).isGreaterThan(0.9);
    assertThat(known.reproduced().get("Natural")).isBetween(0.85, 0.97);
  }

  /** As far as few tables can tell: within three standard errors of each share. */
  @ParameterizedTest(name = "τ, n = {0}: {1}")
  @MethodSource
  void thePageSaysWhatIsSimulated(
      String world, Rule rule, List<Double> reproduced, double rejected, double found) {
    List<String> tauAndSeeds = Splitter.on(", ").splitToList(world);
    OperatingCharacteristics shares =
        characteristics(
            World.of(Double.parseDouble(tauAndSeeds.get(0)), Integer.parseInt(tauAndSeeds.get(1))),
            rule);

    List<String> columns = List.of("Natural", "Specialized", "Structured");
    for (int i = 0; i < columns.size(); i++) {
      assertThat(shares.reproduced().get(columns.get(i)))
          .as(columns.get(i))
          .isCloseTo(reproduced.get(i), within(0.08)); // rows of a table share its noise
    }
    assertThat(shares.tableRejected()).as("rejected").isCloseTo(rejected, near(rejected));
    assertThat(shares.lowRejected()).as("found").isCloseTo(found, near(found));
  }

  /** Likewise what the model leaves out. */
  @ParameterizedTest(name = "τ, n = {1}: {0}")
  @MethodSource
  void thePageSaysWhatTheModelLeavesOut(
      String leftOut, String world, double printedRepeats, double ownRepeats) {
    List<String> tauAndSeeds = Splitter.on(", ").splitToList(world);
    double tau = Double.parseDouble(tauAndSeeds.get(0));
    int seeds = Integer.parseInt(tauAndSeeds.get(1));
    World drawn =
        leftOut.startsWith("one task")
            ? new World(tau, seeds, 1, 0)
            : leftOut.startsWith("every task")
                ? new World(tau, seeds, MOST_TASKS, 0)
                : new World(tau, seeds, 0, Double.parseDouble(leftOut.replaceAll("[^0-9.]", "")));

    assertThat(characteristics(drawn, Rule.PRINTED_REPEATS).tableRejected())
        .isCloseTo(printedRepeats, near(printedRepeats));
    assertThat(characteristics(drawn, OWN_REPEATS).tableRejected())
        .isCloseTo(ownRepeats, near(ownRepeats));
  }

  static Stream<Arguments> thePageSaysWhatTheModelLeavesOut() throws IOException {
    List<Arguments> lines =
        cellsOfThePage()
            .filter(cells -> cells.size() == 4 && cells.get(1).matches("[0-9.]+, [0-9]+"))
            .map(
                cells ->
                    Arguments.of(
                        cells.get(0),
                        cells.get(1),
                        Double.valueOf(cells.get(2)),
                        Double.valueOf(cells.get(3))))
            .toList();
    assertThat(lines).hasSize(8);
    return lines.stream();
  }

  private static Stream<List<String>> cellsOfThePage() throws IOException {
    return Files.readAllLines(Path.of("..", "docs", "verdicts.md")).stream()
        .map(line -> Splitter.on('|').trimResults().omitEmptyStrings().splitToList(line));
  }

  private static Offset<Double> near(double share) {
    return within(0.01 + 3 * Math.sqrt(share * (1 - share) / FEW));
  }

  static Stream<Arguments> thePageSaysWhatIsSimulated() throws IOException {
    ImmutableMap<String, Rule> rules =
        ImmutableMap.of(
            "prior and printed repeats",
            Rule.PRINTED_REPEATS,
            "and own repeats",
            OWN_REPEATS,
            "*fixed tolerance*",
            Rule.FIXED_TOLERANCE);
    List<Arguments> lines =
        cellsOfThePage()
            .filter(cells -> cells.size() == 5 && cells.get(0).matches("[0-9.]+, [0-9]+"))
            .map(
                cells ->
                    Arguments.of(
                        cells.get(0),
                        rules.get(cells.get(1)),
                        Splitter.on(" / ")
                            .splitToStream(cells.get(2))
                            .map(Double::valueOf)
                            .toList(),
                        Double.valueOf(cells.get(3)),
                        Double.valueOf(cells.get(4))))
            .toList();
    assertThat(lines).hasSize(11);
    return lines.stream();
  }

  private static OperatingCharacteristics characteristics(World world, Rule rule) {
    OperatingCharacteristics shares =
        OperatingCharacteristics.of(world, FEW, ImmutableList.of(rule)).get(rule);
    assertThat(shares).isNotNull();
    return shares;
  }

  @Test
  @EnabledIfSystemProperty(named = "simulated.tables", matches = "[1-9][0-9]*")
  void writesOperatingCharacteristics() throws IOException {
    int tables = Integer.getInteger("simulated.tables");
    StringBuilder page = new StringBuilder();
    page.append(
        """
        | world | rule | reproduced | cell | p₂ ≤ 0.05 | table | −2 |
        |---|---|---|---|---|---|---|
        """);
    worlds()
        .forEach(
            (name, world) -> {
              int drawn = world.seeds() >= 10 ? tables * 3 / 5 : tables;
              OperatingCharacteristics.of(world, drawn, ImmutableList.copyOf(Rule.values()))
                  .forEach((rule, shares) -> page.append(line(name, rule, shares)));
            });
    Files.createDirectories(PAGE.toAbsolutePath().getParent());
    Files.writeString(PAGE, page);
    assertThat(PAGE).content().hasLineCount(2 + worlds().size() * Rule.values().length);
  }

  private static ImmutableMap<String, World> worlds() {
    ImmutableMap.Builder<String, World> worlds = ImmutableMap.builder();
    for (double tau : new double[] {0, 0.5, 0.9}) {
      worlds.put(name(tau, 3), World.of(tau, 3));
    }
    for (int seeds : new int[] {3, 5, 10, 20}) {
      worlds.put(name(0.3, seeds), World.of(0.3, seeds));
    }
    for (int seeds : new int[] {5, 10, 20}) {
      worlds.put(name(0, seeds), World.of(0, seeds));
    }
    for (double tau : new double[] {0, 0.5}) {
      for (int seeds : new int[] {3, 10}) {
        worlds.put(name(tau, seeds) + ", one task drops seeds", new World(tau, seeds, 1, 0));
      }
      worlds.put(name(tau, 3) + ", every task drops seeds", new World(tau, 3, MOST_TASKS, 0));
    }
    for (double correlation : new double[] {0.1, 0.3}) {
      worlds.put(
          String.format(Locale.ROOT, "%s, seeds correlated by %.1f", name(0, 3), correlation),
          new World(0, 3, 0, correlation));
    }
    return worlds.buildOrThrow();
  }

  private static String name(double tau, int seeds) {
    return String.format(Locale.ROOT, "τ = %.1f, n = %d", tau, seeds);
  }

  private static String line(String world, Rule rule, OperatingCharacteristics shares) {
    String reproduced =
        shares.reproduced().entrySet().stream()
            .filter(column -> !column.getKey().equals("FGVC"))
            .map(column -> Decimals.fixed(column.getValue(), 2))
            .collect(Collectors.joining(" / "));
    return "| %s | %s | %s | %s | %s | %s | %s / %s |\n"
        .formatted(
            world,
            rule.words(),
            reproduced,
            Decimals.fixed(largest(shares.rejected()), 3),
            Decimals.fixed(largest(shares.different()), 3),
            Decimals.fixed(shares.tableRejected(), 3),
            Decimals.fixed(shares.lowUnadjusted(), 2),
            Decimals.fixed(shares.lowRejected(), 2));
  }
}
