package org.e2vpt.harness.bench;

import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The matrix products of some work, read off the engine's own trace of it: those of the backward
 * pass are there as they were computed, and those that were not needed are not.
 *
 * <p>A product of (m, k) and (k, n) is 2mkn operations. The attention kernel's are 4·h·N·N'·d an
 * image, its backward pass twice that; that it computes the scores again is not counted. Neither is
 * the convolution that makes patches, nor anything that is no product.
 *
 * @param ofShapes operations by (b, m, k, n), of plain products
 * @param ofAttention operations of the attention kernel
 */
record Products(ImmutableMap<Shape, Double> ofShapes, double ofAttention) {

  /** (b, m, k) times (b, k, n): b products in one call of the engine. */
  record Shape(long b, long m, long k, long n) {

    double operations() {
      return 2.0 * b * m * k * n;
    }
  }

  private static final String ATTENTION = "aten::_scaled_dot_product_";

  /** What the attention kernel is called on a CPU, and those of GPUs. */
  private static final ImmutableSet<String> KERNELS =
      ImmutableSet.of(
          "flash_attention_for_cpu", "flash_attention", "efficient_attention", "cudnn_attention");

  private static final String BACKWARD = "_backward";

  /** From now on the engine notes what this process computes. */
  static void startTrace() {
    JniUtils.startProfile(false, true, false);
  }

  /** What was computed since {@link #startTrace}. */
  static Products stopTrace() throws IOException {
    return of(endTrace());
  }

  /** The engine's events since {@link #startTrace}. */
  static JsonArray endTrace() throws IOException {
    Path file = Files.createTempFile("trace", ".json");
    try {
      JniUtils.stopProfile(file.toString());
      try (Reader reader = Files.newBufferedReader(file)) {
        return JsonParser.parseReader(reader).getAsJsonArray();
      }
    } finally {
      Files.delete(file);
    }
  }

  static Products of(JsonArray trace) {
    Map<Shape, Double> ofShapes = new LinkedHashMap<>();
    double ofAttention = 0;
    for (JsonElement element : trace) {
      JsonObject event = element.getAsJsonObject();
      JsonArray shapes = event.getAsJsonArray("shape");
      String name = event.get("name").getAsString();
      switch (name) {
        case "aten::mm", "aten::bmm" -> count(ofShapes, shapes, 0);
        case "aten::addmm", "aten::baddbmm" -> count(ofShapes, shapes, 1);
        default -> ofAttention += attention(name, shapes);
      }
    }
    return new Products(ImmutableMap.copyOf(ofShapes), ofAttention);
  }

  /** Of an attention kernel or its backward pass, which gets the result's gradient first. */
  private static double attention(String name, JsonArray shapes) {
    boolean backward = name.endsWith(BACKWARD);
    String kernel =
        name.substring(0, name.length() - (backward ? BACKWARD.length() : 0))
            .replaceFirst("^" + ATTENTION, "");
    if (!name.startsWith(ATTENTION) || !KERNELS.contains(kernel)) {
      return 0;
    }
    return backward ? 2 * attention(shapes, 1) : attention(shapes, 0);
  }

  private static void count(Map<Shape, Double> ofShapes, JsonArray shapes, int first) {
    JsonArray left = shapes.get(first).getAsJsonArray();
    JsonArray right = shapes.get(first + 1).getAsJsonArray();
    int axes = left.size();
    Shape shape =
        new Shape(
            axes == 3 ? left.get(0).getAsLong() : 1,
            left.get(axes - 2).getAsLong(),
            left.get(axes - 1).getAsLong(),
            right.get(axes - 1).getAsLong());
    ofShapes.merge(shape, shape.operations(), Double::sum);
  }

  /** Two products, Q Kᵀ and that with V: of (B, h, N, d) and (B, h, N', d). */
  private static double attention(JsonArray shapes, int queries) {
    JsonArray q = shapes.get(queries).getAsJsonArray();
    JsonArray k = shapes.get(queries + 1).getAsJsonArray();
    long heads = q.get(0).getAsLong() * q.get(1).getAsLong();
    return 2
        * new Shape(heads, q.get(2).getAsLong(), q.get(3).getAsLong(), k.get(2).getAsLong())
            .operations();
  }

  /** Operations of all products. */
  double operations() {
    return ofAttention + ofShapes.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The shapes with most operations, the largest share first. */
  List<Map.Entry<Shape, Double>> largest(int count) {
    return ofShapes.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(count)
        .toList();
  }
}
