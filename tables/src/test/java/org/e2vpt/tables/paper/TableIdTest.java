package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableIdTest {

  @Test
  void isReadAsItIsWritten() {
    assertThat(TableId.parse("vpt/table1")).isEqualTo(new TableId("vpt", "table1"));
    assertThat(new TableId("vpt", "table1")).hasToString("vpt/table1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "table1", "/table1", "vpt/", "vpt/table1/full"})
  void refusesAnotherForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TableId.parse(text))
        .withMessage("expected a table PAPER/TABLE, got '%s'", text);
  }
}
