package org.e2vpt.harness.bench;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many operators of the engine's trace of some work compute on the device: the innermost ones,
 * but for those that only look at a tensor in another way or allocate one. On a GPU each starts a
 * kernel, few of them more than one. A {@code _foreach} operator is one, as it is there; elsewhere
 * the engine computes it tensor by tensor.
 */
public final class KernelCount {

  private static final String OPERATOR = "aten::";
  private static final String FOR_ALL = OPERATOR + "_foreach_";

  /** {@code to} is innermost where there is nothing to convert. */
  private static final ImmutableSet<String> IDLE =
      ImmutableSet.copyOf(
          Iterables.transform(
              List.of(
                  "_reshape_alias",
                  "_unsafe_view",
                  "alias",
                  "as_strided",
                  "empty",
                  "empty_strided",
                  "to",
                  "view"),
              OPERATOR::concat));

  /** It computes, and is not innermost: it makes views of its indices before. */
  private static final String INDEX = OPERATOR + "index";

  /** An operator while it ran, in microseconds. */
  private record Span(String name, double began, double ended) {

    static Span of(JsonObject event) {
      double began = event.get("ts").getAsDouble();
      return new Span(
          event.get("name").getAsString(), began, began + event.get("dur").getAsDouble());
    }
  }

  private KernelCount() {}

  /** From now on the engine notes what this process computes, with one thread. */
  public static void start() {
    Products.startTrace();
  }

  /** Of what was computed since {@link #start}. */
  public static int stop() throws IOException {
    return of(Products.endTrace());
  }

  static int of(JsonArray trace) {
    List<Span> spans = new ArrayList<>();
    for (JsonElement event : trace) {
      Span span = Span.of(event.getAsJsonObject());
      if (span.name.startsWith(OPERATOR)) {
        spans.add(span);
      }
    }
    spans.sort(
        Comparator.comparingDouble(Span::began)
            .thenComparing(Comparator.comparingDouble(Span::ended).reversed()));
    int count = 0;
    double forAllEnds = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < spans.size(); i++) {
      Span span = spans.get(i);
      if (span.began < forAllEnds) {
        continue;
      }
      boolean innermost = i + 1 == spans.size() || spans.get(i + 1).began >= span.ended;
      if (span.name.startsWith(FOR_ALL)) {
        forAllEnds = span.ended;
        count++;
      } else if (span.name.equals(INDEX) || innermost && !IDLE.contains(span.name)) {
        count++;
      }
    }
    return count;
  }
}
