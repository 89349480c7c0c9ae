package org.e2vpt.tables.verdict;

/**
 * A measured variance of a task's mean that neither seeds nor campaigns show, such as what racing a
 * search or training in bf16 adds. Its size counts as known.
 *
 * @param name as a sentence names it, such as {@code racing}
 * @param points2 in points²
 */
public record ExtraVariance(String name, double points2) {

  public ExtraVariance {
    if (name.isBlank() || !(points2 >= 0) || Double.isInfinite(points2)) {
      throw new IllegalArgumentException(
          "an extra variance has a name and a number of points² >= 0, got '%s', %s"
              .formatted(name, points2));
    }
  }
}
