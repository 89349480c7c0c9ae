package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TableRunTest {

  @Test
  void asksForEachRowAndGroup() throws IOException {
    assertThat(Configs.run("tables=mini tasks=all").cells())
        .extracting(AskedCell::row, cell -> cell.column(), cell -> cell.tasks().size())
        .startsWith(tuple("full", "Natural", 1), tuple("full", "Structured", 3))
        .hasSize(2 * 14 + 9);
  }

  /** Table 5 prints E²VPT of Table 1 in two rows, which are the same trials. */
  @Test
  void countsACellOnceThatStandsInTwoRows(@TempDir Path folder) throws IOException {
    Properties settings =
        Configs.properties("tables=table5 rows=kv-before,init-he groups=Natural budget=tuned");
    Path journal = folder.resolve("elsewhere");
    new SyntheticJournal(RunConfig.of(settings)).add("table5").write(journal);
    settings.setProperty("reports", folder.toString());
    settings.setProperty("journal", journal.toString());
    TableRun run = TableRun.of(RunConfig.of(settings));

    assertThat(run.run())
        .extracting(cell -> cell.asked().row())
        .containsExactly("kv-before", "init-he");
    assertThat(run.directory().resolve("summary.md"))
        .content()
        .contains("1 of 1 cell reproduced; cost: 42 trials");
  }

  /** A trial from scratch is what it was before there was a choice, and needs no further file. */
  @Test
  void namesTheStartOfASideNetworkWhereItIsNotTheDefault() throws IOException {
    RowPlan scratch = sidetune("");
    RowPlan alexNet = sidetune("protocol.side-start=alexnet");

    assertThat(scratch.variants()).containsExactly(ImmutableSortedMap.of());
    assertThat(scratch.files()).isEmpty();
    assertThat(alexNet.variants()).containsExactly(ImmutableSortedMap.of("side-start", "alexnet"));
    assertThat(alexNet.files()).containsExactly("weights/alexnet-owt-7be5be79.pth");
  }

  private static RowPlan sidetune(String choice) throws IOException {
    RunConfig config = Configs.of("tables=table1 rows=sidetune tasks=cifar " + choice);
    return TableRun.planned(config, config.onlyPage()).get(0);
  }

  @Test
  void asksForTheFileThatASideNetworkStartsFrom(@TempDir Path folder) {
    RunConfig config =
        Configs.of(
            "tables=table1 rows=sidetune,linear tasks=svhn gpu=off data=require"
                + " protocol.side-start=alexnet data.root="
                + folder);

    assertThatIllegalStateException()
        .isThrownBy(() -> TableRun.of(config))
        .withMessage(
            "data=require, but svhn, weights/alexnet-owt-7be5be79.pth,"
                + " weights/imagenet21k_ViT-B_16.npz are not in %s; 'e2vpt data fetch svhn"
                + " weights/alexnet-owt-7be5be79.pth weights/imagenet21k_ViT-B_16.npz' gets them, or"
                + " says how to",
            folder);
  }

  /** A native crash must cost one attempt of one trial, and never the suite. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads the process's memory map")
  void plansWithoutLoadingLibtorch() throws IOException {
    TableRun run = Configs.run("tables=mini");

    assertThat(run.plans()).isNotEmpty();
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("libtorch");
  }
}
