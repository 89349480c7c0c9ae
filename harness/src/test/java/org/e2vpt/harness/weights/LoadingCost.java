package org.e2vpt.harness.weights;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.checkpoint.FullSizeFiles;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.checkpoint.TensorFile;
import org.e2vpt.harness.weights.PublishedWeights.LookAlikes;

/**
 * What it costs to load the published weights: {@code LoadingCost FOLDER} writes a file of each
 * kind with random values, loads it in a process of its own that may use 1.3 times the bytes of the
 * tensors and a heap of 48 MB, and removes it. {@code mvn -pl harness test -Ploading-cost} does so.
 */
final class LoadingCost {

  private static final int REPETITIONS = 5;
  private static final double MEMORY = 1.3;
  private static final double MEGABYTE = 1e6;

  private interface Work {
    void run() throws IOException;
  }

  private LoadingCost() {}

  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 2) {
      load(Path.of(arguments[0]), arguments[1]);
      return;
    }
    for (String id : FullSizeFiles.ids()) {
      Path file = FullSizeFiles.write(Path.of(arguments[0]), id);
      try {
        measure(file, id);
      } finally {
        Files.delete(file);
      }
    }
  }

  private static void measure(Path file, String id) throws Exception {
    long wanted;
    try (TensorFile tensors = TensorFile.open(file)) {
      Mapping mapping = PublishedWeights.mapping(tensors, id, LookAlikes.REFUSED);
      wanted =
          mapping.used().keySet().stream()
              .mapToLong(key -> tensors.tensors().get(key).bytes())
              .sum();
    }
    print(
        "%s: %s, %.0f MB, wanted %.0f MB",
        id, file.getFileName(), Files.size(file) / MEGABYTE, wanted / MEGABYTE);
    Path copied = file.resolveSibling("copy");
    double toMemory = seconds(() -> copy(file));
    double toFile = seconds(() -> Files.copy(file, copied, StandardCopyOption.REPLACE_EXISTING));
    Files.delete(copied);
    double read = seconds(() -> readAll(file));
    print(
        "  processor seconds: copying to memory %.3f, copying to a file %.3f, reading all tensors %.3f:"
            + " %.2f and %.2f times",
        toMemory, toFile, read, read / toMemory, read / toFile);
    Process child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx48m",
                    "-XX:MaxDirectMemorySize=" + (long) (MEMORY * wanted),
                    "-cp",
                    System.getProperty("java.class.path"),
                    LoadingCost.class.getName(),
                    file.toString(),
                    id))
            .inheritIO()
            .start();
    if (child.waitFor() != 0) {
      throw new IllegalStateException("loading %s failed within its memory".formatted(file));
    }
  }

  /** In the process of its own. */
  private static void load(Path file, String id) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long startCpu = threads.getCurrentThreadCpuTime();
    Map<String, HostTensor> weights = PublishedWeights.load(file, id, LookAlikes.REFUSED);
    double seconds = (System.nanoTime() - start) / 1e9;
    double processor = (threads.getCurrentThreadCpuTime() - startCpu) / 1e9;
    long bytes = weights.values().stream().mapToLong(tensor -> tensor.bytes().capacity()).sum();
    print(
        "  loading %d tensors of %.0f MB by our names in a fresh process %.3f s (processor %.3f s), peak"
            + " memory of the process %s",
        weights.size(), bytes / MEGABYTE, seconds, processor, peak());
  }

  /** Resident memory at its highest, of the whole process with the JVM itself; Linux only. */
  private static String peak() throws IOException {
    File status = new File("/proc/self/status");
    return status.exists()
        ? Files.readAllLines(status.toPath()).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .findFirst()
            .orElse("?")
            .replaceAll("\\s+", " ")
        : "?";
  }

  /**
   * The processor time of this thread, which other programs do not disturb: the median over
   * repetitions, after the file has come into the system's cache.
   */
  private static double seconds(Work work) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] seconds = new double[REPETITIONS];
    work.run();
    for (int i = 0; i < seconds.length; i++) {
      System.gc(); // what is unreachable outside the heap is freed by it alone
      long start = threads.getCurrentThreadCpuTime();
      work.run();
      seconds[i] = (threads.getCurrentThreadCpuTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return seconds[REPETITIONS / 2];
  }

  private static void copy(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer copy = ByteBuffer.allocateDirect((int) channel.size());
      while (copy.hasRemaining()) {
        channel.read(copy);
      }
    }
  }

  private static void readAll(Path file) throws IOException {
    try (TensorFile tensors = TensorFile.open(file)) {
      tensors.readAll();
    }
  }

  private static void print(String text, Object... values) {
    System.out.println(String.format(Locale.ROOT, text, values));
  }
}
