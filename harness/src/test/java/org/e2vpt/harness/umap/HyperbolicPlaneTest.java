package org.e2vpt.harness.umap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HyperbolicPlaneTest {

  private static final double[] CENTRE = {0, 0};

  /** On a ray from the centre, sinh r is at the distance r. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.5, 3, 20})
  void distanceFromTheCentreIsTheRadius(double radius) {
    double[] u = {0.6 * Math.sinh(radius), 0.8 * Math.sinh(radius)};

    assertThat(HyperbolicPlane.distance(CENTRE, u)).isCloseTo(radius, within(1e-9 * radius));
  }

  @RepeatedTest(20)
  void distanceIsThatOfTheHyperboloidAndOfTheDisk(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    double[] u = point(random);
    double[] v = point(random);

    double hyperboloid =
        HyperbolicPlane.height(u) * HyperbolicPlane.height(v) - u[0] * v[0] - u[1] * v[1];
    double[] p = HyperbolicPlane.inDisk(u);
    double[] q = HyperbolicPlane.inDisk(v);
    double between = square(p[0] - q[0]) + square(p[1] - q[1]);
    double disk = 1 + 2 * between / ((1 - norm(p)) * (1 - norm(q)));
    double distance = HyperbolicPlane.distance(u, v);

    assertThat(Math.cosh(distance)).isCloseTo(hyperboloid, within(1e-9 * hyperboloid));
    assertThat(Math.cosh(distance)).isCloseTo(disk, within(1e-9 * disk));
    assertThat(HyperbolicPlane.distance(v, u)).isEqualTo(distance);
    assertThat(norm(p)).isLessThan(1);
  }

  @Test
  void keepsItsDigitsForPointsThatAreCloseTogether() {
    double[] u = {0, 0};
    double[] v = {1e-12, 0};

    assertThat(HyperbolicPlane.distance(u, v)).isCloseTo(1e-12, within(1e-18));
    assertThat(HyperbolicPlane.distance(u, u)).isZero();
  }

  @RepeatedTest(20)
  void gradientAgreesWithFiniteDifferences(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(100 + repetition.getCurrentRepetition());
    double[] u = point(random);
    double[] v = point(random);
    double[] gradient = new double[2];

    HyperbolicPlane.distanceGradient(u, v, gradient);

    double h = 1e-6;
    for (int i = 0; i < 2; i++) {
      double[] more = u.clone();
      double[] less = u.clone();
      more[i] += h;
      less[i] -= h;
      double difference =
          (HyperbolicPlane.distance(more, v) - HyperbolicPlane.distance(less, v)) / (2 * h);
      assertThat(gradient[i]).isCloseTo(difference, within(1e-6));
    }
  }

  @Test
  void gradientOfAPointFromItselfIsZero() {
    double[] gradient = {1, 1};

    HyperbolicPlane.distanceGradient(new double[] {2, 3}, new double[] {2, 3}, gradient);

    assertThat(gradient).containsExactly(0, 0);
  }

  /** tanh(r/2) in the disk, for sinh r in the chart. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0.46211715726", "4, 0.96402758008"})
  void diskHasTheHyperbolicTangentOfHalfTheRadius(double radius, double inDisk) {
    double[] point = HyperbolicPlane.inDisk(new double[] {0, Math.sinh(radius)});

    assertThat(point).containsExactly(new double[] {0, inDisk}, within(1e-10));
  }

  /** Values that the reference implementation documents for its defaults. */
  @Test
  void fitsTheFalloffOfTheReferenceImplementation() {
    Falloff falloff = Falloff.fit(0.1);

    assertThat(falloff.a()).isCloseTo(1.577, within(0.001));
    assertThat(falloff.b()).isCloseTo(0.895, within(0.001));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.3, 1, 5})
  void forcesAreTheSlopesOfTheCrossEntropy(double d) {
    Falloff falloff = new Falloff(1.5, 0.9);
    double h = 1e-7;

    double together = -(Math.log(falloff.at(d + h)) - Math.log(falloff.at(d - h))) / (2 * h);
    double apart = -(Math.log1p(-falloff.at(d + h)) - Math.log1p(-falloff.at(d - h))) / (2 * h);

    assertThat(falloff.attraction(d)).isCloseTo(together, within(1e-5 * Math.abs(together)));
    assertThat(falloff.repulsion(d)).isCloseTo(apart, within(1e-5 * Math.abs(apart)));
  }

  private static double[] point(SplittableRandom random) {
    return new double[] {random.nextDouble(-4, 4), random.nextDouble(-4, 4)};
  }

  private static double square(double value) {
    return value * value;
  }

  private static double norm(double[] point) {
    return square(point[0]) + square(point[1]);
  }
}
