package org.e2vpt.tables.suite;

import org.junit.jupiter.api.Tag;

/** Lengths of visual and key-value prompts on SVHN, as far as the text prints numbers. */
@Tag("figure4")
class Figure4IT extends PaperSuite {
  Figure4IT() {
    super("figure4");
  }
}
