package org.e2vpt.harness.data.vtab;

/** Distances as classes, compared as VTAB does: strictly, in float32. */
final class Thresholds {

  /** Pixel coordinates' depth of CLEVR's closest object. */
  static final Thresholds CLEVR = new Thresholds(0, 8, 8.5f, 9, 9.5f, 10, 100);

  /** Metres to KITTI's closest vehicle. */
  static final Thresholds KITTI = new Thresholds(-100, 8, 20, 999);

  private final float[] limits;

  private Thresholds(float... limits) {
    this.limits = limits;
  }

  /**
   * The greatest i with {@code limits[i] < distance}.
   *
   * @throws IllegalArgumentException if the distance is below all limits
   */
  int label(float distance) {
    for (int i = limits.length - 1; i >= 0; i--) {
      if (limits[i] < distance) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "a distance of %s is not above %s".formatted(distance, limits[0]));
  }
}
