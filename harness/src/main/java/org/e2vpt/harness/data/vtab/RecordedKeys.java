package org.e2vpt.harness.data.vtab;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The keys of VTAB-1k as TFDS 4.4 gave them to the published results: {@code keys.json}.
 *
 * @param train800 in TFDS's order
 * @param val200 in TFDS's order
 */
record RecordedKeys(ImmutableList<String> train800, ImmutableList<String> val200) {

  /**
   * The keys of a data set, by TFDS's name for it.
   *
   * @throws IllegalArgumentException listing the data sets there are
   */
  static RecordedKeys of(String dataset) {
    JsonObject all = new Gson().fromJson(resource(), JsonObject.class);
    if (!all.has(dataset)) {
      throw new IllegalArgumentException(
          "no keys are recorded for '%s', only for %s"
              .formatted(dataset, String.join(", ", all.keySet())));
    }
    JsonObject keys = all.getAsJsonObject(dataset);
    return new RecordedKeys(
        strings(keys.getAsJsonArray("train800")), strings(keys.getAsJsonArray("val200")));
  }

  private static String resource() {
    try {
      return Resources.toString(
          Resources.getResource(RecordedKeys.class, "keys.json"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ImmutableList<String> strings(JsonArray array) {
    return array.asList().stream()
        .map(JsonElement::getAsString)
        .collect(ImmutableList.toImmutableList());
  }
}
