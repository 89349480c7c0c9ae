package org.e2vpt.harness.tensor;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Initial values of trainable tensors, as PyTorch distributes them, from a generator of our own.
 *
 * <p>Each tensor draws from a stream of its own, named by the tensor: adding a tensor leaves the
 * values of the others as they were, and the same seed gives the same values on every machine.
 */
public final class Initial {

  private final int seed;

  public Initial(int seed) {
    this.seed = seed;
  }

  /** The stream for {@code name}. */
  public SplittableRandom stream(String name) {
    return new SplittableRandom(
        Hashing.sha256()
            .newHasher()
            .putInt(seed)
            .putString(name, StandardCharsets.UTF_8)
            .hash()
            .asLong());
  }

  /** Uniform between −bound and bound. */
  public float[] uniform(String name, int count, double bound) {
    SplittableRandom random = stream(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return values;
  }

  /** Normal with mean 0. */
  public float[] normal(String name, int count, double deviation) {
    return truncatedNormal(name, count, deviation, Double.POSITIVE_INFINITY);
  }

  /**
   * Normal with mean 0, drawn again while outside [−cut, cut].
   *
   * @throws IllegalArgumentException if {@code cut} leaves nothing to draw
   */
  public float[] truncatedNormal(String name, int count, double deviation, double cut) {
    if (!(cut > 0)) {
      throw new IllegalArgumentException("cannot cut a normal distribution at ±" + cut);
    }
    SplittableRandom random = stream(name);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      double value;
      do {
        value = deviation * standardNormal(random);
      } while (Math.abs(value) > cut);
      values[i] = (float) value;
    }
    return values;
  }

  /** Box–Muller over StrictMath: the same bits on every platform. */
  private static double standardNormal(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }
}
