package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Widens what belongs to pairs of a window's tokens by zeros for prompts: rows and columns of the
 * visual prompts among the tokens in front, and columns of all other prompts' keys in front or
 * behind.
 *
 * @param rows P, in front
 * @param front columns, P among them
 * @param behind columns
 */
record SwinPadding(long rows, long front, long behind) {

  /** (…, w², w²) to (…, rows + w², front + w² + behind). */
  NDArray of(NDArray pairs) {
    Shape shape = pairs.getShape();
    long size = shape.get(1);
    long first = shape.get(0);
    NDArray higher = joined(zeros(pairs, first, rows, size), pairs, 1);
    NDArray wider = joined(zeros(pairs, first, rows + size, front), higher, 2);
    return joined(wider, zeros(pairs, first, rows + size, behind), 2);
  }

  private static NDArray zeros(NDArray like, long... shape) {
    return like.getManager().zeros(new Shape(shape));
  }

  private static NDArray joined(NDArray one, NDArray other, int axis) {
    if (one.isEmpty()) {
      return other;
    }
    return other.isEmpty() ? one : one.concat(other, axis);
  }
}
