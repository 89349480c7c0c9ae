package org.e2vpt.harness.backbone;

import ai.djl.ndarray.NDArray;
import com.google.common.math.IntMath;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.e2vpt.harness.tensor.Execution;

/**
 * Sizes of a Vision Transformer.
 *
 * @param image side of the square input, in pixels
 * @param patch side of a square patch, in pixels
 * @param width D, of a token
 * @param depth number of blocks
 * @param heads h, attention heads of a block; each has width d = D/h
 * @param mlp width of the hidden layer of a block's MLP
 * @param pretraining what its weights come from
 */
public record VitConfig(
    int image, int patch, int width, int depth, int heads, int mlp, Pretraining pretraining)
    implements Model {

  /** ViT-B/16 at 224 pixels: 85,798,656 parameters (§4.1). */
  public static final VitConfig B16 = new VitConfig(224, 16, 768, 12, 12, 3072);

  /** A supervised ViT. */
  public VitConfig(int image, int patch, int width, int depth, int heads, int mlp) {
    this(image, patch, width, depth, heads, mlp, Pretraining.SUPERVISED);
  }

  @Override
  public Architecture architecture() {
    return Vit.architecture(this);
  }

  @Override
  public Backbone over(Map<String, NDArray> weights, Execution execution) {
    return new Vit(this, weights, execution);
  }

  @Override
  public VitConfig resized(Map<String, Long> sizes) {
    int patch = size(sizes, "patch");
    return new VitConfig(
        patch * IntMath.sqrt(size(sizes, "tokens") - 1, RoundingMode.UNNECESSARY),
        patch,
        size(sizes, "width"),
        size(sizes, "blocks"),
        sizes.containsKey("heads") ? size(sizes, "heads") : heads,
        size(sizes, "mlp"),
        pretraining);
  }

  /**
   * A size of a file.
   *
   * @throws IllegalArgumentException if its kind does not tell it
   */
  static int size(Map<String, Long> sizes, String name) {
    Long size = sizes.get(name);
    if (size == null) {
      throw new IllegalArgumentException("no size '%s' among %s".formatted(name, sizes));
    }
    return Math.toIntExact(size);
  }

  /** The same sizes with weights of other origin. */
  public VitConfig with(Pretraining other) {
    return new VitConfig(image, patch, width, depth, heads, mlp, other);
  }

  public VitConfig {
    if (image % patch != 0 || width % heads != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "image %d must be a multiple of patch %d, and width %d of heads %d",
              image,
              patch,
              width,
              heads));
    }
  }

  /** Tokens of an image: its patches and the class token. */
  public int tokens() {
    return (image / patch) * (image / patch) + 1;
  }
}
