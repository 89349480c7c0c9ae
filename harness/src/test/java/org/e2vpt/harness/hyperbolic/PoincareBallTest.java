package org.e2vpt.harness.hyperbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(EngineExtension.class)
class PoincareBallTest {

  private static final int POINTS = 12;
  private static final int DIMENSIONS = 5;

  private final NDManager manager;

  PoincareBallTest(NDManager manager) {
    this.manager = manager;
  }

  /** Up to tanh² 0.75 = 0.403 of the squared radius: farther out, float32 loses its digits. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void clippedExponentialMapLeadsInside(double c) {
    float[][] points = points(c, 10 / Math.sqrt(c));

    for (float[] point : points) {
      assertThat(c * norm(point) * norm(point)).isLessThan(0.41);
    }
  }

  /** A tangent vector of length |v| leads to the distance 2|v|, whatever the curvature. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void exponentialMapKeepsLengths(double c) {
    PoincareBall ball = new PoincareBall(c);
    float[] tangent = {0.3f, -0.4f, 0, 0, 0};
    float[] point = ball.exponential(manager.create(new float[][] {tangent})).toFloatArray();

    assertThat(ball.distance(new float[DIMENSIONS], point)).isCloseTo(1, within(1e-6));
    assertThat(point[0] / point[1]).isCloseTo(-0.75f, within(1e-6f));
  }

  /**
   * On the hyperboloid of curvature −c, x lies at the height (1 + c|x|²)/(1 − c|x|²) and its place
   * below is 2√c x/(1 − c|x|²); there √c d = acosh(z z' − u·u').
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void distancesAreThoseOfTheHyperboloid(double c) {
    PoincareBall ball = new PoincareBall(c);
    float[][] points = points(c, 0.3 / Math.sqrt(c));

    for (float[] x : points) {
      for (float[] y : points) {
        double product = height(c, x) * height(c, y);
        for (int i = 0; i < DIMENSIONS; i++) {
          product -= below(c, x, i) * below(c, y, i);
        }
        double cosh = Math.cosh(Math.sqrt(c) * ball.distance(x, y));
        assertThat(cosh).isCloseTo(product, within(1e-6 * product));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 1, 4})
  void allDistancesAgreeWithSingleOnes(double c) {
    PoincareBall ball = new PoincareBall(c);
    float[][] points = points(c, 0.3 / Math.sqrt(c));

    float[] distances = ball.distances(manager.create(points)).toFloatArray();

    for (int i = 0; i < POINTS; i++) {
      for (int j = 0; j < POINTS; j++) {
        double tolerance = i == j ? 0.01 : 1e-4;
        assertThat((double) distances[i * POINTS + j])
            .isCloseTo(ball.distance(points[i], points[j]), within(tolerance));
      }
    }
  }

  @Test
  void clipsWhatIsTooLong() {
    NDArray tangents = manager.create(new float[][] {{3, 4}, {0.3f, 0.4f}, {0, 0}});

    assertThat(PoincareBall.clipped(tangents, 2.5).toFloatArray())
        .containsExactly(new float[] {1.5f, 2, 0.3f, 0.4f, 0, 0}, within(1e-6f));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN})
  void refusesAnythingButNegativeCurvature(double c) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PoincareBall(c))
        .withMessage("a ball's curvature −c needs c above 0, got c = " + c);
  }

  private float[][] points(double c, double deviation) {
    float[] tangents = new Initial(3).normal("points", POINTS * DIMENSIONS, deviation);
    NDArray array = manager.create(tangents).reshape(POINTS, DIMENSIONS);
    NDArray clipped = PoincareBall.clipped(array, 0.75 / Math.sqrt(c));
    float[] flat = new PoincareBall(c).exponential(clipped).toFloatArray();
    float[][] points = new float[POINTS][DIMENSIONS];
    for (int i = 0; i < flat.length; i++) {
      points[i / DIMENSIONS][i % DIMENSIONS] = flat[i];
    }
    return points;
  }

  private static double norm(float[] point) {
    double squares = 0;
    for (float value : point) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  private static double height(double c, float[] x) {
    double square = c * norm(x) * norm(x);
    return (1 + square) / (1 - square);
  }

  private static double below(double c, float[] x, int i) {
    return 2 * Math.sqrt(c) * x[i] / (1 - c * norm(x) * norm(x));
  }
}
