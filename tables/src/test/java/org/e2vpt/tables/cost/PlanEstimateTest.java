package org.e2vpt.tables.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.cost.Speed.Basis;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanEstimateTest {

  /** Images of val, which a search's trial meets twenty times. */
  private static final int VALIDATED = 20 * 200;

  private static final Speed ROUND =
      new Speed("a round machine", Precision.FP32, 1e15, 0.5, Basis.ASSUMED, "invented");

  @Test
  void tellsTrialsImagesAndHoursByStage() throws IOException {
    // 118 trainings of 100 epochs on 800 images, or 1000 for the five final ones
    assertThat(
            estimate(plans("table1", "protocol=released rows=e2vpt tasks=dtd repeats=1"))
                .lines(Optional.of(ROUND), 1))
        .containsExactly(
            "stage                          trials   images forward  images backward        FLOPs  "
                + "     hours",
            "search                             40        3,360,000        3,200,000     2.20e+17  "
                + "       0.1",
            "retraining before pruning           1           84,000           80,000     5.49e+15  "
                + "       0.0",
            "rewind search                      72        6,048,000        5,760,000     3.90e+17  "
                + "       0.2",
            "final                               5          509,400          500,000     3.35e+16  "
                + "       0.0",
            "all                               118       10,001,400        9,540,000     6.48e+17  "
                + "       0.4",
            "0.4 hours on a round machine in fp32 (1000.0 TFLOP/s, 50 % of it, assumed: invented)");
  }

  /** AlexNet's convolutions have 655,566,528 products at 224 pixels; 6·6·256·768 project. */
  @Test
  void aNetworkBesideTheEncoderSeesTheImagesInEachEpoch() throws IOException {
    Estimate linear = search("linear", "dtd");
    Estimate sidetune = search("sidetune", "dtd");

    assertThat(sidetune.forward()).isEqualTo(linear.forward());
    assertThat((sidetune.flops() - linear.flops()) / sidetune.trials())
        .isCloseTo(
            // the gradient of the pixels is not computed
            (3 * 80_000 + VALIDATED) * 2 * (655_566_528.0 + 36 * 256 * 768)
                - 80_000 * 2.0 * 55 * 55 * 11 * 11 * 3 * 64,
            Percentage.withPercentage(1e-7));
  }

  @Test
  void countsSharedTrialsOnce() throws IOException {
    List<RowPlan> both = new ArrayList<>(plans("table1", "rows=e2vpt tasks=dtd repeats=1"));
    int once = both.get(0).planned();
    both.addAll(plans("table5", "tasks=dtd repeats=1"));

    PlanEstimate estimate = estimate(both);

    assertThat(both).hasSize(5);
    assertThat(estimate.shared()).isEqualTo(2L * once); // Before and He are the row of Table 1
    assertThat(estimate.all().trials()).isEqualTo(3L * once);
    assertThat(estimate.lines(Optional.of(ROUND), 2))
        .contains(
            String.format(Locale.ROOT, "%d more trials are the same as some of these", 2 * once));
  }

  /** VFPT's Adapter has one of the reductions that E²VPT's searches. */
  @Test
  void countsPartsOfSearchesThatPapersShareOnce() throws IOException {
    String settings = "rows=adapter tasks=dtd repeats=1";
    List<RowPlan> e2vpt = plans("table1", settings);
    List<RowPlan> vfpt = plans("vfpt/table1", settings);
    List<RowPlan> both = new ArrayList<>(e2vpt);
    both.addAll(vfpt);
    Estimate finals = estimate(vfpt).stage(Stage.FINAL);

    assertThat(estimate(both).shared()).isEqualTo(estimate(vfpt).stage(Stage.SEARCH).trials());
    assertThat(estimate(both).flops())
        .isCloseTo(estimate(e2vpt).flops() + finals.flops(), Percentage.withPercentage(1e-9));
    assertThat(estimate(both).all()).isEqualTo(estimate(e2vpt).all().plus(finals));
  }

  /** In the other order, of the longer search the part that is left counts. */
  @Test
  void countsTheRestOfASearch() throws IOException {
    String settings = "rows=adapter tasks=dtd repeats=1";
    List<RowPlan> e2vpt = plans("table1", settings);
    List<RowPlan> vfpt = plans("vfpt/table1", settings);
    List<RowPlan> both = new ArrayList<>(vfpt);
    both.addAll(e2vpt);

    PlanEstimate estimate = estimate(both);

    assertThat(estimate.stage(Stage.SEARCH).trials())
        .isEqualTo(estimate(e2vpt).stage(Stage.SEARCH).trials());
    assertThat(estimate.stage(Stage.SEARCH).flops())
        .isCloseTo(estimate(e2vpt).stage(Stage.SEARCH).flops(), Percentage.withPercentage(1e-9));
  }

  /** A paper's single setting of a search has the other's final runs without a search, too. */
  @Test
  void countsFinalRunsThatPapersShareOnce() throws IOException {
    String settings = "rows=adapter tasks=dtd repeats=1 budget=tuned";
    List<RowPlan> both = new ArrayList<>(plans("table1", settings));
    both.addAll(plans("vfpt/table1", settings));

    assertThat(estimate(both).all().trials())
        .isEqualTo(estimate(both.subList(0, 1)).all().trials());
    assertThat(estimate(both).shared()).isEqualTo(estimate(both.subList(1, 2)).all().trials());
  }

  /** Figure 3 trains one final run of each row again, also where Table 1 has the others. */
  @Test
  void countsTheModelsOfFigure3() throws IOException {
    List<RowPlan> both = new ArrayList<>(plans("table1", "rows=e2vpt tasks=fgvc_cub"));
    long once = estimate(both).all().trials();
    List<RowPlan> figure3 = plans("figure3", "rows=e2vpt tasks=fgvc_cub");
    both.addAll(figure3);

    assertThat(estimate(figure3).all().trials()).isEqualTo(once + 1);
    assertThat(estimate(both).all().trials()).isEqualTo(once + 1);
    assertThat(estimate(both).shared()).isEqualTo(once);
  }

  @Test
  void aFrozenEncoderIsNotPropagatedBackThrough() throws IOException {
    Estimate linear = search("linear", "dtd");
    Estimate full = search("full", "dtd");

    assertThat(linear.backward()).isZero();
    assertThat(full.backward() / full.trials()).isEqualTo(80_000);
  }

  @Test
  void imagesThatDoNotChangeMeetAFrozenEncoderOnce() throws IOException {
    Estimate linear = search("linear", "dtd");
    Estimate full = search("full", "dtd");

    assertThat(linear.trials()).isGreaterThan(10);
    assertThat(linear.forward()).isEqualTo(800 + 200); // once for all settings
    assertThat((full.flops() / full.trials()) / linear.flops())
        .isCloseTo((3 * 80_000 + VALIDATED) / 1000.0, Offset.offset(1.0));
  }

  /** Those of one seed; the images to choose by are cropped in the middle, and stay the same. */
  @Test
  void cropsOfAnEpochMeetAFrozenEncoderOnceForAllSettings() throws IOException {
    Estimate linear = search("linear", "fgvc_cub");
    Estimate sidetune = search("sidetune", "fgvc_cub");
    Estimate own = search("linear", "fgvc_cub protocol.search-seeds=own");
    Estimate all = estimate(plans("table1", "rows=linear,mlp-3 tasks=fgvc_cub repeats=1")).all();
    double encoder = image("linear", "").forward();
    double crops = 5394 * 100;

    assertThat(linear.trials()).isEqualTo(40);
    assertThat(linear.forward()).isEqualTo(sidetune.forward()).isEqualTo(crops + 600);
    assertThat(linear.flops()).isCloseTo((crops + 600) * encoder, Percentage.withPercentage(1e-9));
    assertThat(own.forward()).isEqualTo(40 * crops + 600);
    assertThat(own.flops())
        .isCloseTo((40 * crops + 600) * encoder, Percentage.withPercentage(1e-9));
    // Its side network sees the crops in each trial.
    assertThat(sidetune.flops() / linear.flops()).isBetween(5.0, 10.0);
    // Two searches, and three final runs each, whose seeds see crops of their own.
    assertThat(all.forward()).isEqualTo(2 * (1 + 3) * crops + 600 + 5794);
  }

  /** Of FGVC's, if the best epoch counts: a hundred times in place of twenty. */
  @Test
  void theImagesToChooseByAreMetInEachEpochOfWhichTheBestCounts() throws IOException {
    Estimate last = search("full", "fgvc_cub");
    Estimate best = search("full", "fgvc_cub protocol.chosen-epoch=best-on-fgvc");

    assertThat(best.trials()).isEqualTo(last.trials()).isEqualTo(16);
    assertThat(best.forward() - last.forward()).isEqualTo(16 * (100 - 20) * 600);
    assertThat(search("full", "dtd protocol.chosen-epoch=best-on-fgvc"))
        .isEqualTo(search("full", "dtd"));
  }

  @Test
  void partial1MeetsItsLastBlockInEachEpochAndTheOthersOnce() throws IOException {
    Estimate partial = search("partial-1", "dtd");
    Flops image = image("partial-1", "");

    assertThat(partial.flops())
        .isCloseTo(
            1000 * (image.embedding() + image.before())
                + partial.trials()
                    * (80_000 * (image.last() + image.backward()) + VALIDATED * image.last()),
            Percentage.withPercentage(1e-9));
  }

  @Test
  void embedsImagesThatStayTheSameOnce() throws IOException {
    Flops full = image("full", "");
    Flops adapter = image("adapter", "reduction=8");
    Flops wide = image("adapter", "reduction=64");
    Flops wider = image("adapter", "reduction=256");
    double each =
        Stream.of(adapter, wide, wider)
            .mapToDouble(
                i -> 80_000 * (i.training() - i.embedding()) + VALIDATED * (i.before() + i.last()))
            .average()
            .orElseThrow();
    Estimate search = search("adapter", "dtd");

    assertThat(search("full", "dtd").flops())
        .isCloseTo(
            search("full", "dtd").trials()
                * (80_000 * full.training() + VALIDATED * full.forward()),
            Percentage.withPercentage(1e-9));
    assertThat(search.flops())
        .isCloseTo(
            search.trials() * each + 1000 * adapter.embedding(), Percentage.withPercentage(1e-9));
  }

  /** Linear, MLP-3 and Sidetune read the same features. */
  @Test
  void encodesImagesOnceForAllHeads() throws IOException {
    Estimate all = estimate(plans("table1", "rows=linear,mlp-3 tasks=dtd")).all();
    Estimate linear = estimate(plans("table1", "rows=linear tasks=dtd")).all();

    assertThat(linear.forward()).isEqualTo(800 + 200 + 1880);
    assertThat(all.forward()).isEqualTo(linear.forward());
    assertThat(all.flops()).isEqualTo(linear.flops());
  }

  @Test
  void tokensThatArePrunedCostNothing() throws IOException {
    PlanEstimate estimate = estimate(plans("table1", "rows=e2vpt tasks=caltech101"));
    Estimate search = estimate.stage(Stage.SEARCH);
    Estimate rewind = estimate.stage(Stage.REWIND);

    assertThat(rewind.flops() / rewind.trials())
        .isLessThan(0.99 * search.flops() / search.trials());
  }

  @ParameterizedTest
  @ValueSource(strings = {"vpt-deep", "e2vpt", "linear", "partial-1", "full"})
  void equationsAsTheyAreWrittenCostMore(String row) throws IOException {
    String settings = "rows=%s tasks=cifar".formatted(row);

    assertThat(estimate(plans("table1", settings + " shortcuts=off")).flops())
        .isGreaterThan(1.02 * estimate(plans("table1", settings)).flops());
  }

  @Test
  void precisionChangesHoursAlone() throws IOException {
    PlanEstimate fp32 = estimate(plans("table1", "rows=full tasks=dtd"));
    PlanEstimate bf16 = estimate(plans("table1", "rows=full tasks=dtd precision=bf16"));

    assertThat(bf16.flops()).isEqualTo(fp32.flops());
    assertThat(Speed.of("A100", Precision.BF16).hours(1e18))
        .isEqualTo(1e18 / (312e12 * 0.16) / 3600);
    assertThat(Speed.of("A100", Precision.FP32).hours(1e18))
        .isEqualTo(1e18 / (19.5e12 * 0.73) / 3600);
  }

  /** The shares of an A100 are those of a step as executed, which devices.csv gives in ms. */
  @ParameterizedTest
  @CsvSource({"FP32, 330", "TF32, 95", "BF16, 94"})
  void theA100TakesTheTimesOfASourcedStep(Precision precision, int milliseconds) {
    double step = 64 * image("e2vpt", "visual=100 kv=5").training();

    assertThat(Speed.of("A100", precision).hours(step) * 3.6e6)
        .isCloseTo(milliseconds, Percentage.withPercentage(2));
  }

  @Test
  void saysWhereTheHoursGo() throws IOException {
    assertThat(
            estimate(plans("table1", "rows=full,vpt-deep tasks=dtd,fgvc_cub"))
                .breakdown(Speed.of("A100", Precision.FP32), 2))
        .hasSize(5)
        .first(InstanceOfAssertFactories.STRING)
        .matches("hours +FGVC +Natural +all");
    assertThat(
            estimate(plans("table1", "rows=full tasks=dtd"))
                .breakdown(Speed.of("A100", Precision.FP32), 1))
        .last(InstanceOfAssertFactories.STRING)
        .isEqualTo("most: Full on dtd 100.0 %");
  }

  /** Of ViT-B/16 in training, in a batch of 64. */
  private static Flops image(String method, String options) {
    return TuningMethods.get(method)
        .flops(
            Pretrained.model("vit-b16.in21k").architecture(),
            options.isEmpty()
                ? Map.of()
                : Splitter.on(' ').withKeyValueSeparator('=').split(options),
            true,
            64,
            true);
  }

  private static Estimate search(String row, String task) throws IOException {
    Estimate search =
        estimate(plans("table1", "rows=%s tasks=%s".formatted(row, task))).stage(Stage.SEARCH);
    return search;
  }

  @Test
  void saysWhatIsNeededOnTheDisk(@TempDir Path empty) throws IOException {
    // 11,000 images of 32 x 32 x 3 bytes
    assertThat(downloads(empty).lines(1_000_000_000_000L))
        .containsExactly(
            "files: 581 MB, of which 581 MB are to be downloaded into " + empty,
            "decoded images: about 33.8 MB, of which about 33.8 MB are to be written there",
            "disk: about 615 MB are needed, 1.00 TB are free");
    assertThat(downloads(empty).lines(600_000_000))
        .last()
        .isEqualTo("disk: about 615 MB are needed, 600 MB are free, which is too little");
  }

  @Test
  void doesNotCountWhatIsDecodedAlready(@TempDir Path data) throws IOException {
    Path decoded = Files.createDirectories(data.resolve(".cache/cifar"));
    Files.write(decoded.resolve("test"), new byte[10_000_000]);

    assertThat(downloads(data).lines(1_000_000_000_000L))
        .contains("decoded images: about 33.8 MB, of which about 23.8 MB are to be written there");
  }

  private static Downloads downloads(Path data) throws IOException {
    return Downloads.of(plans("table1", "rows=full tasks=cifar"), new DataFolder(data));
  }

  @Test
  void decodedImagesTakeWhatIsDocumented() {
    assertThat(
            List.of("diabetic_retinopathy", "dmlab", "sun397", "clevr_dist", "fgvc_nabirds")
                .stream()
                .map(task -> Math.round(DataSets.get(task).decodedBytes() / 1e9)))
        .containsExactly(37L, 12L, 8L, 7L, 10L); // in docs/data.md
  }

  @Test
  void namesTheDevicesThatItKnows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Speed.of("H2000", Precision.FP32))
        .withMessage(
            "device must be one of V100, A100, H100, H200, L4, T4, RTX 4090, B200; got 'H2000'. Did"
                + " you mean 'H200'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Speed.of("V100", Precision.BF16))
        .withMessage("a V100 has no rate in bf16; it has fp32");
    assertThat(Speed.ofModel("NVIDIA A100-SXM4-80GB", Precision.TF32))
        .contains(Speed.of("A100", Precision.TF32));
    assertThat(Speed.ofModel("NVIDIA H200", Precision.BF16))
        .contains(Speed.of("H200", Precision.BF16));
    assertThat(Speed.ofModel("NVIDIA GeForce RTX 4090", Precision.FP32))
        .isEqualTo(Optional.of(Speed.of("RTX 4090", Precision.FP32)));
    assertThat(Speed.ofModel("NVIDIA GeForce RTX 3090", Precision.FP32)).isEmpty();
  }

  private static PlanEstimate estimate(List<RowPlan> plans) {
    return PlanEstimate.of(plans, NoData.FOLDER);
  }

  private static List<RowPlan> plans(String table, String settings) throws IOException {
    Properties properties = new Properties();
    for (String setting : settings.split(" ")) {
      properties.setProperty(setting.split("=")[0], setting.split("=")[1]);
    }
    properties.setProperty("tables", table);
    RunConfig config = RunConfig.of(properties);
    return TableRun.planned(config, config.onlyPage());
  }
}
