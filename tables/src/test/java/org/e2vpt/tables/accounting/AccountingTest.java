package org.e2vpt.tables.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.collect.MoreCollectors;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.PaperTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountingTest {

  private static final PaperTask TASK =
      new PaperTask("invented", Group.NATURAL, 10, 5, 2, "command.txt:1");

  @ParameterizedTest
  @CsvSource({
    "1, vit-b16.in21k, Full, '', reproduces, 100.0000",
    "1, vit-b16.in21k, Linear, '', reproduces, 0.0787",
    "1, vit-b16.in21k, Partial-1, '', reproduces, 8.3350",
    "1, vit-b16.in21k, MLP-3, '', reproduces, 1.4381",
    "1, vit-b16.in21k, Sidetune, '', reproduces, 10.0773",
    "1, vit-b16.in21k, Bias, '', does not reproduce, 0.1986",
    "1, vit-b16.in21k, Adapter, '', not determinable, ''",
    "1, vit-b16.in21k, VPT, '', not determinable, ''",
    "1, vit-b16.in21k, Ours, '', not determinable, 0.2277",
    "2, swin-b.in22k, Full, '', reproduces, 100.0000",
    "2, swin-b.in22k, Linear, '', reproduces, 0.0583",
    "2, swin-b.in22k, Partial-1, '', reproduces, 14.5797",
    "2, swin-b.in22k, MLP-3, '', reproduces, 2.4229",
    "2, swin-b.in22k, Bias, '', reproduces, 0.2896",
    "2, swin-b.in22k, VPT, '', not determinable, ''",
    "2, swin-b.in22k, Ours, '', not determinable, ''",
    "3, vit-b16.mae, Full, '', reproduces, 100.0000",
    "3, vit-b16.mae, Linear, '', reproduces, 0.0443",
    "3, vit-b16.mae, Partial-1, '', reproduces, 8.3034",
    "3, vit-b16.mae, Bias, '', reproduces, 0.1642",
    "3, vit-b16.mae, Adapter, '', not determinable, ''",
    "3, vit-b16.mae, VPT, '', not determinable, ''",
    "3, vit-b16.mae, Ours, '', not determinable, 0.2044",
    "3, vit-b16.moco-v3, Full, '', does not reproduce, 99.8237",
    "3, vit-b16.moco-v3, Linear, '', reproduces, 0.0443",
    "3, vit-b16.moco-v3, Partial-1, '', reproduces, 8.3017",
    "3, vit-b16.moco-v3, Bias, '', reproduces, 0.1642",
    "3, vit-b16.moco-v3, Adapter, '', not determinable, ''",
    "3, vit-b16.moco-v3, VPT, '', not determinable, ''",
    "3, vit-b16.moco-v3, Ours, '', not determinable, 0.2044",
    "4, vit-b16.in21k, Visual, svhn, reproduces, 0.5431",
    "4, vit-b16.in21k, Visual + key-value, svhn, not determinable, ''",
    "4, vit-b16.in21k, Visual + pruning, svhn, does not reproduce, 0.2426",
    "4, vit-b16.in21k, Visual + key-value + pruning, svhn, does not reproduce, ''",
    "4, vit-b16.in21k, Visual, fgvc_nabirds, reproduces, 1.0239",
    "4, vit-b16.in21k, Visual + key-value, fgvc_nabirds, does not reproduce, ''",
    "4, vit-b16.in21k, Visual + pruning, fgvc_nabirds, does not reproduce, 0.8412",
    "4, vit-b16.in21k, Visual + key-value + pruning, fgvc_nabirds, does not reproduce, ''",
  })
  void judgesEveryPrintedShare(
      int table, String backbone, String row, String task, String verdict, String kept)
      throws IOException {
    CellAccount account = cell(table, backbone, row, task);

    assertThat(account.verdict().words()).isEqualTo(verdict);
    assertThat(Decimals.fixed(account.keptShare(), 4)).isEqualTo(kept);
    assertThat(account.reason().isEmpty()).isEqualTo(verdict.equals("reproduces"));
  }

  @Test
  void judgesNoOtherShare() throws IOException {
    assertThat(Accounting.load().cells()).hasSize(38);
  }

  @Test
  void prunesInTable4WhatIsPrintedBesideTheShare() throws IOException {
    assertThat(Accounting.load().table(4))
        .extracting(CellAccount::cell)
        .filteredOn(cell -> cell.row().contains("pruning"))
        .hasSize(4)
        .allSatisfy(
            cell -> {
              Count count =
                  Counted.parse("vit-b16.in21k", "e2vpt", cell.options())
                      .with(Map.of("kv", "0"))
                      .withoutHead(TASK);
              assertThat(100.0 * (count.tuned() - count.kept()) / count.tuned())
                  .isCloseTo(Double.parseDouble(cell.pruning()), offset(0.0501));
            });
  }

  @Test
  void showsTheArithmeticOfWhatIsDefined() throws IOException {
    assertThat(cell(1, "vit-b16.in21k", "Partial-1", "").arithmetic())
        .isEqualTo("mean over 24 tasks of 100*(7,089,408 + 769*C)/(85,798,656 + 769*C)");
    assertThat(cell(4, "vit-b16.in21k", "Visual", "svhn").arithmetic())
        .isEqualTo("100*(460,800 + 769*10)/(86,259,456 + 769*10)");
  }

  @Test
  void saysWhatAShareThatDoesNotReproduceWouldNeed() throws IOException {
    assertThat(cell(1, "vit-b16.in21k", "Bias", "").reason())
        .isEqualTo(
            "0.80 % of 85,866,360 numbers is 686,931, but 170,616 are tuned; probably a misprint of"
                + " 0.20: Table 3 prints 0.16 for the same weights, which reproduces");
    assertThat(cell(4, "vit-b16.in21k", "Visual + pruning", "fgvc_nabirds").reason())
        .isEqualTo(
            "0.63 % of 86,687,101 numbers is 546,129, but 729,195 are tuned; that needs 74 %"
                + " pruned, not 34.4");
  }

  @Test
  void saysWhichLengthAShareImplies() throws IOException {
    CellAccount vpt = cell(1, "vit-b16.in21k", "VPT", "");
    assertThat(vpt.arithmetic())
        .isEqualTo(
            "100*(67,704 + 9,216*x)/(85,866,360 + 9,216*x) = 0.73 at x = 61.1 (60.6 to 61.6)"
                + " visual prompts a block, on average over 24 tasks");
    assertThat(vpt.reason()).isEqualTo("the prompt lengths of the 24 tasks are not published");
    assertThat(cell(3, "vit-b16.mae", "Adapter", "").arithmetic())
        .isEqualTo(
            "100*(47,261 + 18,444*x)/(85,845,917 + 18,444*x) = 0.87 at x = 38.3 (38.0 to 38.5)"
                + " numbers in a bottleneck, on average over 19 tasks");
  }

  @Test
  void excludesAShareThatNoPublishedLengthGives() throws IOException {
    CellAccount fits = cell(4, "vit-b16.in21k", "Visual + key-value", "svhn");
    CellAccount excluded = cell(4, "vit-b16.in21k", "Visual + key-value + pruning", "svhn");

    assertThat(fits.reason())
        .startsWith(
            "of the values of x that the paper tried, 1 gives it (1: 0.5537, 5: 0.5962, 10: 0.6492,"
                + " 20: 0.7551, 50: 1.0715); T is not published here");
    assertThat(excluded.reason())
        .isEqualTo(
            "of the values of x that the paper tried, none gives it (1: 0.2199, 5: 0.2625, 10:"
                + " 0.3157, 20: 0.4220, 50: 0.7394); T is not published here");
  }

  @ParameterizedTest
  @CsvSource({
    // P + T = 5 + 2 of 9,216 numbers each; 2 of the 5 and half of the segments of 3 are pruned
    "paper, 4, 64512, 32256, 85845024",
    "released, 8, 64512, 32256, 85863253",
  })
  void countsPrunedNumbersInBothWays(
      String protocol, int segments, long tuned, long kept, long total) {
    String options =
        String.format(
            Locale.ROOT,
            "visual=released kv=released protocol=%s prune-tokens=50%% prune-segments=%d",
            protocol,
            segments);

    assertThat(Counted.parse("vit-b16.in21k", "e2vpt", options).withoutHead(TASK))
        .isEqualTo(new Count(tuned, kept, total));
  }

  @Test
  void keepsOneTokenOfAFewThatArePruned() {
    PaperTask one = new PaperTask("invented", Group.NATURAL, 10, 1, 1, "command.txt:1");
    String options = "visual=released kv=0 protocol=released prune-tokens=90% prune-segments=12";

    assertThat(Counted.parse("vit-b16.in21k", "e2vpt", options).withoutHead(one).kept())
        .isEqualTo(9216 / 4);
  }

  @Test
  void refusesATableWithoutTheColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Accounting.load().table(5))
        .withMessage("table 5 has no column Tuned/Total; tables 1, 2, 3, 4 have one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit-b16.in21k | adapter | reduction=released | no command released a length reduction
          vit-b16.in21k | e2vpt   | protocol=mine      | protocol must be paper or released; got 'mine'
          vit-b16       | linear  |                    | unknown backbone 'vit-b16'; the backbones are vit-b16.in21k, vit-b16.mae, vit-b16.moco-v3, swin-b.in22k, mini-vit.cifar10, mini-vit.random. Did you mean 'vit-b16.in21k'?
          """)
  void refusesWhatCannotBeCounted(
      String backbone, String method, @Nullable String options, String message) {
    Counted counted = Counted.parse(backbone, method, options == null ? "" : options);

    assertThatIllegalArgumentException().isThrownBy(() -> counted.of(TASK)).withMessage(message);
  }

  @Test
  void refusesAnUnknownWordForWhatIsFree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Free.parse("length"))
        .withMessage("what is free must be one of visual, kv, prompts, bottleneck, got 'length'");
  }

  private static CellAccount cell(int table, String backbone, String row, String task)
      throws IOException {
    return Accounting.load().table(table).stream()
        .filter(account -> account.cell().backbone().equals(backbone))
        .filter(account -> account.cell().row().equals(row))
        .filter(account -> account.cell().task().equals(task))
        .collect(MoreCollectors.onlyElement());
  }
}
