package org.e2vpt.tables.suite;

import java.io.IOException;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Reference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mini table: Full, Linear, VPT-deep and E²VPT on a pre-trained ViT small enough for a laptop,
 * in the paper's protocol. Its reference values were recorded with this program, so what it guards
 * is the whole way from images to verdict.
 */
@Tag("mini")
class MiniIT {

  private static final TableRun RUN = TableRun.mini(Settings.mini(System.getProperties()));

  @BeforeAll
  static void runTheTable() throws IOException {
    RUN.run(Reference.load("mini"));
  }

  static Stream<ExpectedCell> cells() throws IOException {
    Reference reference = Reference.load("mini");
    return RUN.cells().stream().map(cell -> ExpectedCell.of(cell, reference));
  }

  @ParameterizedTest(name = "{0}", quoteTextArguments = false)
  @MethodSource("cells")
  void reproducesItsReference(ExpectedCell expected) throws IOException {
    expected.assertReproducedIn(RUN.directory());
  }
}
