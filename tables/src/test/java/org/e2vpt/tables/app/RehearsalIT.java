package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.weights.MiniatureWeights;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every row of the paper's tables through the real path, from archives to verdicts, on the
 * processor: all tasks of Table 1, and two of each group for the others. Archives and backbones are
 * miniatures in the formats of the published files, so the numbers mean nothing.
 */
@Tag("rehearsal")
class RehearsalIT {

  /** Two of each group of VTAB-1k, with different forms of images. */
  private static final String SOME = "dtd svhn eurosat patch_camelyon clevr_count dsprites_loc";

  @TempDir static Path temporary;

  @BeforeAll
  static void writeMiniatures() throws IOException {
    Path data = Files.createDirectories(temporary.resolve("data"));
    MiniatureWeights.write(data);
    MiniatureData.write(data, temporary.resolve("miniature.lock"));
  }

  @ParameterizedTest(name = "{0}: {1}", quoteTextArguments = false)
  @CsvSource({
    "table1, '', 36",
    "table2, " + SOME + ", 21",
    "table3, " + SOME + ", 42",
    "table4, '', 8",
    "table5, " + SOME + ", 12",
    "figure3, fgvc_flowers, 2",
    "figure4, '', 4",
  })
  void runsEveryRowToItsVerdict(String table, String tasks, int cells) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("tables", table);
    properties.setProperty("budget", "quick");
    properties.setProperty("gpu", "off");
    properties.setProperty("data", "require");
    properties.setProperty("data.root", temporary.resolve("data").toString());
    properties.setProperty("lock", temporary.resolve("miniature.lock").toString());
    properties.setProperty("workers", Integer.toString(Runtime.getRuntime().availableProcessors()));
    properties.setProperty("reports", temporary.resolve("reports").toString());
    if (!tasks.isEmpty()) {
      properties.setProperty("tasks", tasks.replace(' ', ','));
    }
    TableRun run = TableRun.of(RunConfig.of(properties));

    List<Cell> measured = run.run();

    assertThat(measured)
        .hasSize(cells)
        .allSatisfy(cell -> assertThat(cell.verdict()).isEqualTo(VerdictWord.INCONCLUSIVE));
    assertThat(RunTable.read(run.directory().resolve("runs.csv"))).hasSize(run.plans().size());
    assertThat(EmbeddedRun.read(run.directory().resolve(EmbeddedRun.FILE)))
        .hasSize((int) run.plans().stream().filter(RowPlan::embeds).count())
        .allMatch(EmbeddedRun::ok);
    assertThat(run.directory().resolve("index.html")).isNotEmptyFile();
  }
}
