package org.e2vpt.harness.bench;

import java.util.OptionalDouble;

/**
 * What a workload costs: medians of the repeats.
 *
 * @param imagesPerSecond of its steps
 * @param peakMegabytes the most memory of the host that its process ever held, weights and JVM
 *     included; NaN where the system does not tell it, and on a GPU, whose memory is another
 * @param gflopPerImage of its matrix products, counted in its trace
 * @param gemmGflops rate of its largest products alone, measured in turn with its steps
 */
public record Measured(
    Workload workload,
    double imagesPerSecond,
    double peakMegabytes,
    double gflopPerImage,
    double gemmGflops) {

  /** Achieved rate, in 10⁹ operations a second. */
  public double gflops() {
    return gflopPerImage * imagesPerSecond;
  }

  /**
   * The achieved share of what the device's own products achieve. Empty where a step was faster
   * than its products alone, which is impossible: something else slowed down their measurement.
   */
  public OptionalDouble mfu() {
    double share = gflops() / gemmGflops;
    return share <= 1 ? OptionalDouble.of(share) : OptionalDouble.empty();
  }
}
