package org.e2vpt.harness.schedule;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this process runs on. */
final class Machine {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /** The processor's model as Linux names it, elsewhere its architecture. */
  static String processor() {
    if (Files.isReadable(CPU_INFO)) {
      try (var lines = Files.lines(CPU_INFO)) {
        Optional<String> model = lines.filter(line -> line.startsWith("model name")).findFirst();
        if (model.isPresent()) {
          return model.get().substring(model.get().indexOf(':') + 1).strip();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + CPU_INFO, e);
      }
    }
    return System.getProperty("os.arch");
  }
}
