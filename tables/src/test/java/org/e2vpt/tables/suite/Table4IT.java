package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** What visual prompts, key-value prompts and pruning bring on SVHN and NABirds. */
@Tag("table4")
class Table4IT extends PaperSuite {
  Table4IT() {
    super("table4");
  }
}
