package ai.djl.pytorch.jni;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * In the place of operations that libtorch has no meta kernels for: others whose results have the
 * same shape and type, and which give each input a gradient of its shape. It stands in this package
 * because DJL's natives are visible only here.
 */
public final class MetaOperations {

  private static final int FLOAT32 = 0;

  /** PyTorch's type of a device: 0 for a CPU. */
  private static final int[] CPU = {0, -1};

  private MetaOperations() {}

  /** The device type of a tensor. */
  public static int device(long tensor) {
    return lib().torchDevice(tensor)[0];
  }

  private static PyTorchLibrary lib() {
    return PyTorchLibrary.LIB;
  }

  /**
   * What a native method is replaced by if it gets a tensor of the meta device; null if it is to be
   * called itself.
   */
  public static @Nullable Object substitute(String method, Object[] arguments) {
    return switch (method) {
      case "torchNNConvNd" ->
          convolution(
              (long) arguments[0],
              (long) arguments[1],
              (long) arguments[2],
              (long[]) arguments[3],
              (long[]) arguments[4],
              (long[]) arguments[5]);
      case "torchNNLayerNorm" ->
          affine((long) arguments[0], (long) arguments[2], (long) arguments[3]);
      case "torchAbs", "torchNNRelu" -> lib().torchMul((long) arguments[0], (long) arguments[0]);
      case "torchNNBatchNorm" ->
          affine((long) arguments[0], (long) arguments[3], (long) arguments[4]);
      case "torchNNMaxPool" ->
          pooled((long) arguments[0], (long[]) arguments[1], (long[]) arguments[2]);
      case "moduleRunMethod" -> attention((String) arguments[1], (long[]) arguments[2]);
      case "torchTo" -> ((int[]) arguments[2])[0] == 0 ? zeros((long) arguments[0]) : null;
      case "torchDirectByteBuffer" -> ByteBuffer.allocateDirect(bytes((long) arguments[0]));
      case "torchDataPtr" -> new byte[bytes((long) arguments[0])];
      default -> null;
    };
  }

  /** (B, in, H, W) with (out, in, k, k), (out) to (B, out, H', W'). */
  private static long convolution(
      long input, long weight, long bias, long[] stride, long[] padding, long[] dilation) {
    long[] in = lib().torchSizes(input);
    long[] kernel = lib().torchSizes(weight);
    long[] out = {in[0], kernel[0], 0, 0};
    for (int i = 2; i < 4; i++) {
      long reach = dilation[i - 2] * (kernel[i] - 1) + 1;
      out[i] = (in[i] + 2 * padding[i - 2] - reach) / stride[i - 2] + 1;
    }
    int[] device = lib().torchDevice(input);
    long result = lib().torchZeros(out, lib().torchDType(input), 0, device, false);
    result = lib().torchAdd(result, lib().torchSum(input));
    result = lib().torchAdd(result, lib().torchSum(weight));
    return bias <= 0 ? result : lib().torchAdd(result, lib().torchSum(bias));
  }

  /** (B, C, H, W) to (B, C, H', W'). */
  private static long pooled(long input, long[] kernel, long[] stride) {
    long[] in = lib().torchSizes(input);
    long[] out = in.clone();
    for (int i = 2; i < 4; i++) {
      out[i] = (in[i] - kernel[i - 2]) / stride[i - 2] + 1;
    }
    long zeros = lib().torchZeros(out, lib().torchDType(input), 0, lib().torchDevice(input), false);
    return lib().torchAdd(zeros, lib().torchSum(input));
  }

  /** x · weight + bias, as the layers have it that normalise x before; either may be missing. */
  private static long affine(long input, long weight, long bias) {
    long scaled = weight == 0 ? input : lib().torchMul(input, weight);
    return bias == 0 ? scaled : lib().torchAdd(scaled, bias);
  }

  /**
   * softmax(Q Kᵀ) V, without its factor and in float32; null for other kernels, which run as they
   * are.
   *
   * @param values Q, K and V, or one list of Q, the parts of K and as many of V
   */
  private static @Nullable Long attention(String method, long[] values) {
    return switch (method) {
      case "attention" -> attention(tensor(values[0]), tensor(values[1]), tensor(values[2]));
      case "attention_bf16" -> {
        long[] parts = lib().iValueToTensorList(values[0]);
        int keys = parts.length / 2;
        yield attention(float32(parts[0]), joined(parts, 1, keys), joined(parts, keys + 1, keys));
      }
      default -> null;
    };
  }

  private static long attention(long queries, long keys, long values) {
    long scores = lib().torchMatmul(queries, lib().torchTranspose(keys, 2, 3));
    return lib()
        .iValueFromTensor(lib().torchMatmul(lib().torchSoftmax(scores, 3, FLOAT32), values));
  }

  private static long tensor(long value) {
    return float32(lib().iValueToTensor(value));
  }

  private static long joined(long[] parts, int first, int count) {
    long[] floats =
        LongStream.of(parts).skip(first).limit(count).map(MetaOperations::float32).toArray();
    return lib().torchCat(floats, 2);
  }

  private static long float32(long tensor) {
    return lib().torchTo(tensor, FLOAT32, lib().torchDevice(tensor));
  }

  private static long zeros(long tensor) {
    return lib().torchZeros(lib().torchSizes(tensor), lib().torchDType(tensor), 0, CPU, false);
  }

  private static int bytes(long tensor) {
    long count = 1;
    for (long size : lib().torchSizes(tensor)) {
      count *= size;
    }
    return Math.toIntExact(count * Long.BYTES); // of the widest type
  }
}
