package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.ImmutableList;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.e2vpt.harness.tensor.Execution;

/**
 * Sizes of a Swin Transformer. A stage has half the resolution of the one before it, and tokens of
 * twice the width.
 *
 * @param image side of the square input, in pixels
 * @param patch side of a square patch, in pixels
 * @param width D, of a token of the first stage
 * @param depths number of blocks of each stage
 * @param heads h, attention heads of a block of each stage
 * @param window side of a square window of attention, in tokens
 * @param mlpRatio width of the hidden layer of a block's MLP, in widths of a token
 */
public record SwinConfig(
    int image,
    int patch,
    int width,
    ImmutableList<Integer> depths,
    ImmutableList<Integer> heads,
    int window,
    int mlpRatio)
    implements Model {

  /** Swin-B at 224 pixels: 86,743,224 parameters (Table 2). */
  public static final SwinConfig B =
      new SwinConfig(
          224, 4, 128, ImmutableList.of(2, 2, 18, 2), ImmutableList.of(4, 8, 16, 32), 7, 4);

  public SwinConfig {
    int shrinks = patch << (depths.size() - 1);
    if (depths.size() != heads.size() || image % shrinks != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "depths %s and heads %s must be of the same stages, and image %d a multiple of %d",
              depths,
              heads,
              image,
              shrinks));
    }
  }

  @Override
  public Architecture architecture() {
    return Swin.architecture(this);
  }

  @Override
  public Backbone over(Map<String, NDArray> weights, Execution execution) {
    return new Swin(this, weights, execution);
  }

  @Override
  public SwinConfig resized(Map<String, Long> sizes) {
    int stages = VitConfig.size(sizes, "stages");
    int first = VitConfig.size(sizes, "width0");
    return new SwinConfig(
        image,
        VitConfig.size(sizes, "patch"),
        first,
        ofStages(sizes, "blocks", stages),
        ofStages(sizes, "heads", stages),
        (IntMath.sqrt(VitConfig.size(sizes, "offsets"), RoundingMode.UNNECESSARY) + 1) / 2,
        VitConfig.size(sizes, "mlp0") / first);
  }

  private static ImmutableList<Integer> ofStages(Map<String, Long> sizes, String name, int stages) {
    return IntStream.range(0, stages)
        .mapToObj(stage -> VitConfig.size(sizes, name + stage))
        .collect(ImmutableList.toImmutableList());
  }

  /** Number of stages. */
  public int stages() {
    return depths.size();
  }

  /** D, of a token of a stage. */
  public int width(int stage) {
    return width << stage;
  }

  /** Side of the square of a stage's tokens. */
  public int resolution(int stage) {
    return image / patch >> stage;
  }

  /** Side of a stage's windows, in tokens: no larger than the stage itself. */
  public int window(int stage) {
    return Math.min(window, resolution(stage));
  }
}
