package org.e2vpt.harness.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this process runs on and from: the provenance that is the same for all its trials. */
public final class Machine {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  private Machine() {}

  /**
   * The git commit of {@code directory}, with {@code -dirty} behind it if anything there differs
   * from it; {@code unknown} outside a repository or without git.
   */
  public static String commit(Path directory) {
    Optional<String> head = git(directory, "rev-parse", "HEAD");
    Optional<String> changes = git(directory, "status", "--porcelain");
    if (head.isEmpty() || changes.isEmpty()) {
      return "unknown";
    }
    return changes.get().isEmpty() ? head.get() : head.get() + "-dirty";
  }

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

  /** What git prints, or empty if it fails or is not there. */
  private static Optional<String> git(Path directory, String... arguments) {
    ProcessBuilder git = new ProcessBuilder("git");
    git.command().addAll(List.of(arguments));
    git.directory(directory.toAbsolutePath().toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    git.environment().put("GIT_OPTIONAL_LOCKS", "0"); // status must not touch the index
    try {
      Process process = git.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(output.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // git is not installed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
