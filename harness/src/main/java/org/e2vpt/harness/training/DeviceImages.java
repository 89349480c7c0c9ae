package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

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
    this.mean = manager.create(MEAN);
    this.deviation = manager.create(DEVIATION);
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
    NDArray normal = pixels(indices).divi(white).subi(mean).divi(deviation);
    return new Batch(normal.transpose(0, 3, 1, 2), labels(indices));
  }

  /**
   * (B, side, side, 3), float32 in 0..255. A GPU resizes by itself: the sources of most tasks are a
   * tenth of what becomes of them, or less. For a CPU Java does it, eight times as fast as the
   * engine's general indexing. The bits are the same.
   */
  private NDArray pixels(int[] indices) {
    Size square = new Size(side, side);
    boolean resized = Arrays.stream(indices).mapToObj(images::imageSize).allMatch(square::equals);
    return resized || manager.getDevice().isGpu() ? byDevice(indices) : byJava(indices);
  }

  NDArray byJava(int[] indices) {
    int imageFloats = side * side * RgbImage.CHANNELS;
    FloatBuffer floats =
        ByteBuffer.allocateDirect(indices.length * imageFloats * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int index : indices) {
      Size size = images.imageSize(index);
      byte[] image = new byte[size.height() * size.width() * RgbImage.CHANNELS];
      images.copyTo(index, ByteBuffer.wrap(image));
      floats.put(LegacyBilinear.resize(image, size.height(), size.width(), side, side));
    }
    Shape shape = new Shape(indices.length, side, side, RgbImage.CHANNELS);
    return manager.create(floats.rewind(), shape, DataType.FLOAT32);
  }

  /** Images of one size are resized together. */
  NDArray byDevice(int[] indices) {
    Map<Size, List<Integer>> placesOfSize = new LinkedHashMap<>();
    for (int i = 0; i < indices.length; i++) {
      placesOfSize.computeIfAbsent(images.imageSize(indices[i]), size -> new ArrayList<>()).add(i);
    }
    NDList resized = new NDList();
    List<Integer> order = new ArrayList<>();
    placesOfSize.forEach(
        (size, places) -> {
          resized.add(LegacyResize.resize(bytes(indices, places, size), side));
          order.addAll(places);
        });
    if (resized.size() == 1) {
      return resized.get(0);
    }
    int[] positions = new int[indices.length];
    for (int i = 0; i < positions.length; i++) {
      positions[order.get(i)] = i;
    }
    return NDArrays.concat(resized).get(new NDIndex("{}", manager.create(positions)));
  }

  private NDArray bytes(int[] indices, List<Integer> places, Size size) {
    int imageBytes = size.height() * size.width() * RgbImage.CHANNELS;
    ByteBuffer buffer = ByteBuffer.allocateDirect(places.size() * imageBytes);
    for (int place : places) {
      images.copyTo(indices[place], buffer);
    }
    Shape shape = new Shape(places.size(), size.height(), size.width(), RgbImage.CHANNELS);
    return manager.create(buffer.rewind(), shape, DataType.UINT8);
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
