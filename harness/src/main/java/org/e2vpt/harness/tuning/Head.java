package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.BatchNorm;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.e2vpt.harness.backbone.Architecture;

/**
 * The classification head: a linear layer, weight normal with deviation √(2/C), bias −log 99, so
 * that every class starts at a probability of 1 % under a sigmoid. MLP-3 has two hidden layers
 * before it.
 */
public final class Head {

  /** Name of the bias that no optimiser decays. */
  public static final String BIAS = "head.bias";

  private static final float EPSILON = 1e-5f;
  private static final float MOMENTUM = 0.9f; // of the old running value

  /** Linear, ReLU, BatchNorm, dropout; as wide as a feature. */
  private record Hidden(
      Parameter weight,
      Parameter bias,
      Parameter scale,
      Parameter shift,
      Parameter mean,
      Parameter variance) {

    static Hidden declare(Declaration declaration, int index) {
      String name = "head.hidden." + index + ".";
      int width = declaration.architecture().featureWidth();
      Shape vector = new Shape(width);
      return new Hidden(
          declaration.trainable(
              name + "weight", new Shape(width, width), Start.normal(Math.sqrt(2.0 / width))),
          declaration.trainable(name + "bias", vector, Start.torchDefault(width)),
          declaration.trainable(name + "norm.weight", vector, Start.ONES),
          declaration.trainable(name + "norm.bias", vector, Start.ZEROS),
          declaration.buffer(name + "norm.mean", vector, Start.ZEROS),
          declaration.buffer(name + "norm.variance", vector, Start.ONES));
    }

    /** (1 or S, B, D) to (S, B, D). */
    NDArray apply(
        Function<Parameter, NDArray> stacks, NDArray features, float dropout, boolean training) {
      long batch = features.getShape().get(1);
      if (training && batch < 2) {
        throw new IllegalArgumentException(
            "BatchNorm cannot train on a batch of one image; choose a batch size that leaves at"
                + " least two for the last one");
      }
      NDArray active = Activation.relu(affine(features, stacks.apply(weight), stacks.apply(bias)));
      // A feature of a head is a channel of its own: (B, S·D).
      NDArray channels = active.transpose(1, 0, 2).reshape(batch, -1);
      NDArray normal =
          BatchNorm.batchNorm(
                  channels,
                  stacks.apply(mean).flatten(),
                  stacks.apply(variance).flatten(),
                  stacks.apply(scale).flatten(),
                  stacks.apply(shift).flatten(),
                  1,
                  MOMENTUM,
                  EPSILON,
                  training)
              .singletonOrThrow();
      Shape shape = active.getShape();
      NDArray heads = normal.reshape(batch, shape.get(0), shape.get(2)).transpose(1, 0, 2);
      if (!training || dropout == 0) {
        return heads;
      }
      // Heads that are trained together drop the same, as each of them would drop alone.
      NDArray ones = heads.getManager().ones(new Shape(1, batch, shape.get(2)));
      return heads.mul(Tuning.dropout(ones, dropout, true));
    }
  }

  private final List<Hidden> hidden;
  private final float dropout;
  private final Parameter weight;
  private final Parameter bias;

  private Head(Declaration declaration, int layers, float dropout) {
    Architecture architecture = declaration.architecture();
    int classes = declaration.classes();
    this.hidden = IntStream.range(0, layers).mapToObj(i -> Hidden.declare(declaration, i)).toList();
    this.dropout = dropout;
    this.weight =
        declaration.trainable(
            "head.weight",
            new Shape(classes, architecture.featureWidth()),
            Start.normal(Math.sqrt(2.0 / classes)));
    this.bias = declaration.trainable(BIAS, new Shape(classes), Start.constant(-Math.log(99)));
  }

  /** One linear layer. */
  static Head linear(Declaration declaration) {
    return new Head(declaration, 0, 0);
  }

  /** Hidden layers before the linear one. */
  static Head mlp(Declaration declaration, int hiddenLayers, float dropout) {
    return new Head(declaration, hiddenLayers, dropout);
  }

  /** (B, features) to (B, C). */
  NDArray logits(NDArray features, boolean training) {
    return logits(parameter -> parameter.array().expandDims(0), features.expandDims(0), training)
        .squeeze(0);
  }

  /**
   * Logits of S heads of this form at once.
   *
   * @param stacks the S tensors in the place of one of this head's, along a new first axis
   * @param features (S, B, features), or (1, B, features) if all heads read the same
   * @return (S, B, C)
   */
  NDArray logits(Function<Parameter, NDArray> stacks, NDArray features, boolean training) {
    NDArray read = features;
    for (Hidden layer : hidden) {
      read = layer.apply(stacks, read, dropout, training);
    }
    return affine(read, stacks.apply(weight), stacks.apply(bias));
  }

  /** x Wᵀ + b of each head: (1 or S, B, in) with (S, out, in), (S, out) to (S, B, out). */
  private static NDArray affine(NDArray features, NDArray weights, NDArray biases) {
    return features.matMul(weights.transpose(0, 2, 1)).add(biases.expandDims(1));
  }

  /** Whether training reads statistics of a batch. */
  boolean normalisesBatches() {
    return !hidden.isEmpty();
  }

  /** Whether training draws random numbers. */
  boolean drops() {
    return dropout > 0;
  }
}
