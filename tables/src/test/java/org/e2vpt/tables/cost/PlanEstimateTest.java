package org.e2vpt.tables.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataSets;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.tables.app.RunConfig;
import org.e2vpt.tables.app.TableRun;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanEstimateTest {

  private static final Speed ROUND = new Speed("a round machine", 1e15, 0.5, "invented");

  @Test
  void tellsTrialsImagesAndHoursByStage() throws IOException {
    // 118 trainings of 100 epochs on 800 images, or 1000 for the five final ones
    assertThat(
            estimate(plans("table1", "protocol=released rows=e2vpt tasks=dtd"))
                .lines(Optional.of(ROUND), 1))
        .containsExactly(
            "stage                          trials   images forward  images backward        FLOPs",
            "search                             40        3,208,000        3,200,000     2.37e+17",
            "retraining before pruning           1           80,200           80,000     5.93e+15",
            "rewind search                      72        5,774,400        5,760,000     4.27e+17",
            "final                               5          509,400          500,000     3.74e+16",
            "all                               118        9,572,000        9,540,000     7.07e+17",
            "0.4 hours on a round machine (1000.0 TFLOP/s, 50 % of it: invented)");
  }

  /** AlexNet's convolutions have 655,566,528 products at 224 pixels; 6·6·256·768 project. */
  @Test
  void aNetworkBesideTheEncoderSeesTheImagesInEachEpoch() throws IOException {
    Estimate linear = search("linear", "dtd");
    Estimate sidetune = search("sidetune", "dtd");

    assertThat(sidetune.forward()).isEqualTo(linear.forward());
    assertThat((sidetune.flops() - linear.flops()) / sidetune.trials())
        .isCloseTo(
            (3 * 80_000 + 200) * 2 * (655_566_528.0 + 36 * 256 * 768),
            Percentage.withPercentage(1e-7));
  }

  @Test
  void countsSharedTrialsOnce() throws IOException {
    List<RowPlan> both = new ArrayList<>(plans("table1", "rows=e2vpt tasks=dtd"));
    int once = both.get(0).planned();
    both.addAll(plans("table5", "tasks=dtd"));

    PlanEstimate estimate = estimate(both);

    assertThat(both).hasSize(5);
    assertThat(estimate.shared()).isEqualTo(2L * once); // Before and He are the row of Table 1
    assertThat(estimate.all().trials()).isEqualTo(3L * once);
    assertThat(estimate.lines(Optional.of(ROUND), 2))
        .contains(
            String.format(Locale.ROOT, "%d more trials are the same as some of these", 2 * once));
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
    Estimate cropped = search("linear", "fgvc_cub");

    assertThat(linear.trials()).isGreaterThan(10);
    assertThat(linear.forward()).isEqualTo(800 + 200); // once for all settings
    assertThat(cropped.forward() / cropped.trials()).isEqualTo(5394 * 100 + 600);
    assertThat((full.flops() / full.trials()) / linear.flops())
        .isCloseTo((3 * 80_000 + 200) / 1000.0, Offset.offset(0.01));
  }

  @Test
  void partial1MeetsItsLastBlockInEachEpochAndTheOthersOnce() throws IOException {
    Estimate partial = search("partial-1", "dtd");
    Estimate full = search("full", "dtd");

    double ofFull = full.flops() / full.trials() / (3 * 80_000 + 200);
    double ofPartial = partial.flops() / partial.trials() / (3 * 80_000 / 12 + 200);
    assertThat(ofPartial / ofFull).isCloseTo(1, Offset.offset(0.02));
  }

  private static Estimate search(String row, String task) throws IOException {
    Estimate search =
        estimate(plans("table1", "rows=%s tasks=%s".formatted(row, task)))
            .stages()
            .get(Stage.SEARCH);
    return Objects.requireNonNull(search);
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
        .containsExactly(37L, 12L, 8L, 7L, 10L); // in README.md
  }

  @Test
  void namesTheDevicesThatItKnows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Speed.of("H2000"))
        .withMessage(
            "device must be one of V100, A100, H100, H200, L4, T4; got 'H2000'. Did you mean 'H200'?");
    assertThat(Speed.ofModel("NVIDIA A100-SXM4-80GB")).contains(Speed.of("A100"));
    assertThat(Speed.ofModel("NVIDIA H200")).contains(Speed.of("H200"));
    assertThat(Speed.ofModel("NVIDIA GeForce RTX 4090")).isEmpty();
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
