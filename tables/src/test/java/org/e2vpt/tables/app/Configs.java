package org.e2vpt.tables.app;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.util.Properties;

/** Runs for tests, of settings written as {@code tables=mini rows=linear}. */
public final class Configs {

  private Configs() {}

  /** Settings as properties. */
  public static Properties properties(String settings) {
    Properties properties = new Properties();
    Splitter.on(' ')
        .omitEmptyStrings()
        .withKeyValueSeparator(Splitter.on('=').limit(2))
        .split(settings)
        .forEach(properties::setProperty);
    return properties;
  }

  /** The same as a configuration. */
  public static RunConfig of(String settings) {
    return RunConfig.of(properties(settings));
  }

  /** The run of the only page. */
  public static TableRun run(String settings) throws IOException {
    return TableRun.of(of(settings));
  }
}
