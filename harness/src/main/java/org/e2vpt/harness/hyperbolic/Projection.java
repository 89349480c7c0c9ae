package org.e2vpt.harness.hyperbolic;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Torch;
import org.e2vpt.harness.training.Optimizer;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;

/**
 * A linear layer from frozen features into a Poincaré ball: exp₀(clip(x Wᵀ + b)), trained with the
 * {@link PairwiseCrossEntropy} of hyperbolic distances.
 *
 * <p>§4.4 of the paper gives Adam with decoupled weight decay 0.01, learning rate 3·10⁻⁵, batches
 * of 900, 50 steps and a gradient of norm 3 at most. It leaves open the ball and the loss:
 * curvature, dimensions, radius, temperature and the (semi-)orthogonal initial weights are those of
 * the work that it follows (Ermolov et al., Hyperbolic Vision Transformers, CVPR 2022). There as
 * here a batch has equally many images of each class, so it may have a few less than 900. The
 * optimiser's ε is 10⁻⁶, as everywhere here.
 */
public final class Projection {

  /** The ball. */
  public static final PoincareBall BALL = new PoincareBall(0.1);

  private static final int DIMENSIONS = 128;
  private static final double RADIUS = 2.3;
  private static final double TEMPERATURE = 0.2;

  private static final int STEPS = 50;
  private static final double STEEPEST = 3;

  /** A base rate is of batches of 256, so this one is 3·10⁻⁵ at 900. */
  private static final Recipe RECIPE =
      new Recipe(
          OptimizerKind.ADAMW, 3e-5 * 256 / 900, 0.01, STEPS, 0, 900, Warmup.FROM_FIRST_STEP);

  private final NDManager manager;
  private final NDArray weight; // (128, D)
  private final NDArray bias; // (128)
  private double firstLoss = Double.NaN;
  private double lastLoss = Double.NaN;

  private Projection(int width, Initial initial, NDManager manager) {
    this.manager = manager;
    float[] values = initial.normal("projection.weight", DIMENSIONS * width, 1);
    Orthogonal.make(values, DIMENSIONS, width);
    weight = manager.create(values, new Shape(DIMENSIONS, width));
    bias = manager.zeros(new Shape(DIMENSIONS));
    weight.setRequiresGradient(true);
    bias.setRequiresGradient(true);
  }

  /**
   * Trains a projection.
   *
   * @param features (N, D), frozen
   * @param labels class of each
   * @param initial of the weights and the batches
   * @param manager owns it
   * @throws IllegalArgumentException if there are too few images of a class, or the features are
   *     not finite
   */
  public static Projection train(
      NDArray features, int[] labels, Initial initial, NDManager manager) {
    int width = (int) features.getShape().get(1);
    Projection projection = new Projection(width, initial, manager);
    projection.train(features, labels, initial.stream("projection.batches"));
    return projection;
  }

  private void train(NDArray features, int[] labels, SplittableRandom random) {
    ClassBatches batches = ClassBatches.of(labels, RECIPE.batch());
    Map<String, NDArray> trainable =
        ImmutableMap.of("projection.weight", weight, "projection.bias", bias);
    Optimizer optimizer = Optimizer.of(RECIPE, trainable, manager);
    for (int step = 1; step <= STEPS; step++) {
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        NDArray rows = features.get(new NDIndex("{}", manager.create(batches.next(random))));
        NDArray loss = Torch.withGradients(true, () -> backward(rows, batches));
        lastLoss = loss.getFloat();
        if (step == 1) {
          firstLoss = lastLoss;
        }
        if (!Double.isFinite(lastLoss)) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "step %d of the hyperbolic projection has a loss of %s: the features are not finite",
                  step,
                  lastLoss));
        }
        Torch.withoutGradients(() -> shorten(trainable));
        optimizer.step(RECIPE.learningRate());
      }
    }
  }

  private NDArray backward(NDArray rows, ClassBatches batches) {
    NDArray loss =
        PairwiseCrossEntropy.of(
            BALL.distances(points(rows)), batches.classes(), batches.samples(), TEMPERATURE);
    Torch.backward(loss);
    return loss;
  }

  /** Scales all gradients together, if need be, to the greatest norm. */
  private static void shorten(Map<String, NDArray> trainable) {
    double squares = 0;
    for (NDArray parameter : trainable.values()) {
      squares += parameter.getGradient().square().sum().getFloat();
    }
    double factor = STEEPEST / Math.sqrt(squares);
    if (factor < 1) {
      trainable.values().forEach(parameter -> parameter.getGradient().muli(factor));
    }
  }

  /** (B, D) features to (B, 128) points of the ball. */
  private NDArray points(NDArray features) {
    NDArray tangents = features.matMul(weight.transpose()).add(bias);
    return BALL.exponential(PoincareBall.clipped(tangents, RADIUS));
  }

  /** The points of the ball, (N, 128), to which {@code features} go. */
  public float[][] embed(NDArray features) {
    int count = (int) features.getShape().get(0);
    float[][] points = new float[count][];
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      float[] values = Torch.withGradients(false, () -> points(features).toFloatArray());
      for (int n = 0; n < count; n++) {
        points[n] = Arrays.copyOfRange(values, n * DIMENSIONS, (n + 1) * DIMENSIONS);
      }
    }
    return points;
  }

  /** Loss of the first step's batch, before it. */
  public double firstLoss() {
    return firstLoss;
  }

  /** Loss of the last step's batch, before it. */
  public double lastLoss() {
    return lastLoss;
  }
}
