package org.e2vpt.harness.tuned;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.e2vpt.harness.data.InputPixels;
import org.e2vpt.harness.data.InputPixels.Fit;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.own.ImageFolder.Orientation;
import org.e2vpt.harness.names.RecordWords;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.DeviceImages;

/**
 * The metadata of a file as typed values.
 *
 * @param metadata texts by name
 */
record MetadataWords(Map<String, String> metadata) {

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** Of red, green and blue in 0..1: (3). */
  static final String MEAN = GSON.toJson(DeviceImages.MEAN);

  static final String STD = GSON.toJson(DeviceImages.DEVIATION);

  /** {@code kv=1 visual=4}. */
  static String options(Map<String, String> options) {
    return Joiner.on(' ').withKeyValueSeparator('=').join(options);
  }

  static String json(List<String> texts) {
    return GSON.toJson(texts);
  }

  boolean has(String name) {
    return metadata.containsKey(name);
  }

  String text(String name) {
    String text = metadata.get(name);
    if (text == null) {
      throw new IllegalArgumentException("its metadata has no '%s'".formatted(name));
    }
    return text;
  }

  int count(String name) {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw unreadable(name, "a whole number");
    }
  }

  double decimal(String name) {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw unreadable(name, "a number");
    }
  }

  ImmutableList<String> list(String name) {
    try {
      return ImmutableList.copyOf(
          Objects.requireNonNull(GSON.fromJson(text(name), String[].class)));
    } catch (JsonParseException | NullPointerException e) {
      throw unreadable(name, "a JSON array of texts");
    }
  }

  ImmutableSortedMap<String, String> options(String name) {
    try {
      return ImmutableSortedMap.copyOf(
          Splitter.on(' ').omitEmptyStrings().withKeyValueSeparator('=').split(text(name)));
    } catch (IllegalArgumentException e) {
      throw unreadable(name, "words such as 'kv=1 visual=4'");
    }
  }

  InputPixels pixels() {
    return new InputPixels(
        one("fit", Fit.values()),
        Decoder.named(text("decoder")),
        one("orientation", Orientation.values()),
        count("image_size"));
  }

  private <E extends Enum<E>> E one(String name, E[] known) {
    return Arrays.stream(known)
        .filter(each -> RecordWords.word(each).equals(text(name)))
        .findFirst()
        .orElseThrow(
            () ->
                unreadable(
                    name,
                    Arrays.stream(known)
                        .map(RecordWords::word)
                        .collect(Collectors.joining(" or "))));
  }

  Execution execution() {
    return Execution.take(
        new HashMap<>(
            Map.of(
                Execution.PRECISION, text(Execution.PRECISION),
                Execution.SHORTCUTS, text(Execution.SHORTCUTS))));
  }

  /** There is one normalisation, for all backbones. */
  void requireNormalisation() {
    if (!text("mean").equals(MEAN) || !text("std").equals(STD)) {
      throw new IllegalArgumentException(
          "it normalises with mean %s and std %s, and this program with %s and %s"
              .formatted(text("mean"), text("std"), MEAN, STD));
    }
  }

  private IllegalArgumentException unreadable(String name, String expected) {
    return new IllegalArgumentException(
        "'%s' of its metadata must be %s, got '%s'".formatted(name, expected, text(name)));
  }
}
