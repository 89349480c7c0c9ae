package org.e2vpt.tables.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** The settings of a suite: system properties, wherever it is started. */
final class SuiteProperties {

  private static final String REPORTS = "reports";

  private SuiteProperties() {}

  /** Maven says where the reports go; an IDE does not, and starts in the module or its parent. */
  static Properties chosen() {
    RunOption.requireKnown(System.getProperties());
    return of(System.getProperties(), Path.of("").toAbsolutePath());
  }

  static Properties of(Properties system, Path directory) {
    Properties properties = new Properties(system);
    if (system.getProperty(REPORTS) == null) {
      properties.setProperty(REPORTS, root(directory).resolve(REPORTS).toString());
    }
    return properties;
  }

  /** The folder of the repository: the nearest one that holds the lock. */
  private static Path root(Path directory) {
    for (Path folder = directory; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("datasets.lock"))) {
        return folder;
      }
    }
    return directory;
  }
}
