package org.e2vpt.harness.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.tensor.MatrixSpeed;
import org.e2vpt.harness.tensor.NativeCache;

/** How fast this machine's processor computes. */
public final class Calibration {

  private static final int PATIENCE_SECONDS = 120;

  private Calibration() {}

  /**
   * Floating-point operations a second by {@link MatrixSpeed}, in a process of its own: this one
   * stays free of libtorch.
   *
   * @throws IllegalStateException with what that process said, if it fails, or if PyTorch's
   *     libraries cannot be loaded
   */
  public static double flops(int threads) throws IOException, InterruptedException {
    NativeCache.prepare();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Xrs",
            "-cp",
            System.getProperty("java.class.path"),
            MatrixSpeed.class.getName(),
            Integer.toString(threads));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("the processor's speed cannot be measured: " + said);
    }
    return Double.parseDouble(said.strip().lines().reduce("", (first, line) -> line));
  }
}
