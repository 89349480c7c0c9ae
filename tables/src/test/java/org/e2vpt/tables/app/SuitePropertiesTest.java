package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuitePropertiesTest {

  @TempDir Path root;

  /** An IDE starts a suite in its module's folder, whose reports git would not ignore. */
  @Test
  void reportsGoToTheRepositorysFolderWhereverASuiteIsStarted() throws IOException {
    Files.createFile(root.resolve("datasets.lock"));
    Path module = Files.createDirectory(root.resolve("tables"));

    assertThat(SuiteProperties.of(new Properties(), module).getProperty("reports"))
        .isEqualTo(root.resolve("reports").toString());
  }

  @Test
  void reportsGoWhereTheUserSays() {
    Properties system = new Properties();
    system.setProperty("reports", "elsewhere");
    system.setProperty("rows", "linear");

    assertThat(SuiteProperties.of(system, root).getProperty("reports")).isEqualTo("elsewhere");
    assertThat(SuiteProperties.of(system, root).getProperty("rows")).isEqualTo("linear");
  }
}
