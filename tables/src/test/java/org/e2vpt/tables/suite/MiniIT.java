package org.e2vpt.tables.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.paper.EmbeddedRun;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.RunTable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mini tables: all methods of the paper on a pre-trained ViT small enough for a laptop, and
 * E²VPT as the paper says beside E²VPT as the released code does. Their reference values were
 * recorded with this program, so what it guards is the whole way from images to verdict.
 */
@Tag("mini")
class MiniIT {

  private static final TableRun RUN = TableRun.mini(Settings.mini(SuiteProperties.chosen()));

  @BeforeAll
  static void runTheTable() throws IOException {
    RUN.run(RUN.reference());
  }

  static Stream<ExpectedCell> cells() throws IOException {
    Reference reference = RUN.reference();
    return RUN.cells().stream().map(cell -> ExpectedCell.of(cell, reference));
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @MethodSource("cells")
  void reproducesItsReference(ExpectedCell expected) throws IOException {
    expected.assertReproducedIn(RUN.directory());
  }

  /** Trained again with the same seed, a model is the same to the last digit. */
  @Test
  void figure3ShowsModelsOfTheTable() throws IOException {
    List<Run> runs = RunTable.read(RUN.directory().resolve("runs.csv"));

    assertThat(EmbeddedRun.read(RUN.directory().resolve(EmbeddedRun.FILE)))
        .allSatisfy(
            embedded -> {
              assertThat(embedded.status()).isEqualTo(Status.OK);
              assertThat(embedded.repeated(runs))
                  .hasValueSatisfying(
                      run -> assertThat(run.accuracy()).isEqualTo(embedded.accuracy()));
            });
  }
}
