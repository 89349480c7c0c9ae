package org.e2vpt.harness.training;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tensor.Torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What an image of 500x375 pixels costs that is resized as VTAB does, by Java or by the engine. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DeviceImagesBenchmark {

  private static final int BATCH = 64;

  private final int[] indices = IntStream.range(0, BATCH).toArray();
  private DeviceImages images;

  @Setup
  public void draw() {
    Torch.start(1);
    byte[] noise = new byte[BATCH * 375 * 500 * ImageSet.CHANNELS];
    new SplittableRandom(7).nextBytes(noise);
    NDManager manager = Torch.manager("cpu");
    images = new DeviceImages(manager, new ImageSet(375, 500, noise, new int[BATCH]), 224);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public byte[] resizedByJava() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return images.byJava(indices).toByteArray();
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public byte[] resizedByEngine() {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      return images.byDevice(indices).toByteArray();
    }
  }
}
