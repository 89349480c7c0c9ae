package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** ViT-B/16, pre-trained on ImageNet-21k with labels: nine methods on VTAB-1k and FGVC. */
@Tag("table1")
class Table1IT extends PaperSuite {
  Table1IT() {
    super("table1");
  }
}
