package org.e2vpt.tables.suite;

import java.io.IOException;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mini tables: all methods of the paper on a pre-trained ViT small enough for a laptop, and
 * E²VPT as the paper says beside E²VPT as the released code does. Their reference values were
 * recorded with this program, so what it guards is the whole way from images to verdict.
 */
@Tag("mini")
class MiniIT {

  private static final TableRun RUN = TableRun.mini(Settings.mini(System.getProperties()));

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
}
