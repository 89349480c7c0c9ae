package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import org.e2vpt.harness.tensor.Tensors;

/**
 * How a stage's square of tokens falls into square windows.
 *
 * @param resolution side of the square, in tokens
 * @param side of a window, w
 */
record SwinWindows(int resolution, int side) {

  private static final float FORBIDDEN = -100;

  SwinWindows {
    if (resolution % side != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d×%d tokens do not fall into windows of %d×%d",
              resolution,
              resolution,
              side,
              side));
    }
  }

  /** nW, the number of windows of an image. */
  int count() {
    return resolution / side * (resolution / side);
  }

  /** w², the tokens of a window. */
  int size() {
    return side * side;
  }

  /** Whether every other block shifts its windows: not if there is only one. */
  boolean shifts() {
    return resolution > side;
  }

  private int shift() {
    return side / 2;
  }

  /** P, the prompts before the patches: (B, P+N, D). */
  int prompts(NDArray tokens) {
    return Math.toIntExact(tokens.getShape().get(1)) - resolution * resolution;
  }

  /** For each pair of a window's tokens the row of the table with its offset: w²·w² of them. */
  long[] pairs() {
    long[] pairs = new long[size() * size()];
    for (int i = 0; i < size(); i++) {
      for (int j = 0; j < size(); j++) {
        int down = i / side - j / side + side - 1;
        int right = i % side - j % side + side - 1;
        pairs[i * size() + j] = (long) down * (2 * side - 1) + right;
      }
    }
    return pairs;
  }

  Shape shiftMaskShape() {
    return new Shape(count(), size(), size());
  }

  /**
   * What is added to the scores of shifted windows so that tokens from opposite ends of the image
   * do not see each other: (nW, w², w²), 0 or −100.
   */
  float[] shiftMask() {
    float[] mask = new float[count() * size() * size()];
    int across = resolution / side;
    for (int window = 0; window < count(); window++) {
      for (int i = 0; i < size(); i++) {
        for (int j = 0; j < size(); j++) {
          int top = window / across * side;
          int left = window % across * side;
          boolean together =
              region(top + i / side) == region(top + j / side)
                  && region(left + i % side) == region(left + j % side);
          mask[(window * size() + i) * size() + j] = together ? 0 : FORBIDDEN;
        }
      }
    }
    return mask;
  }

  /** Along one axis of the shifted image: what lay together before the shift. */
  private int region(int at) {
    if (at < resolution - side) {
      return 0;
    }
    return at < resolution - shift() ? 1 : 2;
  }

  /** Windows with all prompts in front of each: (B, P+N, D) to (B·nW, P+w², D). */
  NDArray split(NDArray tokens, boolean shifted, boolean mixed) {
    Shape shape = tokens.getShape();
    long batch = shape.get(0);
    long width = shape.get(2);
    int prompts = prompts(tokens);
    int across = resolution / side;
    NDArray patches = behind(prompts, tokens);
    NDArray square = patches.reshape(batch, resolution, resolution, width);
    if (shifted && shifts()) {
      square = rolled(rolled(square, 1, shift()), 2, shift());
    }
    NDArray grid = square.reshape(new Shape(batch, across, side, across, side, width));
    NDArray windows = Tensors.permuted(grid, 0, 1, 3, 2, 4, 5).reshape(-1, size(), width);
    if (prompts == 0) {
      return windows;
    }
    NDArray own = Tensors.slice(tokens, 1, 0, prompts);
    return forEach(own, batch, mixed).concat(windows, 1);
  }

  /** What images have, for each of their windows: (b, …) to (B·nW, …), b being 1 or B. */
  NDArray forEach(NDArray ofImages, long batch, boolean mixed) {
    Shape shape = ofImages.getShape().slice(1);
    NDArray each =
        mixed
            ? ofImages.expandDims(0).broadcast(new Shape(count(), batch).addAll(shape))
            : ofImages.expandDims(1).broadcast(new Shape(batch, count()).addAll(shape));
    return each.reshape(new Shape(-1).addAll(shape));
  }

  /** Undoes {@link #split}; prompts become the mean over their windows. */
  NDArray join(NDArray windows, int prompts, boolean shifted, boolean mixed) {
    Shape shape = windows.getShape();
    long batch = shape.get(0) / count();
    long width = shape.get(2);
    int across = resolution / side;
    NDArray grid =
        behind(prompts, windows).reshape(new Shape(batch, across, across, side, side, width));
    NDArray square =
        Tensors.permuted(grid, 0, 1, 3, 2, 4, 5).reshape(batch, resolution, resolution, width);
    if (shifted && shifts()) {
      square = rolled(rolled(square, 1, resolution - shift()), 2, resolution - shift());
    }
    NDArray patches = square.reshape(batch, -1, width);
    if (prompts == 0) {
      return patches;
    }
    NDArray each = Tensors.slice(windows, 1, 0, prompts);
    NDArray means =
        mixed
            ? each.reshape(count(), batch, prompts, width).mean(new int[] {0})
            : each.reshape(batch, count(), prompts, width).mean(new int[] {1});
    return means.concat(patches, 1);
  }

  /** The tokens that are no prompts: (B, P+N, D) to (B, N, D). */
  private static NDArray behind(int prompts, NDArray tokens) {
    return prompts == 0 ? tokens : Tensors.slice(tokens, 1, prompts, Tensors.END);
  }

  /** Moves everything towards the start of an axis; what falls off comes in at the end. */
  private static NDArray rolled(NDArray square, int axis, int by) {
    NDArray rest = Tensors.slice(square, axis, by, Tensors.END);
    return Tensors.concat(new NDList(rest, Tensors.slice(square, axis, 0, by)), axis);
  }

  /**
   * Each 2×2 square side by side, down before right: (B, P+N, D) to (B, P+N/4, 4D). Prompts stand
   * beside themselves.
   */
  NDArray fourTogether(NDArray tokens) {
    Shape shape = tokens.getShape();
    long width = shape.get(2);
    int prompts = prompts(tokens);
    NDArray patches =
        behind(prompts, tokens)
            .reshape(new Shape(shape.get(0), resolution / 2, 2, resolution / 2, 2, width))
            .transpose(0, 1, 3, 4, 2, 5)
            .reshape(shape.get(0), -1, 4 * width);
    if (prompts == 0) {
      return patches;
    }
    NDArray own = Tensors.slice(tokens, 1, 0, prompts);
    NDArray twice = own.concat(own, 2);
    return twice.concat(twice, 2).concat(patches, 1);
  }
}
