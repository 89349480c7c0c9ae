package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.LegacyBilinear;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.RgbImage;
import org.e2vpt.harness.data.image.Size;
import org.e2vpt.harness.tensor.Tensors;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Batches of images on the device: resized to the backbone's side as VTAB does, if they are not of
 * that size, and then x/255, minus ImageNet's mean, over its standard deviation, for all backbones.
 * Where it can, bytes travel, a quarter of the floats that they become there.
 */
public final class DeviceImages {

  /** Of red, green and blue in 0..1. */
  public static final ImmutableList<Float> MEAN = ImmutableList.of(0.485f, 0.456f, 0.406f);

  /** The standard deviations of the same. */
  public static final ImmutableList<Float> DEVIATION = ImmutableList.of(0.229f, 0.224f, 0.225f);

  private final NDManager manager;
  private final LabelledImages images;
  private final int side;
  private final NDArray white;
  private final NDArray mean;
  private final NDArray deviation;

  /**
   * Batches are made on {@code manager}'s device.
   *
   * @param side of the backbone's images, in pixels
   */
  public DeviceImages(NDManager manager, LabelledImages images, int side) {
    this.manager = manager;
    this.images = images;
    this.side = side;
    this.white = Tensors.scalar(manager, 255);
    this.mean = manager.create(Floats.toArray(MEAN));
    this.deviation = manager.create(Floats.toArray(DEVIATION));
  }

  /** N, the number of images. */
  public int size() {
    return images.size();
  }

  /** All images as one batch. */
  public Batch all() {
    return batch(IntStream.range(0, size()).toArray());
  }

  /** The images at {@code indices}, normalised, with their labels. */
  public Batch batch(int[] indices) {
    return prepared(indices, ByteBuffer::allocateDirect).get();
  }

  /**
   * Reads images, in any thread; what it returns makes a batch of them on the device.
   *
   * @param memory to read them into, of so many bytes; it can be used again when the batch is made
   */
  Supplier<Batch> prepared(int[] indices, IntFunction<ByteBuffer> memory) {
    Supplier<NDArray> pixels = pixels(indices, memory);
    return () -> new Batch(normal(pixels.get()), labels(indices));
  }

  /** The images at {@code indices}, normalised: (B, 3, side, side). */
  NDArray images(int[] indices) {
    return normal(pixels(indices, ByteBuffer::allocateDirect).get());
  }

  /** From (B, side, side, 3) in 0..255, which are changed, to (B, 3, side, side). */
  private NDArray normal(NDArray pixels) {
    return pixels.divi(white).subi(mean).divi(deviation).transpose(0, 3, 1, 2);
  }

  /**
   * (B, side, side, 3), float32 in 0..255. A GPU resizes by itself: the sources of most tasks are a
   * tenth of what becomes of them, or less. For a CPU Java does it, eight times as fast as the
   * engine's general indexing. The bits are the same.
   */
  private Supplier<NDArray> pixels(int[] indices, IntFunction<ByteBuffer> memory) {
    Size square = new Size(side, side);
    boolean resized = Arrays.stream(indices).mapToObj(images::imageSize).allMatch(square::equals);
    return resized || manager.getDevice().isGpu()
        ? byDevice(indices, memory)
        : byJava(indices, memory);
  }

  Supplier<NDArray> byJava(int[] indices, IntFunction<ByteBuffer> memory) {
    int imageFloats = side * side * RgbImage.CHANNELS;
    FloatBuffer floats =
        memory
            .apply(indices.length * imageFloats * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int index : indices) {
      Size size = images.imageSize(index);
      byte[] image = new byte[size.height() * size.width() * RgbImage.CHANNELS];
      images.copyTo(index, ByteBuffer.wrap(image));
      floats.put(LegacyBilinear.resize(image, size.height(), size.width(), side, side));
    }
    Shape shape = new Shape(indices.length, side, side, RgbImage.CHANNELS);
    return () -> manager.create(floats.rewind(), shape, DataType.FLOAT32);
  }

  /** Images of one size are resized together. */
  Supplier<NDArray> byDevice(int[] indices, IntFunction<ByteBuffer> memory) {
    Map<Size, List<Integer>> placesOfSize = new LinkedHashMap<>();
    for (int i = 0; i < indices.length; i++) {
      placesOfSize.computeIfAbsent(images.imageSize(indices[i]), size -> new ArrayList<>()).add(i);
    }
    Map<Size, ByteBuffer> bytesOfSize = new LinkedHashMap<>();
    placesOfSize.forEach(
        (size, places) -> bytesOfSize.put(size, bytes(indices, places, size, memory)));
    return () -> resized(placesOfSize, bytesOfSize);
  }

  private ByteBuffer bytes(
      int[] indices, List<Integer> places, Size size, IntFunction<ByteBuffer> memory) {
    ByteBuffer buffer =
        memory.apply(places.size() * size.height() * size.width() * RgbImage.CHANNELS);
    for (int place : places) {
      images.copyTo(indices[place], buffer);
    }
    return buffer.rewind();
  }

  private NDArray resized(
      Map<Size, List<Integer>> placesOfSize, Map<Size, ByteBuffer> bytesOfSize) {
    NDList resized = new NDList();
    List<Integer> order = new ArrayList<>();
    placesOfSize.forEach(
        (size, places) -> {
          Shape shape = new Shape(places.size(), size.height(), size.width(), RgbImage.CHANNELS);
          NDArray bytes =
              manager.create(Objects.requireNonNull(bytesOfSize.get(size)), shape, DataType.UINT8);
          resized.add(LegacyResize.resize(bytes, side));
          order.addAll(places);
        });
    if (resized.size() == 1) {
      return resized.get(0);
    }
    int[] positions = new int[order.size()];
    for (int i = 0; i < positions.length; i++) {
      positions[order.get(i)] = i;
    }
    return NDArrays.concat(resized).get(new NDIndex("{}", manager.create(positions)));
  }

  /** The labels at {@code indices}: (B), int64. */
  public NDArray labels(int[] indices) {
    long[] labels = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = images.label(indices[i]);
    }
    return manager.create(labels);
  }
}
