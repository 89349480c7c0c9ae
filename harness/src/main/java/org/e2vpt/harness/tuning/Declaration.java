package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tensor.Initial;
import org.e2vpt.harness.tensor.Tensors;

/**
 * What a method adds to an encoder and what of it is trained. A method declares its tensors here in
 * its constructor; they are counted from their shapes, and built by {@link #build}.
 */
public final class Declaration {

  private static final String BACKBONE = "backbone.";

  private final Architecture architecture;
  private final int classes;
  private final Function<String, Map<String, HostTensor>> artifacts;
  private final List<Parameter> trainable = new ArrayList<>();
  private final List<Parameter> frozen = new ArrayList<>();
  private final List<Parameter> buffers = new ArrayList<>();
  private final Map<String, Shape> tuned = new LinkedHashMap<>();

  Declaration(
      Architecture architecture, int classes, Function<String, Map<String, HostTensor>> artifacts) {
    this.architecture = architecture;
    this.classes = classes;
    this.artifacts = artifacts;
  }

  Architecture architecture() {
    return architecture;
  }

  /** C, of the task. */
  int classes() {
    return classes;
  }

  /** As {@link Adaptation#artifacts}; not to be asked before the model is built. */
  Map<String, HostTensor> artifact(String id) {
    return artifacts.apply(id);
  }

  /** A new tensor that is trained. */
  Parameter trainable(String name, Shape shape, Start start) {
    return added(trainable, new Parameter(name, shape, start));
  }

  /** A new tensor that is part of the model, and counted, but not trained. */
  Parameter frozen(String name, Shape shape, Start start) {
    return added(frozen, new Parameter(name, shape, start));
  }

  /** State that training keeps, such as running means; not counted. */
  Parameter buffer(String name, Shape shape, Start start) {
    return added(buffers, new Parameter(name, shape, start));
  }

  private static Parameter added(List<Parameter> parameters, Parameter parameter) {
    parameters.add(parameter);
    return parameter;
  }

  /** Trains the encoder's weights of these names, except those that are fixed. */
  void tune(Predicate<String> weights) {
    architecture
        .weights()
        .forEach(
            (name, shape) -> {
              if (weights.test(name) && !architecture.fixed().contains(name)) {
                tuned.put(name, shape);
              }
            });
  }

  /** Whether any of the encoder's weights are trained. */
  boolean tunesEncoder() {
    return !tuned.isEmpty();
  }

  /** Whether this weight of the encoder is. */
  boolean tunes(String weight) {
    return tuned.containsKey(weight);
  }

  /** How many numbers are trained. */
  long trainableSize() {
    return sum(trainable) + tuned.values().stream().mapToLong(Shape::size).sum();
  }

  /** How many numbers the adapted model holds, the encoder's among them. */
  long totalSize() {
    return architecture.size() + sum(trainable) + sum(frozen);
  }

  private static long sum(List<Parameter> parameters) {
    return parameters.stream().mapToLong(Parameter::size).sum();
  }

  /**
   * Builds every tensor.
   *
   * @param encoder frozen; shared with other trials
   * @param manager owns the new tensors, which live as long as the trial
   * @return the encoder to use: with copies of the weights that are tuned
   */
  Backbone build(Backbone encoder, Initial initial, NDManager manager) {
    build(parameter -> parameter.start(initial), manager);
    return withTuned(
        encoder,
        name -> {
          NDArray copy = Objects.requireNonNull(encoder.weights().get(name)).duplicate();
          copy.attach(manager);
          return copy;
        });
  }

  /**
   * Builds every tensor as it was when training had ended.
   *
   * @param kept those of {@link #shapes}, and no others
   * @return the encoder to use, as {@link #build}
   */
  Backbone restore(Backbone encoder, Map<String, HostTensor> kept, NDManager manager) {
    build(parameter -> Objects.requireNonNull(kept.get(parameter.name())).floats(), manager);
    return withTuned(
        encoder,
        name -> Tensors.toDevice(manager, Objects.requireNonNull(kept.get(BACKBONE + name))));
  }

  private void build(Function<Parameter, float[]> values, NDManager manager) {
    trainable.forEach(parameter -> parameter.build(values.apply(parameter), manager, true));
    frozen.forEach(parameter -> parameter.build(values.apply(parameter), manager, false));
    buffers.forEach(parameter -> parameter.build(values.apply(parameter), manager, false));
  }

  private Backbone withTuned(Backbone encoder, Function<String, NDArray> own) {
    if (!tunesEncoder()) {
      return encoder;
    }
    Map<String, NDArray> weights = new LinkedHashMap<>(encoder.weights());
    for (String name : tuned.keySet()) {
      NDArray weight = own.apply(name);
      weight.setRequiresGradient(true);
      weights.put(name, weight);
    }
    return encoder.withWeights(weights);
  }

  /**
   * The shapes of all tensors that are not the frozen encoder's, by name: those of {@link
   * #trainable} and {@link #untrained}.
   */
  Map<String, Shape> shapes() {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tuned.forEach((name, shape) -> shapes.put(BACKBONE + name, shape));
    Stream.of(trainable, frozen, buffers)
        .flatMap(List::stream)
        .forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    return shapes;
  }

  /**
   * Refuses tensors of another model.
   *
   * @throws IllegalArgumentException naming a tensor that is missing, misshapen or too many
   */
  void requireShapes(Map<String, HostTensor> tensors) {
    Map<String, Shape> left = shapes();
    tensors.forEach(
        (name, tensor) -> {
          Shape expected = left.remove(name);
          Shape shape = new Shape(tensor.shape());
          if (!shape.equals(expected)) {
            throw new IllegalArgumentException(
                expected == null
                    ? "the method has no tensor %s %s".formatted(name, shape)
                    : "the method needs %s of shape %s, got %s".formatted(name, expected, shape));
          }
        });
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("tensors are missing: " + left.keySet());
    }
  }

  /** Whether more of the encoder is trained than is left frozen. */
  boolean tunesMostOfEncoder() {
    return 2 * tuned.values().stream().mapToLong(Shape::size).sum() > architecture.size();
  }

  /** All trained tensors of a built model by name, those of the encoder first. */
  Map<String, NDArray> trainable(Backbone encoder) {
    Map<String, NDArray> named = new LinkedHashMap<>();
    encoder
        .weights()
        .forEach(
            (name, weight) -> {
              if (tuned.containsKey(name)) {
                named.put(BACKBONE + name, weight);
              }
            });
    trainable.forEach(parameter -> named.put(parameter.name(), parameter.array()));
    return named;
  }

  /** All tensors of a built model that are not trained, by name, without the encoder's. */
  Map<String, NDArray> untrained() {
    Map<String, NDArray> named = new LinkedHashMap<>();
    frozen.forEach(parameter -> named.put(parameter.name(), parameter.array()));
    buffers.forEach(parameter -> named.put(parameter.name(), parameter.array()));
    return named;
  }
}
