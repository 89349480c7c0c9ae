package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import java.util.List;
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

    NDArray apply(NDArray features, float dropout, boolean training) {
      if (training && features.getShape().get(0) < 2) {
        throw new IllegalArgumentException(
            "BatchNorm cannot train on a batch of one image; choose a batch size that leaves at"
                + " least two for the last one");
      }
      NDArray active =
          Activation.relu(Linear.linear(features, weight.array(), bias.array()).singletonOrThrow());
      NDArray normal =
          BatchNorm.batchNorm(
                  active,
                  mean.array(),
                  variance.array(),
                  scale.array(),
                  shift.array(),
                  1,
                  MOMENTUM,
                  EPSILON,
                  training)
              .singletonOrThrow();
      return Tuning.dropout(normal, dropout, training);
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
    NDArray read = features;
    for (Hidden layer : hidden) {
      read = layer.apply(read, dropout, training);
    }
    return Linear.linear(read, weight.array(), bias.array()).singletonOrThrow();
  }
}
