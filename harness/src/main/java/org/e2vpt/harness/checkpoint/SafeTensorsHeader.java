package org.e2vpt.harness.checkpoint;

import com.google.common.base.Ascii;
import com.google.common.base.Enums;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.common.collect.TreeRangeSet;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.annotations.SerializedName;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The JSON header of a safetensors file. */
final class SafeTensorsHeader {

  private static final String METADATA = "__metadata__";
  private static final int MAX_TYPE = 80;
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private SafeTensorsHeader() {}

  /**
   * What the header says of a tensor.
   *
   * @param range first byte, and the byte after the last, counted from the end of the header
   */
  @SuppressWarnings("ArrayRecordComponent") // as Gson reads and writes it, never compared
  private record Entry(
      @Nullable String dtype,
      long @Nullable [] shape,
      @SerializedName("data_offsets") long @Nullable [] range) {}

  /** The header for {@code tensors} that follow each other. */
  static String json(Map<String, TensorInfo> tensors, Map<String, String> metadata) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put(METADATA, new TreeMap<>(metadata)); // the same file for the same content
    long begin = 0;
    for (Map.Entry<String, TensorInfo> named : tensors.entrySet()) {
      TensorInfo tensor = named.getValue();
      long end = begin + tensor.bytes();
      Entry entry =
          new Entry(tensor.type().name(), tensor.shape().toArray(), new long[] {begin, end});
      if (header.put(named.getKey(), entry) != null) {
        throw new IllegalArgumentException("no tensor can have the name " + METADATA);
      }
      begin = end;
    }
    return GSON.toJson(header);
  }

  /**
   * A tensor and where it lies.
   *
   * @param begin its first byte, counted from the end of the header
   */
  record Placed(TensorInfo info, long begin) {}

  /**
   * What a header lists.
   *
   * @param ignored tensors whose elements cannot be read: their types by name
   * @param metadata texts by name
   */
  record Content(
      ImmutableMap<String, Placed> tensors,
      ImmutableMap<String, String> ignored,
      ImmutableMap<String, String> metadata) {}

  /**
   * Reads a header.
   *
   * @param size bytes that follow it
   * @throws IllegalArgumentException naming the tensor that does not fit
   */
  static Content content(String json, long size) {
    ImmutableMap.Builder<String, Placed> tensors = ImmutableMap.builder();
    ImmutableMap.Builder<String, String> ignored = ImmutableMap.builder();
    Map<String, String> metadata = new TreeMap<>();
    RangeSet<Long> used = TreeRangeSet.create();
    parse(json, metadata)
        .forEach(
            (name, entry) -> {
              Range<Long> range = range(name, entry, size, used);
              String dtype = String.valueOf(entry.dtype);
              Enums.getIfPresent(HostTensor.Type.class, dtype)
                  .toJavaUtil()
                  .ifPresentOrElse(
                      type ->
                          tensors.put(
                              name, placed(name, type, Objects.requireNonNull(entry.shape), range)),
                      () -> ignored.put(name, "tensor of " + Ascii.truncate(dtype, MAX_TYPE, "…")));
            });
    // The format allows neither overlap nor gap.
    RangeSet<Long> unused = used.complement().subRangeSet(Range.closedOpen(0L, size));
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("bytes %s belong to no tensor".formatted(unused));
    }
    return new Content(
        tensors.buildOrThrow(), ignored.buildOrThrow(), ImmutableMap.copyOf(metadata));
  }

  private static Map<String, Entry> parse(String json, Map<String, String> metadata) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    try {
      reader.beginObject();
      while (reader.hasNext()) {
        String name = reader.nextName();
        if (name.equals(METADATA)) {
          metadata(reader, metadata);
        } else if (entries.put(name, GSON.fromJson(reader, Entry.class)) != null) {
          throw new IllegalArgumentException("the header names tensor %s twice".formatted(name));
        }
      }
      reader.endObject();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("something follows the header");
      }
    } catch (IOException | JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException(
          "the header is not JSON of the safetensors form at " + reader.getPath(), e);
    }
    return entries;
  }

  /** What is no text is skipped: the format has none, and no tensor depends on it. */
  private static void metadata(JsonReader reader, Map<String, String> metadata) throws IOException {
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      reader.skipValue();
      return;
    }
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (reader.peek() == JsonToken.STRING) {
        metadata.put(name, reader.nextString());
      } else {
        reader.skipValue();
      }
    }
    reader.endObject();
  }

  private static Range<Long> range(
      String name, @Nullable Entry entry, long size, RangeSet<Long> used) {
    if (entry == null
        || entry.dtype == null
        || entry.shape == null
        || entry.range == null
        || entry.range.length != 2) {
      throw new IllegalArgumentException(
          "tensor %s needs dtype, shape and two data_offsets".formatted(name));
    }
    long begin = entry.range[0];
    long end = entry.range[1];
    if (begin < 0 || end < begin || end > size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor %s should be in bytes %d to %d, but there are %d; the file may be cut off",
              name,
              begin,
              end,
              size));
    }
    Range<Long> range = Range.closedOpen(begin, end);
    if (used.intersects(range)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor %s should be in bytes %d to %d, which another tensor uses",
              name,
              begin,
              end));
    }
    used.add(range);
    return range;
  }

  private static Placed placed(String name, HostTensor.Type type, long[] shape, Range<Long> range) {
    try {
      TensorInfo info = TensorInfo.of(type, shape);
      info.requireBytes(range.upperEndpoint() - range.lowerEndpoint());
      return new Placed(info, range.lowerEndpoint());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("tensor %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
