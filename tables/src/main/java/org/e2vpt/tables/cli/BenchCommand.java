package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.e2vpt.harness.bench.Bench;
import org.e2vpt.harness.bench.Measured;
import org.e2vpt.harness.bench.Workload;
import org.e2vpt.harness.bench.Workload.Mode;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.tensor.Execution;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what a step costs. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Measure the speed and memory of a method.",
      "Weights and images are random. Each variant runs in its own process, and the"
          + " processes take turns step by step, so that other load on the machine slows all of"
          + " them equally. Prints a CSV line of medians for each variant, then compares each"
          + " variant with the last one of its mode.",
      "gflop_per_image counts the matrix products in the engine's own trace of a step."
          + " gemm_gflops is the rate of the largest of them alone, measured after each step. mfu"
          + " is gflops divided by gemm_gflops; it is empty where that exceeds 1, which is"
          + " impossible. peak_mb is the memory of the whole process, including weights and JVM;"
          + " on a GPU it is empty."
    },
    exitCodeList = {"0:everything was measured"})
final class BenchCommand implements Callable<Integer> {

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "method",
          "mode",
          "shortcuts",
          "precision",
          "batch",
          "images_per_s",
          "peak_mb",
          "gflop_per_image",
          "gflops",
          "gemm_gflops",
          "mfu");

  @Option(
      names = "--method",
      defaultValue = "e2vpt",
      paramLabel = "NAME",
      description = "Tuning method; default: ${DEFAULT-VALUE}.")
  private String method = "e2vpt";

  @Option(
      names = "--backbone",
      defaultValue = "vit-b16.in21k",
      paramLabel = "NAME",
      description = "Id of the backbone; default: ${DEFAULT-VALUE}.")
  private String backbone = "vit-b16.in21k";

  @Option(
      names = "--visual",
      paramLabel = "P",
      description = "Number of visual prompts in each block.")
  private String visual = "";

  @Option(
      names = "--kv",
      paramLabel = "T",
      description = "Number of key-value prompts in each block.")
  private String keyValue = "";

  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "Another option of the method, such as prompt-dropout=0. Can be repeated.")
  private Map<String, String> options = new HashMap<>();

  @Option(
      names = "--batch",
      defaultValue = "16",
      paramLabel = "NUMBER",
      description = "Images in each step; default: ${DEFAULT-VALUE}.")
  private int batch = 16;

  @Option(
      names = "--mode",
      split = ",",
      defaultValue = "train",
      paramLabel = "WORD",
      description =
          "What to measure: train, eval, or both, separated by a comma; default:"
              + " ${DEFAULT-VALUE}.")
  private List<String> modes = new ArrayList<>();

  @Option(
      names = "--shortcuts",
      split = ",",
      defaultValue = "${sys:shortcuts:-on,off}",
      paramLabel = "WORD",
      description =
          "Exact shortcuts: on, off, or both, separated by a comma; default: ${DEFAULT-VALUE}.")
  private List<String> shortcuts = new ArrayList<>();

  @Option(
      names = "--precision",
      split = ",",
      defaultValue = "${sys:precision:-fp32}",
      paramLabel = "WORD",
      description =
          "Precisions of the encoder, separated by commas: fp32 (default), bf16, tf32 (GPUs only).")
  private List<String> precisions = new ArrayList<>();

  @Option(
      names = "--device",
      defaultValue = Device.CPU,
      paramLabel = "NAME",
      description =
          "What to compute on: cpu (default), or gpu0, gpu1, … as nvidia-smi counts them.")
  private String device = Device.CPU;

  @Option(
      names = "--threads",
      defaultValue = "2",
      paramLabel = "NUMBER",
      description = "Threads of each process; default: ${DEFAULT-VALUE}.")
  private int threads = 2;

  @Option(
      names = "--repeats",
      defaultValue = "5",
      paramLabel = "NUMBER",
      description = "Measured steps of each variant; default: ${DEFAULT-VALUE}.")
  private int repeats = 5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (threads < 1 || repeats < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "need at least 1 thread and 1 repeat, got %d and %d", threads, repeats));
    }
    PrintWriter out = spec.commandLine().getOut();
    print(out, Bench.measure(workloads(), Device.named(device), threads, repeats));
    out.flush();
    return E2vpt.OK;
  }

  private List<Workload> workloads() {
    ImmutableSortedMap.Builder<String, String> all = ImmutableSortedMap.naturalOrder();
    all.putAll(options);
    if (!visual.isEmpty()) {
      all.put("visual", visual);
    }
    if (!keyValue.isEmpty()) {
      all.put("kv", keyValue);
    }
    List<Workload> workloads = new ArrayList<>();
    for (String mode : modes) {
      for (String precision : precisions) {
        for (String shortcut : shortcuts) {
          Map<String, String> words = new HashMap<>();
          words.put(Execution.SHORTCUTS, shortcut);
          words.put(Execution.PRECISION, precision);
          workloads.add(
              new Workload(
                  method, all.buildOrThrow(), backbone, mode(mode), batch, Execution.take(words)));
        }
      }
    }
    return workloads;
  }

  private static Mode mode(String word) {
    return switch (word) {
      case "train" -> Mode.TRAIN;
      case "eval" -> Mode.EVAL;
      default ->
          throw new IllegalArgumentException(
              "mode must be train or eval, got '%s'".formatted(word));
    };
  }

  static void print(PrintWriter out, List<Measured> all) {
    out.print(String.join(",", COLUMNS) + "\n");
    all.forEach(measured -> out.print(line(measured) + "\n"));
    all.stream()
        .filter(measured -> measured.mfu().isEmpty())
        .forEach(measured -> out.print(noMfu(measured) + "\n"));
    all.stream()
        .map(Measured::workload)
        .map(Workload::mode)
        .distinct()
        .forEach(
            mode ->
                printRatios(
                    out, all.stream().filter(one -> one.workload().mode() == mode).toList()));
  }

  private static void printRatios(PrintWriter out, List<Measured> ofMode) {
    Measured last = ofMode.get(ofMode.size() - 1);
    for (Measured one : ofMode.subList(0, ofMode.size() - 1)) {
      out.printf(
          Locale.ROOT,
          "# %s against %s: images_per_s × %.2f, %sgflop_per_image × %.2f\n",
          name(one),
          name(last),
          one.imagesPerSecond() / last.imagesPerSecond(),
          ifKnown("peak_mb × %.2f, ", one.peakMegabytes() / last.peakMegabytes()),
          one.gflopPerImage() / last.gflopPerImage());
    }
  }

  /** Empty for NaN. */
  private static String ifKnown(String format, double number) {
    return Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number);
  }

  private static String noMfu(Measured measured) {
    return String.format(
        Locale.ROOT,
        "# %s has no mfu: its step reached %.1f GFLOP/s, but its products alone only %.1f, so"
            + " something slowed them down. Measure again on an idle machine, with more --repeats.",
        name(measured),
        measured.gflops(),
        measured.gemmGflops());
  }

  private static String name(Measured measured) {
    Workload workload = measured.workload();
    return "%s %s with shortcuts %s"
        .formatted(
            word(workload.mode()),
            workload.execution().precision().word(),
            workload.execution().words().get(Execution.SHORTCUTS));
  }

  private static String word(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String line(Measured measured) {
    Workload workload = measured.workload();
    return String.format(
        Locale.ROOT,
        "%s,%s,%s,%s,%d,%.3f,%s,%.2f,%.1f,%.1f,%s",
        workload.method(),
        word(workload.mode()),
        workload.execution().words().get(Execution.SHORTCUTS),
        workload.execution().precision().word(),
        workload.batch(),
        measured.imagesPerSecond(),
        ifKnown("%.0f", measured.peakMegabytes()),
        measured.gflopPerImage(),
        measured.gflops(),
        measured.gemmGflops(),
        measured.mfu().isPresent()
            ? String.format(Locale.ROOT, "%.3f", measured.mfu().getAsDouble())
            : "");
  }
}
