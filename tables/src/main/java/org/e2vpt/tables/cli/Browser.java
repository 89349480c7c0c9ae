package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Opens pages for people. */
final class Browser {

  private Browser() {}

  /** The program that opens a file in this machine's browser, with its arguments. */
  static ImmutableList<String> command() {
    String own = System.getenv("BROWSER");
    if (own != null && !own.isBlank()) {
      return ImmutableList.of(own);
    }
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.startsWith("mac")) {
      return ImmutableList.of("open");
    }
    return system.startsWith("windows")
        ? ImmutableList.of("rundll32", "url.dll,FileProtocolHandler")
        : ImmutableList.of("xdg-open");
  }

  /**
   * Starts a browser and does not wait for it.
   *
   * @throws IllegalStateException if there is no such program
   */
  static void open(Path page, List<String> command) {
    try {
      new ProcessBuilder(
              ImmutableList.<String>builder()
                  .addAll(command)
                  .add(page.toAbsolutePath().toString())
                  .build())
          .redirectOutput(Redirect.DISCARD)
          .redirectError(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot start '%s' to open %s; name your browser in the variable BROWSER, or open it by hand"
              .formatted(String.join(" ", command), page),
          e);
    }
  }
}
