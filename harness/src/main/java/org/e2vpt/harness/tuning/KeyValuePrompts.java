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

  private static final String SHARED = "key_value_prompts";
  private static final String KEYS = "key_prompts";
  private static final String VALUES = "value_prompts";

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
      NDArray both = fresh(adaptation, SHARED, length, start);
      return new KeyValuePrompts(both, both, place);
    }
    return new KeyValuePrompts(
        fresh(adaptation, KEYS, length, start), fresh(adaptation, VALUES, length, start), place);
  }

  /** Prompts with the values that {@link #named} had when they were stored. */
  static KeyValuePrompts stored(
      Adaptation adaptation,
      Map<String, HostTensor> tensors,
      int length,
      boolean shared,
      Place place) {
    if (shared) {
      NDArray both = stored(adaptation, tensors, SHARED, length);
      return new KeyValuePrompts(both, both, place);
    }
    return new KeyValuePrompts(
        stored(adaptation, tensors, KEYS, length),
        stored(adaptation, tensors, VALUES, length),
        place);
  }

  private static NDArray stored(
      Adaptation adaptation, Map<String, HostTensor> tensors, String name, int length) {
    HostTensor tensor = Artifacts.require(tensors, name);
    Artifacts.requireShape(name, tensor, shape(adaptation.backbone(), length));
    return adaptation.trainable(tensor);
  }

  private static Shape shape(Backbone backbone, int length) {
    int headWidth = backbone.width() / backbone.heads();
    return new Shape(backbone.depth(), backbone.heads(), length, headWidth);
  }

  private static NDArray fresh(Adaptation adaptation, String name, int length, Start start) {
    Backbone backbone = adaptation.backbone();
    Shape shape = shape(backbone, length);
    int count = Math.toIntExact(shape.size());
    double headWidth = shape.get(3);
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
    return adaptation.trainable(initial, shape);
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
      named.put(SHARED, keys);
    } else {
      named.put(KEYS, keys);
      named.put(VALUES, values);
    }
    return named;
  }
}
