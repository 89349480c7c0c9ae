package org.e2vpt.tables.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountingTest {

  private static final Paper PAPER = Papers.shipped().get("e2vpt");

  private static final Accounting ACCOUNTING = new Accounting(PAPER);

  private static final PaperTask TASK = task(5, 2);

  private static PaperTask task(int visual, int kv) {
    return new PaperTask(
        "invented", Group.NATURAL, 10, OptionalInt.of(visual), OptionalInt.of(kv), "command.txt:1");
  }

  @ParameterizedTest
  @CsvSource({
    "table1, full, '', reproduces, 100.0000",
    "table1, linear, '', reproduces, 0.0787",
    "table1, partial-1, '', reproduces, 8.3350",
    "table1, mlp-3, '', reproduces, 1.4381",
    "table1, sidetune, '', reproduces, 10.0773",
    "table1, bias, '', does not reproduce, 0.1986",
    "table1, adapter, '', not determinable, ''",
    "table1, vpt-deep, '', not determinable, ''",
    "table1, e2vpt, '', not determinable, 0.2277",
    "table2, full, '', reproduces, 100.0000",
    "table2, linear, '', reproduces, 0.0583",
    "table2, partial-1, '', reproduces, 14.5797",
    "table2, mlp-3, '', reproduces, 2.4229",
    "table2, bias, '', reproduces, 0.2896",
    "table2, vpt-deep, '', not determinable, ''",
    "table2, e2vpt, '', not determinable, ''",
    "table3, mae-full, '', reproduces, 100.0000",
    "table3, mae-linear, '', reproduces, 0.0443",
    "table3, mae-partial-1, '', reproduces, 8.3034",
    "table3, mae-bias, '', reproduces, 0.1642",
    "table3, mae-adapter, '', not determinable, ''",
    "table3, mae-vpt-deep, '', not determinable, ''",
    "table3, mae-e2vpt, '', not determinable, 0.2044",
    "table3, moco-full, '', does not reproduce, 99.8237",
    "table3, moco-linear, '', reproduces, 0.0443",
    "table3, moco-partial-1, '', reproduces, 8.3017",
    "table3, moco-bias, '', reproduces, 0.1642",
    "table3, moco-adapter, '', not determinable, ''",
    "table3, moco-vpt-deep, '', not determinable, ''",
    "table3, moco-e2vpt, '', not determinable, 0.2044",
    "table4, visual, svhn, reproduces, 0.5431",
    "table4, visual-kv, svhn, not determinable, ''",
    "table4, visual-pruned, svhn, does not reproduce, 0.2426",
    "table4, e2vpt, svhn, does not reproduce, ''",
    "table4, visual, fgvc_nabirds, reproduces, 1.0239",
    "table4, visual-kv, fgvc_nabirds, does not reproduce, ''",
    "table4, visual-pruned, fgvc_nabirds, does not reproduce, 0.8412",
    "table4, e2vpt, fgvc_nabirds, does not reproduce, ''",
  })
  void judgesEveryPrintedShare(String table, String row, String task, String verdict, String kept) {
    CellAccount account = cell(table, row, task);

    assertThat(account.verdict().words()).isEqualTo(verdict);
    assertThat(Decimals.fixed(account.keptShare(), 4)).isEqualTo(kept);
    assertThat(account.reason().isEmpty()).isEqualTo(verdict.equals("reproduces"));
  }

  @Test
  void judgesNoOtherShare() {
    assertThat(PAPER.shares()).hasSize(38);
  }

  @Test
  void prunesInTable4WhatIsPrintedBesideTheShare() {
    assertThat(ACCOUNTING.table("table4"))
        .extracting(CellAccount::cell)
        .filteredOn(cell -> cell.row().contains("pruning"))
        .hasSize(4)
        .allSatisfy(
            cell -> {
              PaperRow row = PAPER.row("table4", cell.note().row());
              Count count =
                  new Counted(
                          "vit-b16.in21k",
                          "e2vpt",
                          ImmutableMap.copyOf(row.options()),
                          PAPER.presets())
                      .with(cell.note().options())
                      .with(Map.of("kv", "0"))
                      .withoutHead(TASK);
              assertThat(100.0 * (count.tuned() - count.kept()) / count.tuned())
                  .isCloseTo(Double.parseDouble(cell.pruning()), offset(0.0501));
            });
  }

  @Test
  void showsTheArithmeticOfWhatIsDefined() {
    assertThat(cell("table1", "partial-1", "").arithmetic())
        .isEqualTo("mean over 24 tasks of 100*(7,089,408 + 769*C)/(85,798,656 + 769*C)");
    assertThat(cell("table4", "visual", "svhn").arithmetic())
        .isEqualTo("100*(460,800 + 769*10)/(86,259,456 + 769*10)");
  }

  @Test
  void saysWhatAShareThatDoesNotReproduceWouldNeed() {
    assertThat(cell("table1", "bias", "").reason())
        .isEqualTo(
            "0.80 % of 85,866,360 numbers is 686,931, but 170,616 are tuned; probably a misprint of"
                + " 0.20: Table 3 prints 0.16 for the same weights, which reproduces");
    assertThat(cell("table4", "visual-pruned", "fgvc_nabirds").reason())
        .isEqualTo(
            "0.63 % of 86,687,101 numbers is 546,129, but 729,195 are tuned; that needs 74 %"
                + " pruned, not 34.4");
  }

  @Test
  void saysWhichLengthAShareImplies() {
    CellAccount vpt = cell("table1", "vpt-deep", "");
    assertThat(vpt.arithmetic())
        .isEqualTo(
            "100*(67,704 + 9,216*x)/(85,866,360 + 9,216*x) = 0.73 at x = 61.1 (60.6 to 61.6)"
                + " visual prompts a block, on average over 24 tasks");
    assertThat(vpt.reason()).isEqualTo("the prompt lengths of the 24 tasks are not published");
    assertThat(cell("table3", "mae-adapter", "").arithmetic())
        .isEqualTo(
            "100*(47,261 + 18,444*x)/(85,845,917 + 18,444*x) = 0.87 at x = 38.3 (38.0 to 38.5)"
                + " numbers in a bottleneck, on average over 19 tasks");
  }

  @Test
  void excludesAShareThatNoPublishedLengthGives() {
    CellAccount fits = cell("table4", "visual-kv", "svhn");
    CellAccount excluded = cell("table4", "e2vpt", "svhn");

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
            "visual=released kv=released preset=%s prune-tokens=50%% prune-segments=%d",
            protocol,
            segments);

    assertThat(counted("vit-b16.in21k", "e2vpt", options).withoutHead(TASK))
        .isEqualTo(new Count(tuned, kept, total));
  }

  @Test
  void keepsOneTokenOfAFewThatArePruned() {
    String options = "visual=released kv=0 preset=released prune-tokens=90% prune-segments=12";

    assertThat(counted("vit-b16.in21k", "e2vpt", options).withoutHead(task(1, 1)).kept())
        .isEqualTo(9216 / 4);
  }

  @Test
  void refusesATableWithoutTheColumn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ACCOUNTING.table("table5"))
        .withMessage(
            "table5 has no column Tuned/Total; those with one are table1, table2, table3, table4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vit-b16.in21k | adapter | reduction=released | no command released a length reduction for invented
          vit-b16.in21k | e2vpt   | preset=mine        | protocol must be paper or released; got 'mine'
          vit     | linear  |                    | unknown backbone 'vit'; the backbones are vit-b16.in21k, vit-b16.in21k-ft-in1k, vit-b16.mae, vit-b16.moco-v3, swin-b.in22k, mini-vit.cifar10, mini-vit-64.cifar10, mini-vit.random
          """)
  void refusesWhatCannotBeCounted(
      String backbone, String method, @Nullable String options, String message) {
    Counted counted = counted(backbone, method, options == null ? "" : options);

    assertThatIllegalArgumentException().isThrownBy(() -> counted.of(TASK)).withMessage(message);
  }

  @Test
  void refusesAnUnknownWordForWhatIsFree() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Free.parse("length"))
        .withMessage("what is free must be one of visual, kv, prompts, bottleneck, got 'length'");
  }

  /** As counted by hand from VFPT's printed shares; Fourier percentages do not count. */
  @ParameterizedTest
  @CsvSource({
    "table1, vfpt,             54.5 (54.0 to 55.0)",
    "table1, vpt-shallow,      90.9 (85.3 to 96.5)",
    "table2, vfpt,             15.3 (14.9 to 15.7)",
    "table3, mae-vfpt,         31.4 (30.9 to 31.9)",
    "table3, mae-vpt-deep,     24.8 (24.4 to 25.3)",
    "table3, moco-vfpt,        16.4 (15.9 to 16.9)",
  })
  void impliesTheLengthsOfAnotherPaper(String table, String row, String lengths) {
    Accounting accounting = new Accounting(Papers.shipped().get("vfpt"));

    assertThat(accounting.share(table, row, "").orElseThrow().arithmetic())
        .contains("at x = " + lengths + " visual prompts a block");
  }

  private static CellAccount cell(String table, String row, String task) {
    return ACCOUNTING.share(table, row, task).orElseThrow();
  }

  private static Counted counted(String backbone, String method, String options) {
    return new Counted(
        backbone,
        method,
        ImmutableMap.copyOf(
            Splitter.on(' ').omitEmptyStrings().withKeyValueSeparator('=').split(options)),
        PAPER.presets());
  }
}
