package org.e2vpt.harness.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.e2vpt.harness.data.LegacyBilinear;

/**
 * {@link LegacyBilinear} on the device, for images of one size: bytes travel, however many floats
 * they become there. Each output is the same three interpolations of the same four values in the
 * same order, in float32, and one operation of the engine after the other, so that none is fused:
 * the same bits.
 */
final class LegacyResize {

  private LegacyResize() {}

  /**
   * Resizes images to squares.
   *
   * @param images (B, H, W, 3), uint8
   * @return (B, side, side, 3), float32 in 0..255
   */
  static NDArray resize(NDArray images, int side) {
    Shape shape = images.getShape();
    if (shape.get(1) == side && shape.get(2) == side) {
      return images.toType(DataType.FLOAT32, false);
    }
    NDArray rows = between(images, 2, (int) shape.get(2), side);
    return between(rows, 1, (int) shape.get(1), side);
  }

  /** Along an axis: the value at {@code floor(src)}, and a share of the step to the next one. */
  private static NDArray between(NDArray values, int axis, int in, int out) {
    float scale = (float) in / out;
    int[] low = new int[out];
    int[] high = new int[out];
    float[] share = new float[out];
    for (int i = 0; i < out; i++) {
      float source = i * scale;
      low[i] = (int) source;
      high[i] = Math.min(low[i] + 1, in - 1);
      share[i] = source - low[i];
    }
    NDManager manager = values.getManager();
    NDArray from = picked(values, axis, manager.create(low));
    NDArray to = picked(values, axis, manager.create(high));
    Shape along = axis == 1 ? new Shape(1, out, 1, 1) : new Shape(1, 1, out, 1);
    return to.subi(from).muli(manager.create(share, along)).addi(from);
  }

  private static NDArray picked(NDArray values, int axis, NDArray indices) {
    NDArray picked =
        axis == 1
            ? values.get(new NDIndex(":, {}", indices))
            : values.get(new NDIndex(":, :, {}", indices));
    return picked.toType(DataType.FLOAT32, false);
  }
}
