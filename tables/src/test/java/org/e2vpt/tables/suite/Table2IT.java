package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** Swin-B, pre-trained on ImageNet-22k: seven methods on VTAB-1k. */
@Tag("table2")
class Table2IT extends PaperSuite {
  Table2IT() {
    super("table2");
  }
}
