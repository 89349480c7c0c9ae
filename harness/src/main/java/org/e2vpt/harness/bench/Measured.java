package org.e2vpt.harness.bench;

/**
 * What a workload costs: medians of the repeats.
 *
 * @param imagesPerSecond of its steps
 * @param peakMegabytes the most memory that its process ever held, weights and JVM included
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

  /** The achieved share of what this machine's own products achieve. */
  public double mfu() {
    return gflops() / gemmGflops;
  }
}
