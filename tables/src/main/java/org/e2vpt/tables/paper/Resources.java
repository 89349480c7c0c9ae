package org.e2vpt.tables.paper;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;

/** The CSV files that are shipped with this package. */
final class Resources {

  private Resources() {}

  /** Whether there is a resource beside this class. */
  static boolean has(String name) {
    return Resources.class.getResource(name) != null;
  }

  /**
   * Opens a resource beside this class.
   *
   * @param remedy what to do if there is none
   */
  static Reader open(String name, String remedy) {
    InputStream stream = Resources.class.getResourceAsStream(name);
    if (stream == null) {
      throw new IllegalArgumentException(
          "no resource org/e2vpt/tables/paper/%s: %s".formatted(name, remedy));
    }
    return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }
}
