package org.e2vpt.harness.meta;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.tensor.Torch;

/** Processes whose GPU is the meta device. */
public final class MetaDevice {

  private MetaDevice() {}

  /**
   * Tries all.
   *
   * @param folder for files of its own
   * @return a result for each case
   */
  public static List<MetaResult> results(List<MetaCase> cases, Path folder) throws IOException {
    List<MetaResult> results =
        answers(folder, cases.stream().map(MetaCase::line).toList(), MetaProcess.class, folder)
            .stream()
            .map(MetaResult::parse)
            .toList();
    if (results.size() < cases.size()) {
      throw new IllegalStateException(
          "the process ended at %s: %s"
              .formatted(cases.get(results.size()).describe(), Files.readString(log(folder))));
    }
    return results;
  }

  /** The device as a GPU, for processes that are told theirs by {@link Device}. */
  public static Device gpu(Path folder) {
    return new Device(
        "gpu0",
        "PyTorch's meta device",
        "gpu0",
        ImmutableMap.of("JDK_JAVA_OPTIONS", "-javaagent:" + MetaAgent.jar(folder)),
        ImmutableMap.of());
  }

  /** The answers of a process, which gets {@code input}. */
  static List<String> answers(Path folder, List<String> input, Class<?> main, Object... arguments)
      throws IOException {
    ProcessBuilder builder =
        ChildProcess.java(
                List.of(
                    "-Xmx1g",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-javaagent:" + MetaAgent.jar(folder)),
                main,
                arguments)
            .redirectError(log(folder).toFile());
    Torch.prepare(builder.environment(), 1);
    Process process = builder.start();
    try (var lines = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line : input) {
        lines.write(line + "\n");
      }
    }
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      return output
          .lines()
          .filter(line -> line.startsWith(MetaResult.MARKER))
          .map(line -> line.substring(MetaResult.MARKER.length()))
          .toList();
    }
  }

  private static Path log(Path folder) {
    return folder.resolve("meta.log");
  }
}
