package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Flops;
import org.e2vpt.harness.checkpoint.HostTensor;
import org.e2vpt.harness.tuning.SidetuneOptions.SideStart;

/**
 * The convolutions of AlexNet (Krizhevsky, 2014, as torchvision has them), averaged to 6×6, and one
 * linear layer without bias to the width of the encoder's features.
 *
 * <p>It needs 63×63 pixels; smaller images are enlarged by the smallest whole factor that is
 * enough, each pixel repeated.
 */
final class SideNetwork {

  private static final int SMALLEST_IMAGE = 63;
  private static final int GRID = 6;

  /** The id in the lock of torchvision's AlexNet, of which only the convolutions are read. */
  static final String ALEXNET_FILE = "weights/alexnet-owt-7be5be79.pth";

  /**
   * Place among torchvision's layers, kernel, stride, padding, and whether a 3×3 maximum of stride
   * 2 follows.
   */
  private record Layer(int place, int kernel, int stride, int padding, boolean pooled) {

    /** The side of what it makes of images of a side, before the maximum is taken. */
    int convolved(int side) {
      return (side + 2 * padding - kernel) / stride + 1;
    }

    int pooled(int side) {
      return pooled ? (side - 3) / 2 + 1 : side;
    }
  }

  private static final List<Layer> ALEXNET =
      List.of(
          new Layer(0, 11, 4, 2, true),
          new Layer(3, 5, 1, 2, true),
          new Layer(6, 3, 1, 1, false),
          new Layer(8, 3, 1, 1, false),
          new Layer(10, 3, 1, 1, true));

  private record Convolution(Layer layer, Parameter weight, Parameter bias) {

    /** (B, in, H, W) to (B, out, H', W'). */
    NDArray apply(NDArray x) {
      Shape stride = new Shape(layer.stride, layer.stride);
      Shape padding = new Shape(layer.padding, layer.padding);
      NDArray active =
          Activation.relu(
              Conv2d.conv2d(x, weight.array(), bias.array(), stride, padding).singletonOrThrow());
      return layer.pooled
          ? Pool.maxPool2d(active, new Shape(3, 3), new Shape(2, 2), new Shape(0, 0), false)
          : active;
    }
  }

  private final List<Convolution> convolutions;
  private final Parameter projection; // (features, channels · 36)
  private final Map<Integer, NDArray> means = new HashMap<>();

  private SideNetwork(List<Convolution> convolutions, Parameter projection) {
    this.convolutions = convolutions;
    this.projection = projection;
  }

  /** Weights start as PyTorch starts them, those of the convolutions as the options say. */
  static SideNetwork declare(Declaration declaration, SidetuneOptions options) {
    List<Integer> channels = options.channels();
    Supplier<Map<String, HostTensor>> published =
        Suppliers.memoize(() -> declaration.artifact(ALEXNET_FILE));
    List<Convolution> convolutions = new ArrayList<>();
    int in = 3;
    for (int i = 0; i < ALEXNET.size(); i++) {
      Layer layer = ALEXNET.get(i);
      int out = channels.get(i);
      String name = "side.convolutions." + i;
      Shape weight = new Shape(out, in, layer.kernel, layer.kernel);
      Shape bias = new Shape(out);
      Start random = Start.torchDefault((long) in * layer.kernel * layer.kernel);
      boolean scratch = options.sideStart() == SideStart.SCRATCH;
      convolutions.add(
          new Convolution(
              layer,
              declaration.trainable(
                  name + ".weight",
                  weight,
                  scratch ? random : published(published, layer.place, "weight", weight)),
              declaration.trainable(
                  name + ".bias",
                  bias,
                  scratch ? random : published(published, layer.place, "bias", bias))));
      in = out;
    }
    long flat = (long) in * GRID * GRID;
    Parameter projection =
        declaration.trainable(
            "side.projection",
            new Shape(declaration.architecture().featureWidth(), flat),
            Start.torchDefault(flat));
    return new SideNetwork(convolutions, projection);
  }

  private static Start published(
      Supplier<Map<String, HostTensor>> file, int place, String kind, Shape shape) {
    String theirs = String.format(Locale.ROOT, "features.%d.%s", place, kind);
    return (initial, ours, count) -> {
      HostTensor tensor = file.get().get(theirs);
      if (tensor == null || !Arrays.equals(tensor.shape(), shape.getShape())) {
        throw new IllegalArgumentException(
            "%s has %s, but a side network of these side-channels starts from %s of shape %s"
                .formatted(
                    ALEXNET_FILE,
                    tensor == null
                        ? "no " + theirs
                        : theirs + " of shape " + new Shape(tensor.shape()),
                    theirs,
                    shape));
      }
      return tensor.floats();
    };
  }

  /**
   * Operations of one image, two for each multiplication with its addition. Each layer has
   * gradients of its weights and of what it reads, the first one not of the pixels.
   */
  static Flops flops(Architecture architecture, List<Integer> channels) {
    int side = architecture.image() * (int) enlargement(architecture.image());
    int in = 3;
    double first = 0;
    double others = 0;
    for (int i = 0; i < ALEXNET.size(); i++) {
      Layer layer = ALEXNET.get(i);
      side = layer.convolved(side);
      double flops = 2.0 * side * side * layer.kernel * layer.kernel * in * channels.get(i);
      first += i == 0 ? flops : 0;
      others += i == 0 ? 0 : flops;
      side = layer.pooled(side);
      in = channels.get(i);
    }
    others += 2.0 * in * GRID * GRID * architecture.featureWidth();
    return new Flops(first, others, 0, first + 2 * others);
  }

  /** (B, 3, H, W) to (B, features). */
  NDArray features(NDArray images) {
    NDArray x = enlarged(images);
    for (Convolution convolution : convolutions) {
      x = convolution.apply(x);
    }
    Shape shape = x.getShape();
    NDArray grid = kept((int) shape.get(2)).matMul(x).matMul(kept((int) shape.get(3)).transpose());
    NDArray flat = grid.reshape(shape.get(0), -1);
    return Linear.linear(flat, projection.array(), null).singletonOrThrow();
  }

  /** A matrix of {@link #means}, which lives as long as the weights once it has been asked for. */
  private NDArray kept(int n) {
    return means.computeIfAbsent(
        n,
        side -> {
          NDArray matrix = means(projection.array().getManager(), side);
          NDScope.unregister(matrix);
          return matrix;
        });
  }

  private static NDArray enlarged(NDArray images) {
    long side = Math.min(images.getShape().get(2), images.getShape().get(3));
    long factor = enlargement(side);
    return factor == 1 ? images : images.repeat(2, factor).repeat(3, factor);
  }

  private static long enlargement(long side) {
    return (SMALLEST_IMAGE + side - 1) / side;
  }

  /**
   * PyTorch's adaptive average along one axis as a matrix (6, n): row i is the mean from ⌊in/6⌋ up
   * to ⌈(i+1)n/6⌉.
   */
  private static NDArray means(NDManager manager, int n) {
    float[] matrix = new float[GRID * n];
    for (int i = 0; i < GRID; i++) {
      int from = i * n / GRID;
      int to = ((i + 1) * n + GRID - 1) / GRID;
      for (int j = from; j < to; j++) {
        matrix[i * n + j] = 1f / (to - from);
      }
    }
    return manager.create(matrix, new Shape(GRID, n));
  }
}
