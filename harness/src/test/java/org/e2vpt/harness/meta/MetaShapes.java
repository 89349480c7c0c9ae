package org.e2vpt.harness.meta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.nn.pooling.Pool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.tensor.Kernels;
import org.e2vpt.harness.tensor.Torch;

/**
 * A process that prints, on the device of its argument, the shapes and types of what the operations
 * make that {@link ai.djl.pytorch.jni.MetaOperations} replaces, and of the gradients of what they
 * read.
 */
final class MetaShapes {

  private MetaShapes() {}

  private interface Operation {
    NDArray of(List<NDArray> inputs);
  }

  private record Tried(Operation operation, List<Shape> shapes) {}

  private static Map<String, Tried> operations() {
    Map<String, Tried> all = new LinkedHashMap<>();
    all.put(
        "convolution",
        new Tried(
            x ->
                Conv2d.conv2d(x.get(0), x.get(1), x.get(2), new Shape(2, 2), new Shape(1, 1))
                    .singletonOrThrow(),
            List.of(new Shape(2, 3, 9, 11), new Shape(4, 3, 3, 5), new Shape(4))));
    all.put(
        "layer norm",
        new Tried(
            x ->
                LayerNorm.layerNorm(x.get(0), new Shape(5), x.get(1), x.get(2), 1e-5f)
                    .singletonOrThrow(),
            List.of(new Shape(2, 3, 5), new Shape(5), new Shape(5))));
    all.put(
        "batch norm",
        new Tried(
            x ->
                BatchNorm.batchNorm(
                        x.get(0),
                        x.get(0).getManager().zeros(new Shape(5)),
                        x.get(0).getManager().ones(new Shape(5)),
                        x.get(1),
                        x.get(2),
                        1,
                        0.9f,
                        1e-5f,
                        true)
                    .singletonOrThrow(),
            List.of(new Shape(4, 5), new Shape(5), new Shape(5))));
    all.put("relu", new Tried(x -> Activation.relu(x.get(0)), List.of(new Shape(2, 3))));
    all.put("absolute value", new Tried(x -> x.get(0).abs(), List.of(new Shape(2, 3))));
    all.put(
        "maximum",
        new Tried(
            x -> Pool.maxPool2d(x.get(0), new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), false),
            List.of(new Shape(2, 3, 9, 12))));
    for (Precision precision : List.of(Precision.FP32, Precision.BF16)) {
      all.put(
          "attention in " + precision.word(),
          new Tried(
              x -> {
                NDList keys = new NDList(x.get(1));
                NDList values = new NDList(x.get(2));
                return x.get(0).add(Kernels.attention(x.get(0), keys, values, precision));
              },
              List.of(new Shape(2, 3, 7, 4), new Shape(2, 3, 9, 4), new Shape(2, 3, 9, 4))));
    }
    return all;
  }

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    Torch.start(1);
    try (NDManager manager = Torch.manager(arguments[0])) {
      operations().forEach((name, tried) -> print(name, tried, manager));
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // see org.e2vpt.harness.worker.Worker
  }

  private static void print(String name, Tried tried, NDManager manager) {
    List<NDArray> inputs = tried.shapes.stream().map(manager::ones).toList();
    inputs.forEach(input -> input.setRequiresGradient(true));
    NDArray made =
        Torch.withGradients(
            true,
            () -> {
              NDArray result = tried.operation.of(inputs);
              Torch.backward(result.sum());
              return result;
            });
    List<String> shapes = new ArrayList<>(List.of(made.getShape() + " " + made.getDataType()));
    inputs.forEach(input -> shapes.add(input.getGradient().getShape().toString()));
    System.out.println(MetaResult.MARKER + name + ": " + shapes);
  }
}
