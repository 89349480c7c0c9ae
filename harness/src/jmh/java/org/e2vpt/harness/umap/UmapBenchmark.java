package org.e2vpt.harness.umap;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What Figure 3's layout of a task's training images costs. */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class UmapBenchmark {

  private static final int IMAGES = 1000;
  private static final int DIMENSIONS = 128;
  private static final int CLASSES = 10;

  private final float[][] points = new float[IMAGES][DIMENSIONS];

  /** Points about a centre for each class. */
  @Setup
  public void draw() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < IMAGES; i++) {
      for (int j = 0; j < DIMENSIONS; j++) {
        points[i][j] = (float) (random.nextDouble() + (j % CLASSES == i % CLASSES ? 1 : 0));
      }
    }
  }

  @Benchmark
  public double[][] layout() {
    return Umap.DEFAULT.layout(points, new SplittableRandom(1));
  }
}
