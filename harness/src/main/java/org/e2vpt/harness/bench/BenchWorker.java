package org.e2vpt.harness.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.backbone.Model;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.bench.Workload.Mode;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Kernels;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.training.Trainer;
import org.e2vpt.harness.tuning.Adaptation;
import org.e2vpt.harness.tuning.Tuning;
import org.e2vpt.harness.tuning.TuningMethods;

/**
 * A process that does the steps of one workload when it is told to: commands in on standard input,
 * numbers out on standard output. It has its own peak of memory.
 *
 * <pre>
 * step   → seconds
 * trace  → operations of the step it did
 * gemm   → operations a second of the trace's largest products
 * memory → peak of resident memory in megabytes, NaN where the system does not tell, and on a GPU
 * </pre>
 */
final class BenchWorker {

  /** Begins every answer: native libraries print to the same stream. */
  static final String MARKER = "@bench ";

  private static final int CLASSES = 100;
  private static final int LARGEST = 4;

  /** Seconds for a product, which is repeated: small ones are over before a clock ticks. */
  private static final double SHORTEST = 0.01;

  private static final Path STATUS = Path.of("/proc/self/status");

  private final Workload workload;
  private final NDManager manager;
  private final Trainer trainer;
  private final ImageSet images;
  private final BufferedReader commands =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private Products products = new Products(ImmutableMap.of(), 0);
  private boolean tracing;

  private BenchWorker(Workload workload, NDManager manager) {
    this.workload = workload;
    this.manager = manager;
    Model model = Pretrained.model(workload.backbone());
    Map<String, NDArray> weights = new LinkedHashMap<>();
    model.architecture().weights().forEach((name, shape) -> weights.put(name, random(name, shape)));
    Tuning tuning =
        TuningMethods.get(workload.method())
            .apply(
                new Adaptation(
                    model.over(weights, workload.execution()),
                    CLASSES,
                    workload.options(),
                    new Initial(0),
                    manager,
                    trial -> Map.of()));
    trainer = new Trainer(tuning, manager);
    images = images(workload.batch(), model.architecture().image());
  }

  /** Values do not change what a step costs, as long as they stay in range. */
  private NDArray random(String name, Shape shape) {
    return name.endsWith("norm.weight")
        ? manager.ones(shape)
        : manager.randomNormal(0, 0.02f, shape, DataType.FLOAT32);
  }

  private static ImageSet images(int count, int side) {
    Random random = new Random(0);
    byte[] pixels = new byte[count * side * side * ImageSet.CHANNELS];
    random.nextBytes(pixels);
    return new ImageSet(side, side, pixels, random.ints(count, 0, CLASSES).toArray());
  }

  /**
   * Serves until standard input ends.
   *
   * @param arguments device as the engine calls it, threads, method, backbone, mode, batch, and
   *     settings such as {@code visual=4} or {@code shortcuts=off}
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // libraries and the JDK format numbers, too
    try {
      Torch.start(Integer.parseInt(arguments[1]));
      Map<String, String> settings = new LinkedHashMap<>();
      for (String setting : List.of(arguments).subList(6, arguments.length)) {
        int equals = setting.indexOf('=');
        settings.put(setting.substring(0, equals), setting.substring(equals + 1));
      }
      Execution execution = Execution.take(settings);
      Workload workload =
          new Workload(
              arguments[2],
              ImmutableSortedMap.copyOf(settings),
              arguments[3],
              Mode.valueOf(arguments[4]),
              Integer.parseInt(arguments[5]),
              execution);
      Torch.requirePossible(execution.precision(), arguments[0]);
      new BenchWorker(workload, Torch.manager(arguments[0])).serve();
    } catch (Throwable e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1); // see org.e2vpt.harness.worker.Worker
    }
    Runtime.getRuntime().halt(0);
  }

  private void serve() {
    answer(0); // ready
    awaitStep();
    if (workload.mode() == Mode.TRAIN) {
      Recipe recipe =
          new Recipe(
              OptimizerKind.SGD,
              0.01,
              0.0001,
              Integer.MAX_VALUE,
              0,
              workload.batch(),
              Warmup.FROM_FIRST_STEP);
      trainer.train(
          images,
          recipe,
          0,
          (epoch, rate, loss, imagesPerSecond) -> done(images.size() / imagesPerSecond));
    }
    while (true) {
      Stopwatch watch = Stopwatch.createStarted();
      trainer.accuracy(images);
      done(seconds(watch));
    }
  }

  private static double seconds(Stopwatch watch) {
    return watch.elapsed(TimeUnit.NANOSECONDS) / 1e9;
  }

  /** Reports a step, and returns when the next one is asked for. */
  private void done(double seconds) {
    try {
      if (tracing) {
        products = Products.stopTrace();
        answer(products.operations());
      } else {
        answer(seconds);
      }
      awaitStep();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitStep() {
    try {
      while (true) {
        String command = commands.readLine();
        if (command == null) {
          Runtime.getRuntime().halt(0);
        }
        tracing = "trace".equals(command);
        switch (String.valueOf(command)) {
          case "step" -> {
            return;
          }
          case "trace" -> {
            Products.startTrace();
            return;
          }
          case "gemm" -> answer(gemm());
          case "memory" -> answer(memory());
          default -> throw new IllegalArgumentException("no command " + command);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void answer(double number) {
    System.out.println(MARKER + number);
    System.out.flush();
  }

  /** The rate of the largest products, each as often as the step has it. */
  private double gemm() {
    double operations = 0;
    double seconds = 0;
    for (Map.Entry<Products.Shape, Double> share : products.largest(LARGEST)) {
      operations += share.getValue();
      seconds += seconds(share.getKey()) * share.getValue() / share.getKey().operations();
    }
    return operations / seconds;
  }

  private double seconds(Products.Shape shape) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray left = factor(shape.b(), shape.m(), shape.k());
      NDArray right = factor(shape.b(), shape.k(), shape.n());
      products(left, right, 1); // warm-up
      for (int times = 1; true; times *= 2) {
        Stopwatch watch = Stopwatch.createStarted();
        products(left, right, times);
        double seconds = seconds(watch);
        if (seconds >= SHORTEST) {
          return seconds / times;
        }
      }
    }
  }

  /** Returns when they are computed: a GPU has done all before it when a number is read. */
  private void products(NDArray left, NDArray right, int times) {
    for (int i = 0; i < times; i++) {
      left.matMul(right).close();
    }
    try (NDArray last = manager.zeros(new Shape(1))) {
      var unused = last.toFloatArray();
    }
  }

  /** As the step has it: many small products in one call are faster than one by one. */
  private NDArray factor(long batch, long rows, long columns) {
    NDArray factor =
        manager.randomNormal(
            batch == 1 ? new Shape(rows, columns) : new Shape(batch, rows, columns));
    return workload.execution().precision() == Precision.BF16 ? Kernels.bf16(factor) : factor;
  }

  private double memory() throws IOException {
    if (!manager.getDevice().equals(Device.cpu()) || !Files.isReadable(STATUS)) {
      return Double.NaN;
    }
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
