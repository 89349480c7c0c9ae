package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** Where key-value prompts stand, and how they start. */
@Tag("table5")
class Table5IT extends PaperSuite {
  Table5IT() {
    super("table5");
  }
}
