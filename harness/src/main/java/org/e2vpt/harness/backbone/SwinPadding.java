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
    NDArray higher = rows == 0 ? pairs : zeros(pairs, first, rows, size).concat(pairs, 1);
    NDArray wider = front == 0 ? higher : zeros(pairs, first, rows + size, front).concat(higher, 2);
    return behind == 0 ? wider : wider.concat(zeros(pairs, first, rows + size, behind), 2);
  }

  private static NDArray zeros(NDArray like, long... shape) {
    return like.getManager().zeros(new Shape(shape));
  }
}
