package org.e2vpt.harness.bench;

import com.google.common.math.Quantiles;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Torch;

/**
 * Measures workloads against each other, each in a process of its own, one step of each in turn: a
 * machine that others use slows all of them down alike.
 */
public final class Bench {

  private Bench() {}

  /**
   * Measures.
   *
   * @param device that all compute on
   * @param threads of each process; they never compute at the same time
   * @param repeats steps that are timed, after one to warm up and one to count operations
   * @throws IllegalArgumentException if the device does not compute in a workload's precision, or
   *     if a workload cannot be run; its process has said why on standard error
   */
  public static List<Measured> measure(
      List<Workload> workloads, Device device, int threads, int repeats) throws IOException {
    workloads.forEach(workload -> workload.execution().precision().requireOn(device.name()));
    List<Subject> subjects = new ArrayList<>();
    try {
      for (Workload workload : workloads) {
        subjects.add(new Subject(workload, device, threads));
      }
      for (Subject subject : subjects) {
        subject.warmUp();
      }
      for (int i = 0; i < repeats; i++) {
        for (Subject subject : subjects) {
          subject.repeat();
        }
      }
      List<Measured> measured = new ArrayList<>();
      for (Subject subject : subjects) {
        measured.add(subject.measured());
      }
      return measured;
    } finally {
      subjects.forEach(Subject::close);
    }
  }

  private static final class Subject {

    private final Workload workload;
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> gemm = new ArrayList<>();
    private double operations;

    Subject(Workload workload, Device device, int threads) throws IOException {
      this.workload = workload;
      process = command(workload, device, threads).start();
      commands = process.outputWriter(StandardCharsets.UTF_8);
      answers = process.inputReader(StandardCharsets.UTF_8);
    }

    void warmUp() throws IOException {
      answer(); // it is ready
      ask("step");
      operations = ask("trace");
    }

    void repeat() throws IOException {
      seconds.add(ask("step"));
      gemm.add(ask("gemm"));
    }

    Measured measured() throws IOException {
      return new Measured(
          workload,
          workload.batch() / median(seconds),
          ask("memory"),
          operations / workload.batch() / 1e9,
          median(gemm) / 1e9);
    }

    private static double median(List<Double> values) {
      return Quantiles.median().compute(values);
    }

    private double ask(String command) throws IOException {
      commands.write(command + "\n");
      commands.flush();
      return answer();
    }

    private double answer() throws IOException {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        int marker = line.indexOf(BenchWorker.MARKER);
        if (marker >= 0) {
          return Double.parseDouble(line.substring(marker + BenchWorker.MARKER.length()));
        }
      }
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the process of %s ended with exit code %d; it said why above",
              workload,
              process.onExit().join().exitValue()));
    }

    void close() {
      process.toHandle().destroyForcibly();
    }
  }

  private static ProcessBuilder command(Workload workload, Device device, int threads) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx1g"); // as trials have it
    device.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(BenchWorker.class.getName());
    command.add(device.forEngine());
    command.add(Integer.toString(threads));
    command.add(workload.method());
    command.add(workload.backbone());
    command.add(workload.mode().name());
    command.add(Integer.toString(workload.batch()));
    workload.execution().words().forEach((name, word) -> command.add(name + "=" + word));
    workload.options().forEach((name, word) -> command.add(name + "=" + word));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Torch.prepare(builder.environment(), threads);
    builder.environment().putAll(device.environment());
    Execution.switchTf32(builder.environment(), workload.execution().precision() == Precision.TF32);
    return builder;
  }
}
