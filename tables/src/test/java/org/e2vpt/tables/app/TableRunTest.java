package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.tables.paper.AskedCell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class TableRunTest {

  @Test
  void asksForEachRowAndGroup() throws IOException {
    assertThat(Configs.run("tables=mini tasks=all").cells())
        .extracting(AskedCell::row, cell -> cell.column(), cell -> cell.tasks().size())
        .startsWith(tuple("full", "Natural", 1), tuple("full", "Structured", 3))
        .hasSize(2 * 13 + 9);
  }

  /** A native crash must cost one attempt of one trial, and never the suite. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "reads the process's memory map")
  void plansWithoutLoadingLibtorch() throws IOException {
    TableRun run = Configs.run("tables=mini");

    assertThat(run.plans()).isNotEmpty();
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("libtorch");
  }
}
