package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.ImageSet;
import org.e2vpt.harness.tuning.Tuning.Batch;

/**
 * Batches of an image set on the device. Bytes travel, a quarter of the floats that they become
 * there: x/255, minus ImageNet's mean, over its standard deviation, for all backbones.
 */
public final class DeviceImages {

  private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};

  private final NDManager manager;
  private final ImageSet images;
  private final NDArray mean;
  private final NDArray deviation;

  /** Batches are made on {@code manager}'s device. */
  public DeviceImages(NDManager manager, ImageSet images) {
    this.manager = manager;
    this.images = images;
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
    int bytes = images.imageBytes();
    ByteBuffer buffer = ByteBuffer.allocateDirect(indices.length * bytes);
    for (int index : indices) {
      buffer.put(images.pixels(), index * bytes, bytes);
    }
    Shape shape = new Shape(indices.length, images.height(), images.width(), ImageSet.CHANNELS);
    NDArray pixels = manager.create(buffer.rewind(), shape, DataType.UINT8);
    NDArray normal = pixels.toType(DataType.FLOAT32, false).divi(255).subi(mean).divi(deviation);
    return new Batch(normal.transpose(0, 3, 1, 2), labels(indices));
  }

  /** The labels at {@code indices}: (B), int64. */
  public NDArray labels(int[] indices) {
    long[] labels = new long[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = images.labels()[indices[i]];
    }
    return manager.create(labels);
  }
}
