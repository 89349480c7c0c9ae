package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** ViT-B/16, pre-trained by MAE and by MoCo v3: seven methods on VTAB-1k. */
@Tag("table3")
class Table3IT extends PaperSuite {
  Table3IT() {
    super("table3");
  }
}
