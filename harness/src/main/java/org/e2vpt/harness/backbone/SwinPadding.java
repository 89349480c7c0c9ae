package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * Widens what belongs to pairs of a window's tokens by zeros for prompts: rows and columns of the
 * visual prompts in front, and columns of key-value prompts in front or behind.
 *
 * @param prompts P
 * @param added T, the keys that are no token's
 * @param inFront whether those stand before the tokens' keys
 */
record SwinPadding(int prompts, long added, boolean inFront) {

  /** (…, w², w²) to (…, P+w², T+P+w²). */
  NDArray of(NDArray pairs) {
    Shape shape = pairs.getShape();
    long size = shape.get(1);
    long first = shape.get(0);
    long front = prompts + (inFront ? added : 0);
    long behind = inFront ? 0 : added;
    NDArray rows = joined(zeros(pairs, first, prompts, size), pairs, 1);
    NDArray widened = joined(zeros(pairs, first, prompts + size, front), rows, 2);
    return joined(widened, zeros(pairs, first, prompts + size, behind), 2);
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
