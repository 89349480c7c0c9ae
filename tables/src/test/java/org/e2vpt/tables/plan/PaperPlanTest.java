package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.tables.accounting.ImpliedLength;
import org.e2vpt.tables.paper.Difference;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PlanChoices.Pixels;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.Protocol;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaperPlanTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");

  static final Protocol AS_PRINTED = PAPER.presets().get("paper");
  static final Protocol AS_RELEASED = PAPER.presets().get("released");

  private static final ImmutableList<Integer> FIVE = ImmutableList.of(42, 44, 82, 100, 800);

  /** Hashes that need no file, and 30 prompts a block wherever a share is printed. */
  static final PaperPlan.World WORLD =
      new PaperPlan.World() {
        @Override
        public String weights(String backbone) {
          return "weights-of-" + backbone;
        }

        @Override
        public String data(String task, Pixels pixels) {
          return "data-of-" + task;
        }

        @Override
        public ImmutableSet<String> choices(String method, String backbone) {
          return ImmutableSet.of("segments", "importance");
        }

        @Override
        public boolean freezesEncoder(String method, String backbone) {
          return method.equals("linear");
        }

        @Override
        public Optional<ImpliedLength> implied(Paper paper, PaperRow row, PaperTask task) {
          int prompts = task.id().equals("smallnorb_azi") ? 106 : 30;
          // 100·(0 + x) / (n + x) = 30.0
          return row.method().matches(".*vf?pt.*")
              ? Optional.of(new ImpliedLength(new Printed("30.0"), 0, prompts * 7 / 3.0, 1))
              : Optional.empty();
        }
      };

  @ParameterizedTest
  @CsvSource({
    // 40 settings, the chosen one again, every pruning, five seeds: method of the released code
    "dtd,               10, 40, 1, 72, 5, 118",
    "cifar,              5, 40, 1, 40, 5,  86",
    "oxford_flowers102,  1, 40, 1,  8, 5,  54",
    "fgvc_cub,           5, 36, 1, 40, 5,  82",
  })
  void runsAsManyTrialsAsTheReleasedCode(
      String task, String visual, int search, int retrain, int rewind, int finals, int all) {
    RowPlan plan = released(Lengths.RELEASED, "table1", "e2vpt", task);

    assertThat(plan.row().search().variants().get(0)).containsEntry("visual", visual);
    assertThat(Stage.values())
        .extracting(plan::planned)
        .containsExactly(search, retrain, rewind, 0, finals, 0);
    assertThat(plan.planned()).isEqualTo(all);
    assertThat(new FakeLab().runToEnd(plan)).extracting(Trial::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    // ten rates, four decays and five seeds; AdamW's decays above 0 are one in the released code
    "table1, linear,      cifar,    45",
    "table1, full,        cifar,    13",
    "table1, adapter,     cifar,    29", // three reductions
    "table1, vpt-deep,    cifar,   245", // six lengths
    "table3, mae-linear,  cifar,    57",
    "table2, vpt-deep,    cifar,   205", // five lengths
    "table4, visual,      svhn,     45",
    "figure4, visual-50-kv-5, svhn, 45",
    "figure3, vpt-deep, fgvc_cub, 222", // 36 settings, and one model again for the figure
  })
  void searchesWhatIsPublishedForNoTask(String table, String row, String task, int trials) {
    assertThat(released(Lengths.RELEASED, table, row, task).planned()).isEqualTo(trials);
  }

  @Test
  void searchesEveryPairOfLengthsOfThePaper() {
    RowPlan plan = released(Lengths.PAPER_GRID, "table1", "e2vpt", "cifar");

    assertThat(plan.row().search().variants()).hasSize(5 * 4).startsWith(lengths(5, 1));
    assertThat(plan.planned(Stage.SEARCH)).isEqualTo(20 * 40);
    FakeLab lab = new FakeLab();
    lab.runStages(plan);
    assertThat(lab.results()).hasSizeLessThanOrEqualTo(plan.planned());
  }

  @Test
  void infersLengthsFromTheTunedShare() {
    assertThat(released(Lengths.INFERRED, "table1", "e2vpt", "cifar").row().search().variants())
        .containsExactly(lengths(30, 5), lengths(50, 5)); // 25 visual prompts are left
    assertThat(
            released(Lengths.INFERRED, "table1", "e2vpt", "smallnorb_azi")
                .row()
                .search()
                .variants())
        .containsExactly(lengths(101, 5)); // more than the paper tried
    assertThat(released(Lengths.INFERRED, "table1", "vpt-deep", "cifar").row().search().variants())
        .extracting(variant -> variant.get("visual"))
        .containsExactly("10", "50"); // the nearest of the grid
    assertThat(released(Lengths.INFERRED, "table1", "adapter", "cifar").row().search().variants())
        .hasSize(3);
  }

  /** The share says how many prompts there are, not how many of them are transformed. */
  @Test
  void infersOnlyLengthsOfPrompts() {
    Paper vfpt = Papers.shipped().get("vfpt");
    PaperPlan plan =
        new PaperPlan(
            vfpt,
            AS_PRINTED,
            Budget.PAPER,
            Lengths.INFERRED,
            Search.GRID,
            OptionalInt.empty(),
            FIVE,
            Execution.DEFAULT);

    assertThat(
            plan.plan(vfpt.row("table1", "vfpt"), vfpt.task("cifar"), WORLD)
                .row()
                .search()
                .variants())
        .extracting(variant -> variant.get("visual"), variant -> variant.get("fourier-percentage"))
        .containsExactly(
            tuple("10", "0"),
            tuple("10", "30"),
            tuple("10", "50"),
            tuple("10", "70"),
            tuple("10", "100"),
            tuple("50", "0"),
            tuple("50", "30"),
            tuple("50", "50"),
            tuple("50", "70"),
            tuple("50", "100"));
  }

  @ParameterizedTest
  @CsvSource({
    "table1, e2vpt,    cifar,  1", // the released commands say it
    "table2, e2vpt,    cifar, 20", // they do not for Swin
    "table1, vpt-deep, cifar,  2", // the printed share says it
    "table1, adapter,  cifar,  3",
  })
  void takesWhatIsKnownOfEachLength(String table, String row, String task, int variants) {
    assertThat(released(Lengths.KNOWN, table, row, task).row().search().variants())
        .hasSize(variants);
  }

  /** The released commands with a length for each task are of the ViT. */
  @Test
  void infersLengthsOfSwinFromTheRecommendedKeyValueLength() {
    assertThat(released(Lengths.INFERRED, "table2", "e2vpt", "cifar").row().search().variants())
        .containsExactly(lengths(30, 1), lengths(50, 1)); // 29 visual prompts are left
  }

  @Test
  void aTunedRunSearchesNothing() {
    PaperPlan paper = paperPlan(AS_PRINTED, Budget.TUNED, Lengths.RELEASED, FIVE);

    assertThat(Stage.values())
        .extracting(plan(paper, "table1", "linear", "cifar")::planned)
        .containsExactly(0, 0, 0, 0, 5, 0);
    RowPlan e2vpt = plan(paper, "table1", "e2vpt", "cifar");
    assertThat(Stage.values()).extracting(e2vpt::planned).containsExactly(0, 0, 0, 5, 5, 0);
    List<Trial> trials = new FakeLab().runToEnd(e2vpt);
    assertThat(trials).hasSize(10);
    assertThat(trials.get(5).options())
        .containsEntry("prune-from", trials.get(0).id())
        .containsEntry("prune-tokens", "1")
        .containsEntry("prune-segments", "3");
  }

  /**
   * VPT's demo.ipynb: a base rate of the grid in a comment, and scaled by the batch in a command.
   */
  @ParameterizedTest
  @CsvSource({
    "dmlab,   100,  1, 0.001,   64,  0.25",
    "eurosat, 100,  1, 0.001,   64,  0.25",
    "sun397,    5, 25, 0.0001, 128, 12.5",
  })
  void aTunedRunTakesWhatIsPublished(
      String task, String visual, double base, double decay, int batch, double scaled) {
    PaperPlan paper = paperPlan(AS_PRINTED, Budget.TUNED, Lengths.RELEASED, FIVE);

    Trial trial = new FakeLab().runToEnd(plan(paper, "table1", "vpt-deep", task)).get(0);

    assertThat(trial.options()).containsEntry("visual", visual);
    assertThat(trial.recipe().baseLearningRate()).isEqualTo(base);
    assertThat(trial.recipe().weightDecay()).isEqualTo(decay);
    assertThat(trial.recipe().batch()).isEqualTo(batch);
    assertThat(trial.recipe().learningRate()).isEqualTo(scaled);
  }

  @ParameterizedTest
  @CsvSource({
    // the text of the paper, its released code, and what others report
    "stated,   table1, full,      cifar,          4, 10, 128",
    "released, table1, full,      cifar,          4,  5, 128",
    "stated,   table1, partial-1, cifar,          4, 10, 128",
    "reported, table1, partial-1, cifar,          4, 10, 1280",
    "stated,   table1, linear,    cifar,         10, 10, 1024",
    "reported, table1, linear,    cifar,         10, 10, 2048",
    "reported, table1, mlp-3,     cifar,         10, 10, 1024",
    "reported, table3, mae-linear, cifar,        13, 10, 2048",
    "stated,   table1, vpt-deep,  fgvc_cub,      10, 10, '128, 64 if visual >= 100'",
    "released, table1, vpt-deep,  fgvc_cub,       9, 10, '128, 64 if visual >= 100'",
    "released, table1, vpt-deep,  cifar,         10, 10, '128, 64 if visual >= 100'",
    "stated,   table1, e2vpt,     cifar,         10, 10, '128, 64 if visual >= 100'",
    "released, table1, e2vpt,     cifar,         10, 10, 64",
    "stated,   table1, e2vpt,     fgvc_cub,      10, 10, '128, 64 if visual >= 100'",
    "released, table1, e2vpt,     fgvc_cub,       9, 10, 128",
    "released, table3, mae-e2vpt, cifar,         10, 10, 128",
    "released, table4, visual,    svhn,          10, 10, 64",
    "released, table2, e2vpt,     cifar,         10, 10, 80",
    "stated,   table2, vpt-deep,  cifar,         10, 10, 80",
  })
  void trainsAsTheTextTheCodeOrOthersSay(
      String recipe, String table, String row, String task, int rates, int warmup, String batch) {
    Protocol protocol =
        (recipe.equals("released") ? AS_RELEASED : AS_PRINTED).with(Map.of("recipe", recipe));

    SearchSpace search =
        plan(paperPlan(protocol, Budget.PAPER, Lengths.RELEASED, FIVE), table, row, task)
            .row()
            .search();

    assertThat(search.learningRates()).hasSize(rates);
    assertThat(search.warmupEpochs()).isEqualTo(warmup);
    assertThat(search.batch()).hasToString(batch);
  }

  @Test
  void theBatchFollowsTheLengthThatIsTried() {
    RowPlan plan = released(Lengths.PAPER_GRID, "table1", "vpt-deep", "cifar");

    assertThat(new FakeLab().runToEnd(plan))
        .filteredOn(trial -> trial.split() == Split.SEARCH)
        .extracting(trial -> trial.options().get("visual") + " " + trial.recipe().batch())
        .containsOnly("1 128", "5 128", "10 128", "50 128", "100 64", "200 64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          paper    |                | e2vpt         | 16
          paper    |                | visual-kv     | 16
          paper    | importance=signed | visual-pruned | 16
          paper    | segments=8     | e2vpt         | 8
          paper    | segments=4     | e2vpt         | 4
          released |                | e2vpt         | 16
          released | segments=8     | e2vpt         | 8
          """)
  void pruningsOfTable4HaveTheSegmentsOfItsFractionsUnlessOthersAreAskedFor(
      String preset, @Nullable String asked, String row, String segments) {
    Protocol protocol =
        PAPER
            .presets()
            .get(preset)
            .with(
                asked == null
                    ? Map.of()
                    : Splitter.on(' ').withKeyValueSeparator('=').split(asked));
    PaperPlan plan = paperPlan(protocol, Budget.PAPER, Lengths.RELEASED, FIVE);

    assertThat(plan(plan, "table4", row, "svhn").variants())
        .allSatisfy(options -> assertThat(options).containsEntry("segments", segments));
    assertThat(plan(plan, "table1", "e2vpt", "svhn").row().protocol()).isEqualTo(protocol);
  }

  @Test
  void aQuickRunRehearsesEveryStage() {
    PaperPlan quick = paperPlan(AS_RELEASED, Budget.QUICK, Lengths.RELEASED, ImmutableList.of(42));

    assertThat(Stage.values())
        .extracting(plan(quick, "table1", "e2vpt", "cifar")::planned)
        .containsExactly(2, 1, 2, 0, 1, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paperPlan(AS_PRINTED, Budget.QUICK, Lengths.RELEASED, FIVE))
        .withMessage("budget quick has one seed, got [42, 44, 82, 100, 800]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paperPlan(AS_PRINTED, Budget.TUNED, Lengths.PAPER_GRID, FIVE))
        .withMessage(
            "lengths paper-grid are searched, and budget tuned searches none: take lengths known,"
                + " released or inferred");
  }

  static Stream<PrintedCell> everyPrintedCell() {
    return Papers.shipped().all().stream()
        .flatMap(paper -> paper.tables().values().stream())
        .flatMap(table -> table.cells().stream());
  }

  @ParameterizedTest
  @MethodSource
  void everyPrintedCell(PrintedCell cell) {
    Paper paper = Papers.shipped().get(cell.table().paper());
    for (Budget budget : Budget.values()) {
      PaperPlan plan =
          new PaperPlan(
              paper,
              AS_PRINTED,
              budget,
              Lengths.RELEASED,
              Search.GRID,
              OptionalInt.empty(),
              ImmutableList.of(42),
              Execution.DEFAULT);
      for (String task : cell.tasks()) {
        assertThat(plan.plan(cell.of(), paper.task(task), WORLD).planned()).isPositive();
      }
    }
  }

  @Test
  void sharesTheTrialsOfRowsThatAreTheSame() {
    List<Trial> ofTable1 =
        new FakeLab().runToEnd(released(Lengths.RELEASED, "table1", "e2vpt", "cifar"));

    for (String row : List.of("kv-before", "init-he")) {
      assertThat(new FakeLab().runToEnd(released(Lengths.RELEASED, "table5", row, "cifar")))
          .isEqualTo(ofTable1);
    }
    for (String row : List.of("kv-after", "init-trunc-norm")) {
      assertThat(new FakeLab().runToEnd(released(Lengths.RELEASED, "table5", row, "cifar")))
          .doesNotContainAnyElementsOf(ofTable1);
    }
  }

  /** The checkpoint that the released commands name, in a row of a lab's own. */
  @ParameterizedTest
  @ValueSource(strings = {"e2vpt", "vpt-deep", "adapter", "sidetune"})
  void runsARowFromTheFineTunedCheckpoint(String id) {
    PaperPlan plan = paperPlan(AS_RELEASED, Budget.PAPER, Lengths.RELEASED, FIVE);
    PaperRow row = PAPER.row("table1", id);
    PaperRow fineTuned =
        new PaperRow(
            row.table(),
            row.row(),
            row.title(),
            row.cited(),
            row.copied(),
            row.ticks(),
            row.as(),
            "vit-b16.in21k-ft-in1k",
            row.method(),
            row.options(),
            row.prunes(),
            row.recipe(),
            row.preset(),
            row.choices(),
            row.runs(),
            row.source());
    RowPlan own = plan.plan(row, PAPER.task("cifar"), WORLD);
    RowPlan other = plan.plan(fineTuned, PAPER.task("cifar"), WORLD);

    assertThat(other.planned()).isEqualTo(own.planned());
    assertThat(new FakeLab().runToEnd(other))
        .doesNotContainAnyElementsOf(new FakeLab().runToEnd(own))
        .allSatisfy(trial -> assertThat(trial.backbone()).isEqualTo("vit-b16.in21k-ft-in1k"));
  }

  @Test
  void saysWhatItRunsOtherwiseThanTheReleasedCode() {
    PaperPlan paper = paperPlan(AS_PRINTED, Budget.PAPER, Lengths.RELEASED, FIVE);
    PaperPlan released = paperPlan(AS_RELEASED, Budget.PAPER, Lengths.RELEASED, FIVE);

    assertThat(where(paper, "table1"))
        .containsExactly("sidetune", "every row", "e2vpt FGVC", "FGVC", "caltech101", "sun397");
    assertThat(where(released, "table1"))
        .containsExactly(
            "sidetune",
            "every row",
            "e2vpt",
            "e2vpt FGVC",
            "FGVC",
            "caltech101",
            "sun397",
            "kitti");
    assertThat(where(paper, "table2")).containsExactly("every row", "caltech101", "sun397");
    assertThat(where(paper, "table4")).containsExactly("every row", "fgvc_nabirds");
    assertThat(where(paper, "table5"))
        .containsExactly("every row", "init-trunc-norm", "caltech101", "sun397");
    assertThat(paper.differences("table4"))
        .extracting(Difference::difference)
        .anyMatch(difference -> difference.startsWith("prompts have 16 segments"));
    assertThat(released.differences("table4"))
        .extracting(Difference::difference)
        .noneMatch(difference -> difference.startsWith("prompts have 16 segments"));
  }

  private static List<String> where(PaperPlan plan, String table) {
    return plan.differences(table).stream().map(Difference::where).distinct().toList();
  }

  private static ImmutableSortedMap<String, String> lengths(int visual, int kv) {
    return ImmutableSortedMap.of("kv", Integer.toString(kv), "visual", Integer.toString(visual));
  }

  static RowPlan released(Lengths lengths, String table, String row, String task) {
    return plan(paperPlan(AS_RELEASED, Budget.PAPER, lengths, FIVE), table, row, task);
  }

  private static RowPlan plan(PaperPlan plan, String table, String row, String task) {
    return plan.plan(PAPER.row(table, row), PAPER.task(task), WORLD);
  }

  private static PaperPlan paperPlan(
      Protocol protocol, Budget budget, Lengths lengths, ImmutableList<Integer> seeds) {
    return new PaperPlan(
        PAPER,
        protocol,
        budget,
        lengths,
        Search.GRID,
        OptionalInt.empty(),
        seeds,
        Execution.DEFAULT);
  }
}
