package org.e2vpt.harness.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.e2vpt.harness.acceptance.AcceptanceProcess.Check;
import org.e2vpt.harness.acceptance.Finding.Outcome;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Torch;

/**
 * Checks a device, each thing in a process of its own, and writes what was found to a CSV file as
 * soon as it is known.
 */
public final class Acceptance {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int NO_DEVICE = 3;

  private static final List<String> BACKBONES =
      List.of("mini-vit.random", "vit-b16.in21k", "swin-b.in22k");

  private final Device device;
  private final boolean cpu;
  private final int threads = Runtime.getRuntime().availableProcessors();
  private final Path folder;
  private final Consumer<Finding> found;

  private Acceptance(Device device, Path folder, Consumer<Finding> found) {
    this.device = device;
    this.cpu = device.name().equals(Device.CPU);
    this.folder = folder;
    this.found = found;
  }

  /**
   * Checks.
   *
   * @param arguments device, CSV file, and backbones if not all
   */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    List<String> all = List.of(arguments);
    System.exit(
        run(
            all.get(0),
            Path.of(all.get(1)),
            all.size() > 2 ? all.subList(2, all.size()) : BACKBONES));
  }

  /** Returns the exit code. */
  static int run(String name, Path report, List<String> backbones) throws IOException {
    Device device;
    try {
      device = Device.named(name);
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println("gpu-acceptance: nothing was checked: " + e.getMessage());
      return NO_DEVICE;
    }
    List<Finding> failed = new ArrayList<>();
    try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(report), true)) {
      out.println(Finding.HEADER);
      new Acceptance(
              device,
              Files.createTempDirectory("acceptance"),
              finding -> {
                out.println(finding.line());
                System.out.println(finding.line());
                if (finding.outcome() == Outcome.FAILED) {
                  failed.add(finding);
                }
              })
          .check(backbones);
    }
    System.err.printf(
        Locale.ROOT,
        "gpu-acceptance: %s, see %s%n",
        failed.isEmpty() ? "nothing failed" : failed.size() + " checks failed",
        report);
    return failed.isEmpty() ? OK : FAILED;
  }

  private void check(List<String> backbones) throws IOException {
    String largest = backbones.get(backbones.size() - 1);
    found.accept(Finding.told("device", device.name(), device.model()));
    check(Check.VERSIONS, largest, Precision.FP32, true);
    for (String backbone : backbones) {
      check(Check.AGREEMENT, backbone, Precision.FP32, true);
    }
    for (String backbone : backbones) {
      check(Check.SAME_BITS, backbone, Precision.FP32, true);
      check(Check.SAME_BITS, backbone, Precision.BF16, true);
    }
    check(Check.MEMORY, largest, Precision.FP32, true);
    if (cpu) {
      found.accept(Finding.leftOut("memory", "a full device", "only a GPU's memory is filled"));
    } else {
      check(Check.FULL_MEMORY, largest, Precision.FP32, true);
    }
    LostDevice.check(device, threads, folder, found);
    for (String backbone : backbones) {
      for (Precision precision : Precision.values()) {
        for (boolean fused : cpu ? new boolean[] {true} : new boolean[] {true, false}) {
          speed(backbone, precision, fused);
        }
      }
    }
    for (String backbone : backbones) {
      if (cpu) {
        found.accept(
            Finding.leftOut(
                "copies and synchronisations a step", backbone, "a CPU waits for nobody"));
      } else {
        check(Check.SYNCHRONISATIONS, backbone, Precision.FP32, true);
      }
    }
  }

  private void speed(String backbone, Precision precision, boolean fused) throws IOException {
    if (cpu && precision == Precision.TF32) {
      found.accept(Finding.leftOut("images/s", backbone + ", tf32", "only NVIDIA's GPUs have it"));
    } else {
      check(Check.SPEED, backbone, precision, fused);
    }
  }

  private void check(Check check, String backbone, Precision precision, boolean fused)
      throws IOException {
    Path log = folder.resolve("%s-%s-%s.log".formatted(check, backbone, precision));
    List<String> options = new ArrayList<>(List.of("-Xmx4g"));
    device.properties().forEach((key, value) -> options.add("-D" + key + "=" + value));
    ProcessBuilder builder =
        ChildProcess.java(
                options,
                AcceptanceProcess.class,
                check,
                device.forEngine(),
                threads,
                backbone,
                precision,
                fused)
            .redirectError(log.toFile());
    Map<String, String> environment = builder.environment();
    Torch.prepare(environment, threads);
    environment.putAll(device.environment());
    Execution.switchTf32(environment, precision == Precision.TF32);
    Process process = builder.start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines
          .lines()
          .filter(line -> line.startsWith(AcceptanceProcess.MARKER))
          .map(line -> Finding.parse(line.substring(AcceptanceProcess.MARKER.length())))
          .forEach(found);
    }
    int exitCode = process.onExit().join().exitValue();
    if (exitCode != 0) {
      found.accept(
          Finding.of(
              check.name().toLowerCase(Locale.ROOT),
              backbone + ", " + precision.word(),
              "the process ended with exit code %s, see %s".formatted(exitCode, log),
              "exit code 0"));
    } else if (check == Check.SYNCHRONISATIONS) {
      found.accept(Synchronisations.finding(backbone, log));
    }
  }
}
