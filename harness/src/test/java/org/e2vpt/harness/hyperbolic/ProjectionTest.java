package org.e2vpt.harness.hyperbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.EngineExtension;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(EngineExtension.class)
class ProjectionTest {

  private static final int IMAGES = 60;
  private static final int WIDTH = 16;
  private static final int[] LABELS = IntStream.range(0, IMAGES).map(i -> i % 3).toArray();

  private final NDManager manager;

  ProjectionTest(NDManager manager) {
    this.manager = manager;
  }

  /** The sum over all pairs of samples, written out. */
  @Test
  void lossIsThatOfEveryPairOfSamples() {
    int classes = 3;
    int samples = 2;
    int all = classes * samples;
    double temperature = 0.5;
    float[] distances = new float[all * all];
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < all; i++) {
      for (int j = 0; j <= i; j++) {
        distances[i * all + j] = i == j ? 0 : (float) random.nextDouble(0.2, 3);
        distances[j * all + i] = distances[i * all + j];
      }
    }

    double expected = 0;
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < samples; j++) {
        for (int a = 0; i != j && a < classes; a++) {
          int anchor = a * samples + i;
          double found = Math.exp(-distances[anchor * all + a * samples + j] / temperature);
          double among = 0;
          for (int b = 0; b < classes; b++) {
            among += Math.exp(-distances[anchor * all + b * samples + j] / temperature);
            if (b != a) {
              among += Math.exp(-distances[anchor * all + b * samples + i] / temperature);
            }
          }
          expected -= Math.log(found / among) / classes;
        }
      }
    }
    NDArray matrix = manager.create(distances).reshape(all, all);
    float loss = PairwiseCrossEntropy.of(matrix, classes, samples, temperature).getFloat();

    assertThat((double) loss).isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void gradientAgreesWithFiniteDifferences() {
    float[] points = new Initial(1).normal("points", 6 * 3, 0.5);
    NDArray array = manager.create(points).reshape(6, 3);
    array.setRequiresGradient(true);

    Torch.withGradients(
        true,
        () -> {
          Torch.backward(loss(array));
          return null;
        });

    float[] gradient = array.getGradient().toFloatArray();
    float h = 1e-2f;
    for (int i = 0; i < points.length; i++) {
      float[] more = points.clone();
      float[] less = points.clone();
      more[i] += h;
      less[i] -= h;
      float difference =
          (loss(manager.create(more).reshape(6, 3)).getFloat()
                  - loss(manager.create(less).reshape(6, 3)).getFloat())
              / (2 * h);
      assertThat(gradient[i]).isCloseTo(difference, within(0.02f));
    }
  }

  private static NDArray loss(NDArray points) {
    PoincareBall ball = new PoincareBall(0.1);
    return PairwiseCrossEntropy.of(ball.distances(ball.exponential(points)), 3, 2, 0.5);
  }

  @Test
  void trainingBringsClassesTogether() {
    NDArray features = features(0.8f);
    Projection projection = Projection.train(features, LABELS, new Initial(1), manager);

    assertThat(projection.lastLoss()).isLessThan(projection.firstLoss());
    float[][] points = projection.embed(features);
    assertThat(points).hasDimensions(IMAGES, 128);
    for (float[] point : points) {
      double radius = Projection.BALL.distance(new float[128], point);
      assertThat(radius).isLessThanOrEqualTo(2 * 2.3 + 1e-4); // inside the clipping radius
    }
  }

  @Test
  void sameSeedGivesTheSamePoints() {
    NDArray features = features(1);

    assertThat(Projection.train(features, LABELS, new Initial(1), manager).embed(features))
        .isDeepEqualTo(Projection.train(features, LABELS, new Initial(1), manager).embed(features));
  }

  @Test
  void refusesFeaturesThatAreNotFinite() {
    NDArray features = manager.full(new Shape(IMAGES, WIDTH), Float.NaN);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Projection.train(features, LABELS, new Initial(1), manager))
        .withMessage(
            "step 1 of the hyperbolic projection has a loss of NaN: the features are not finite");
  }

  @ParameterizedTest
  @CsvSource({"16, 8", "8, 16", "5, 5"})
  void initialWeightsAreOrthonormal(int rows, int columns) {
    float[] values = new Initial(2).normal("weight", rows * columns, 1);

    Orthogonal.make(values, rows, columns);

    NDArray matrix = manager.create(values).reshape(rows, columns);
    NDArray product =
        rows <= columns ? matrix.matMul(matrix.transpose()) : matrix.transpose().matMul(matrix);
    int size = Math.min(rows, columns);
    assertThat(product.toFloatArray())
        .containsExactly(manager.eye(size).toFloatArray(), within(1e-6f));
  }

  @Test
  void batchesHaveEquallyManyDifferentImagesOfEachClass() {
    ClassBatches batches = ClassBatches.of(LABELS, 50);

    int[] batch = batches.next(new SplittableRandom(1));

    assertThat(batches.samples()).isEqualTo(16);
    assertThat(batch).hasSize(48).doesNotHaveDuplicates();
    assertThat(Arrays.stream(batch).map(i -> LABELS[i]).toArray())
        .isEqualTo(IntStream.range(0, 48).map(i -> i / 16).toArray());
  }

  @Test
  void batchesHaveNoMoreOfAClassThanTheSmallestHas() {
    assertThat(ClassBatches.of(new int[] {7, 7, 7, 9, 9}, 900).samples()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"'0 0 0', 1, 3", "'0 0 1', 2, 1"})
  void refusesClassesWithoutPairs(String labels, int classes, int smallest) {
    int[] parsed = Arrays.stream(labels.split(" ")).mapToInt(Integer::parseInt).toArray();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassBatches.of(parsed, 900))
        .withMessage(
            String.format(
                Locale.ROOT,
                "pairs need two images of each of two classes in a batch of 900: there are %d classes,"
                    + " the smallest of %d images",
                classes,
                smallest));
  }

  /** Three classes around three directions. */
  private NDArray features(float noise) {
    float[] values = new Initial(5).normal("features", IMAGES * WIDTH, noise);
    for (int n = 0; n < IMAGES; n++) {
      values[n * WIDTH + LABELS[n]] += 1;
    }
    return manager.create(values).reshape(IMAGES, WIDTH);
  }
}
