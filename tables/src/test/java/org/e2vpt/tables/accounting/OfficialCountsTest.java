package org.e2vpt.tables.accounting;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.CsvLine;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Test;

/** Holds our counts to those of the official models, counted tensor by tensor. */
class OfficialCountsTest {

  private static final Accounting ACCOUNTING = new Accounting(Papers.shipped().get("e2vpt"));

  /** What the released code logs while it trains the pruned model: pruned prompts still count. */
  private static final String REWIND_LOG =
      "command.txt lengths, rewind log (pruned prompts still counted)";

  private static final String WITHOUT_TABLES = "without rel-pos-bias tables";

  private static final String LENGTHS = "visual=released kv=released";
  private static final String RELEASED = LENGTHS + " preset=released";

  private static final ImmutableMap<String, String> BACKBONES =
      ImmutableMap.of(
          "vit", "vit-b16.in21k",
          "vit-VTAB19", "vit-b16.mae", // the same architecture, on VTAB-1k alone
          "mae", "vit-b16.mae",
          "moco", "vit-b16.moco-v3",
          "swin", "swin-b.in22k");

  private static final ImmutableMap<String, String> TASKS =
      ImmutableMap.<String, String>builder()
          .put("cub", "fgvc_cub")
          .put("nabirds", "fgvc_nabirds")
          .put("flowers", "fgvc_flowers")
          .put("dogs", "fgvc_dogs")
          .put("cars", "fgvc_cars")
          .put("cifar100", "cifar")
          .put("svhn_cropped", "svhn")
          .put("diabetic_retinopathy_detection", "diabetic_retinopathy")
          .put("clevr_distance", "clevr_dist")
          .put("dsprites_location", "dsprites_loc")
          .put("dsprites_orientation", "dsprites_ori")
          .put("kitti_distance", "kitti")
          .put("smallnorb_azimuth", "smallnorb_azi")
          .put("smallnorb_evaluation", "smallnorb_ele")
          .buildOrThrow();

  private static final ImmutableMap<String, String> E2VPT =
      ImmutableMap.of(
          "command.txt lengths, no pruning, no mask tensors",
          LENGTHS,
          "command.txt lengths, stage-1 log (masks trainable)",
          RELEASED,
          REWIND_LOG,
          RELEASED + " prune-tokens=50% prune-segments=8",
          "command.txt lengths, lightest pruning 10%/10%",
          RELEASED + " prune-tokens=10% prune-segments=1",
          "command.txt lengths, 50%/50%",
          RELEASED + " prune-tokens=50% prune-segments=8",
          "command.txt lengths, heaviest pruning 90%/90%",
          RELEASED + " prune-tokens=90% prune-segments=12");

  private record Official(String backbone, String method, String variant, CsvLine line) {

    /** The backbone, method and options that we count it as. */
    String key() {
      String ours = method.toLowerCase(Locale.ROOT);
      String options = "";
      if (ours.equals("vpt")) {
        ours = "vpt-" + variant.split(" ")[0];
        options = variant.replaceFirst(".*=", "visual=");
      } else if (ours.equals("adapter")) {
        options = variant.replace("r=", "reduction=");
      } else if (ours.equals("e2vpt")) {
        options =
            E2VPT.getOrDefault(
                variant, variant.replaceFirst("P=(\\d+) KV=(\\d+) .*", "visual=$1 kv=$2"));
      }
      String sorted =
          Splitter.on(' ').splitToStream(options).sorted().collect(Collectors.joining(" "));
      return String.join(" | ", BACKBONES.get(backbone), ours, sorted);
    }

    String task() {
      return TASKS.getOrDefault(line.text("task"), line.text("task"));
    }

    boolean countsPruned() {
      return variant.equals(REWIND_LOG);
    }

    /** Numbers of Swin's tables, which this variant leaves out. */
    long leftOut() {
      return variant.equals(WITHOUT_TABLES)
          ? Pretrained.model("swin-b.in22k").architecture().weights().entrySet().stream()
              .filter(weight -> weight.getKey().endsWith("relative_position_bias_table"))
              .map(Map.Entry::getValue)
              .mapToLong(Shape::size)
              .sum()
          : 0;
    }
  }

  private static String key(CountLine line) {
    return String.join(" | ", line.backbone(), line.method(), line.options());
  }

  @Test
  void agreeWithOursForEveryMethodBackboneAndTask() throws IOException {
    List<Official> official = read("official_counts.csv", "task", "tuned", "total");
    Map<String, CountLine> ours =
        ACCOUNTING.linesOfTasks().stream()
            .collect(toMap(line -> key(line) + " | " + line.task(), Function.identity()));

    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> counted = new LinkedHashMap<>();
    for (Official row : official) {
      String name = row.key() + " | " + row.task();
      CountLine line = ours.get(name);
      String id = name + " | " + row.variant();
      expected.put(id, row.line().text("tuned") + " of " + row.line().text("total"));
      if (line != null) {
        Range tuned = row.countsPruned() ? line.tuned() : line.kept();
        counted.put(
            id,
            String.format(
                Locale.ROOT, "%d of %d", tuned.least() - row.leftOut(), line.total().least()));
      }
    }

    assertThat(counted).isEqualTo(expected).hasSize(1954);
  }

  @Test
  void haveTheMeanSharesThatOursHave() throws IOException {
    Map<String, CountLine> ours =
        ACCOUNTING.lines().stream().collect(toMap(OfficialCountsTest::key, Function.identity()));
    List<Official> official =
        read("official_shares.csv", "tasks", "mean_tuned_pct").stream()
            .filter(row -> !row.variant().equals(WITHOUT_TABLES)) // no setting of ours
            .toList();

    assertThat(official).hasSize(97);
    assertThat(official)
        .allSatisfy(
            row -> {
              CountLine line = ours.get(row.key());
              assertThat(line).as(row.key()).isNotNull();
              double share = row.countsPruned() ? line.tunedShare() : line.keptShare();
              assertThat(Decimals.round(share, 4))
                  .as(row.key())
                  .isEqualTo(row.line().number("mean_tuned_pct"));
            });
  }

  @Test
  void coverEverySettingThatIsNotOfThePapersProtocol() throws IOException {
    assertThat(
            ACCOUNTING.lines().stream()
                .map(OfficialCountsTest::key)
                .filter(
                    key ->
                        !key.endsWith(
                            "| kv=released prune-segments=4 prune-tokens=50% visual=released")))
        .isSubsetOf(
            read("official_counts.csv", "task", "tuned", "total").stream()
                .map(Official::key)
                .collect(Collectors.toSet()));
  }

  private static List<Official> read(String name, String... columns) throws IOException {
    ImmutableList<String> header =
        ImmutableList.<String>builder().add("backbone", "method", "variant").add(columns).build();
    try (Reader reader =
        Resources.asCharSource(
                Resources.getResource(OfficialCountsTest.class, name), StandardCharsets.UTF_8)
            .openBufferedStream()) {
      return CsvFile.read(
          reader,
          name,
          header,
          line ->
              new Official(line.text("backbone"), line.text("method"), line.text("variant"), line));
    }
  }
}
