package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/**
 * How tuned models see CUB, Flowers and Dogs: VPT and E²VPT after rewinding, in the Poincaré disk.
 */
@Tag("figure3")
class Figure3IT extends PaperSuite {
  Figure3IT() {
    super("figure3");
  }
}
