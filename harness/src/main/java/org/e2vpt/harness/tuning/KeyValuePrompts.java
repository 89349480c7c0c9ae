package org.e2vpt.harness.tuning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.harness.backbone.Backbone;
import org.e2vpt.harness.checkpoint.HostTensor;

/**
 * Key-value prompts (Eq. 5): T rows of head width d beside the keys and the values of every head of
 * every block, not projected. Shared, the same rows serve keys and values.
 *
 * <p>{@link Place} changes nothing on a ViT: the same rows stand at the same places of keys and of
 * values, and softmax attention does not depend on the order of its keys. Table 5(a) of the paper
 * ablates it, with differences of up to 0.66 points: these are the noise of its search and seeds.
 */
final class KeyValuePrompts {

  /** Where prompts stand among the keys and values: the rows of Table 5(a). */
  enum Place {
    BEFORE,
    AFTER
  }

  /** How prompts start: the rows of Table 5(b), and the released code's third choice. */
  enum Start {
    /**
     * He et al. (2015) as the released code applies it to (h, T, d): uniform in ±√(6/(T·d)), so the
     * scale depends on T.
     */
    HE,
    /** Normal with deviation 0.02, cut at ±2. */
    TRUNC_NORMAL,
    /** Uniform in ±√(6/(3p²+p)), for patches of p·p pixels. */
    UNIFORM
  }

  private final NDArray keys; // (L, h, T, d)
  private final NDArray values; // the same array if shared
  private final Place place;

  private KeyValuePrompts(NDArray keys, NDArray values, Place place) {
    this.keys = keys;
    this.values = values;
    this.place = place;
  }

  /** Fresh prompts as the options say. */
  static KeyValuePrompts fresh(
      Adaptation adaptation, int length, boolean shared, Start start, Place place) {
    if (shared) {
      NDArray both = fresh(adaptation, "key_value_prompts", length, start);
      return new KeyValuePrompts(both, both, place);
    }
    return new KeyValuePrompts(
        fresh(adaptation, "key_prompts", length, start),
        fresh(adaptation, "value_prompts", length, start),
        place);
  }

  /** Prompts with the values that {@link #named} had when they were stored. */
  static KeyValuePrompts stored(
      Adaptation adaptation, Map<String, HostTensor> tensors, boolean shared, Place place) {
    if (shared) {
      NDArray both = adaptation.trainable(Artifacts.require(tensors, "key_value_prompts"));
      return new KeyValuePrompts(both, both, place);
    }
    return new KeyValuePrompts(
        adaptation.trainable(Artifacts.require(tensors, "key_prompts")),
        adaptation.trainable(Artifacts.require(tensors, "value_prompts")),
        place);
  }

  private static NDArray fresh(Adaptation adaptation, String name, int length, Start start) {
    Backbone backbone = adaptation.backbone();
    int headWidth = backbone.width() / backbone.heads();
    int count = backbone.depth() * backbone.heads() * length * headWidth;
    int patch = backbone.patch();
    float[] initial =
        switch (start) {
          case HE ->
              adaptation.initial().uniform(name, count, Math.sqrt(6.0 / (length * headWidth)));
          case TRUNC_NORMAL -> adaptation.initial().truncatedNormal(name, count, 0.02, 2);
          case UNIFORM ->
              adaptation
                  .initial()
                  .uniform(name, count, Math.sqrt(6.0 / (3 * patch * patch + patch)));
        };
    return adaptation.trainable(
        initial, new Shape(backbone.depth(), backbone.heads(), length, headWidth));
  }

  /** (B, h, N, d) to (B, h, T+N, d). */
  NDArray withKeys(int block, NDArray others) {
    return join(keys.get(block), others);
  }

  /** (B, h, N, d) to (B, h, T+N, d). */
  NDArray withValues(int block, NDArray others) {
    return join(values.get(block), others);
  }

  private NDArray join(NDArray prompts, NDArray others) {
    Shape shape = prompts.getShape();
    NDArray rows =
        prompts
            .expandDims(0)
            .broadcast(others.getShape().get(0), shape.get(0), shape.get(1), shape.get(2));
    return place == Place.BEFORE ? rows.concat(others, 2) : others.concat(rows, 2);
  }

  Map<String, NDArray> named() {
    Map<String, NDArray> named = new LinkedHashMap<>();
    if (keys == values) {
      named.put("key_value_prompts", keys);
    } else {
      named.put("key_prompts", keys);
      named.put("value_prompts", values);
    }
    return named;
  }
}
