package org.e2vpt.tables.doctor;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.e2vpt.harness.fetch.TaskFiles;
import org.e2vpt.harness.schedule.Gpu;
import org.e2vpt.harness.schedule.GpuSupport;
import org.e2vpt.harness.tensor.CudaLibtorch;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.text.ShellCommand;

/**
 * What follows from what was found.
 *
 * @param found a line for each finding
 * @param missing what keeps tables from being run, in the order in which to fix it
 * @param next the one thing to do next
 */
public record Diagnosis(ImmutableList<String> found, ImmutableList<String> missing, Next next) {

  /**
   * What to do.
   *
   * @param words why, or what else; may be empty
   * @param command to be entered; may be empty
   */
  public record Next(String words, String command) {

    @Override
    public String toString() {
      return words + (words.isEmpty() || command.isEmpty() ? "" : ": ") + command;
    }

    /** In lines of 80 columns, but for a longer command, which stays whole on a line of its own. */
    public ImmutableList<String> lines(String label) {
      if (words.isEmpty() || label.length() + toString().length() <= Paragraph.WIDTH) {
        return ImmutableList.of(label + this);
      }
      return command.isEmpty()
          ? Paragraph.of(label, words)
          : ImmutableList.<String>builder()
              .addAll(Paragraph.of(label, words + ":"))
              .add(" ".repeat(label.length()) + command)
              .build();
    }
  }

  private static final long UNPACKED = 4_100_000_000L;

  private static final String LABEL = "%-10s ";
  private static final String TABLE = "%-10s %-9s %-10s ";

  /** All is there, for every table. */
  public boolean healthy() {
    return missing.isEmpty();
  }

  /** Diagnoses. */
  public static Diagnosis of(Findings findings) {
    Optional<String> obstacle = obstacle(findings);
    List<TableFiles> incomplete =
        findings.tables().stream().filter(table -> !table.complete()).toList();
    ImmutableList.Builder<String> missing = ImmutableList.builder();
    if (!findings.engine().libraries().usable()) {
      missing.add("libraries that can be loaded: see 'libraries'");
    }
    obstacle.ifPresent(missing::add);
    if (!incomplete.isEmpty()) {
      missing.add(
          String.format(
              Locale.ROOT,
              "files of %d of %d tables",
              incomplete.size(),
              findings.tables().size()));
    }
    return new Diagnosis(
        found(findings), missing.build(), next(findings, obstacle.isPresent(), incomplete));
  }

  private static ImmutableList<String> found(Findings findings) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    Processor processor = findings.processor();
    lines.addAll(line("java", findings.java()));
    lines.addAll(
        line(
            "processor",
            "%s, %s; computes in fp32%s"
                .formatted(
                    processor.model(),
                    Amounts.count(processor.cores(), "core"),
                    processor.bfloat16() ? " and bf16" : ", bf16 is emulated")));
    List<Gpu> gpus = findings.gpus().list();
    if (gpus.isEmpty()) {
      lines.addAll(line("GPUs", "none: " + findings.gpus().absence()));
    } else {
      lines.addAll(line("driver", gpus.get(0).driver()));
    }
    for (Gpu gpu : gpus) {
      lines.addAll(line("gpu" + gpu.index(), describe(gpu)));
    }
    findings.gpus().unread().forEach(row -> lines.addAll(line("GPUs", "left out: " + row)));
    Engine engine = findings.engine();
    lines.addAll(
        line(
            "engine",
            "DJL %s; in its jars libtorch %s"
                .formatted(engine.djl(), String.join(", ", engine.bundled()))));
    lines.addAll(line("libraries", engine.libraries().words()));
    lines.addAll(line("for GPUs", forGpus(engine)));
    lines.addAll(
        line("data", "%s, %s free".formatted(findings.data(), Amounts.bytes(findings.dataDisk()))));
    lines.add("");
    lines.add(TABLE.formatted("table", "weights", "tasks") + "missing files");
    findings.tables().forEach(table -> lines.addAll(describe(table)));
    return lines.build();
  }

  private static ImmutableList<String> line(String label, String text) {
    return Paragraph.of(LABEL.formatted(label), text);
  }

  private static String describe(Gpu gpu) {
    return "%s%s, compute capability %s; computes in fp32%s"
        .formatted(
            gpu.name(),
            gpu.memory() == 0
                ? ", whose memory the driver does not report"
                : ", " + Amounts.bytes(gpu.memory()),
            gpu.capability().isEmpty() ? "that the driver does not report" : gpu.capability(),
            gpu.bfloat16() ? ", tf32 and bf16" : "");
  }

  private static String forGpus(Engine engine) {
    CudaLibtorch libtorch = engine.forGpus();
    return libtorch == null
        ? "none: " + engine.problem()
        : "libtorch %s %s %s %s"
            .formatted(
                libtorch.version(),
                libtorch.flavor(),
                libtorch.isPacked() ? "in its jar; the first run unpacks it into" : "in",
                libtorch.folder());
  }

  private static ImmutableList<String> describe(TableFiles table) {
    return Paragraph.of(
        TABLE.formatted(
            table.table(),
            there(table.weights().size(), table.backbones()),
            there(table.without().size(), table.tasks())),
        table.complete() ? "none" : TaskFiles.size(table.files()));
  }

  private static String there(int missing, int all) {
    return String.format(Locale.ROOT, "%d of %d", all - missing, all);
  }

  /** What keeps the GPUs from being used. */
  private static Optional<String> obstacle(Findings findings) {
    List<Gpu> gpus = findings.gpus().list();
    CudaLibtorch libtorch = findings.engine().forGpus();
    if (gpus.isEmpty()) {
      return Optional.of("a GPU");
    }
    if (libtorch == null) {
      return Optional.of("a libtorch for GPUs");
    }
    Optional<String> lack = GpuSupport.lack(gpus, libtorch);
    if (lack.isPresent()) {
      return lack;
    }
    if (libtorch.isPacked() && findings.engineDisk() < UNPACKED) {
      return Optional.of(
          "%s on the disk of %s to unpack libtorch, where %s are free"
              .formatted(
                  Amounts.bytes(UNPACKED),
                  libtorch.folder(),
                  Amounts.bytes(findings.engineDisk())));
    }
    return Optional.empty();
  }

  private static Next next(Findings findings, boolean obstacle, List<TableFiles> incomplete) {
    if (!findings.engine().libraries().usable()) {
      return new Next(
          "follow the advice under 'libraries': without them nothing can be computed", "");
    }
    if (findings.gpus().list().isEmpty()) {
      return new Next(
          "use a machine with an NVIDIA GPU, or fix the problem listed under 'GPUs'; the mini table needs none",
          "mvn verify");
    }
    CudaLibtorch libtorch = findings.engine().forGpus();
    List<Gpu> gpus = findings.gpus().list();
    if (libtorch == null && gpus.stream().anyMatch(GpuSupport::isNewerThanHopper)) {
      return new Next(
          "name the folder of a libtorch of your own for CUDA 12.8 by -Dlibtorch=FOLDER, since Maven"
              + " Central has none for GPUs newer than Hopper",
          "");
    }
    if (libtorch == null) {
      return new Next("build with a libtorch for GPUs", "mvn -Pcuda package");
    }
    if (obstacle) {
      return new Next("fix what is missing first", "");
    }
    Optional<TableFiles> complete =
        findings.tables().stream().filter(TableFiles::complete).findFirst();
    if (complete.isPresent()) {
      return new Next(
          "",
          "mvn verify -Dtables=%s %s"
              .formatted(
                  complete.get().table(),
                  libtorch.packed().isEmpty()
                      ? ShellCommand.word("-Dlibtorch=" + libtorch.folder())
                      : "-Pcuda"));
    }
    TableFiles fewest =
        incomplete.stream().min(Comparator.comparingLong(TableFiles::missingBytes)).orElseThrow();
    return new Next("get the files of " + fewest.table(), "e2vpt data fetch " + fewest.names());
  }
}
