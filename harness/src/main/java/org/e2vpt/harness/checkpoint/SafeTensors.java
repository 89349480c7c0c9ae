package org.e2vpt.harness.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The safetensors format: an unsigned 64-bit length, a JSON header of that many bytes ({@code name
 * → dtype, shape, data_offsets}), then the tensors' bytes.
 */
public final class SafeTensors {

  private static final String METADATA = "__metadata__";

  private SafeTensors() {}

  /**
   * All tensors by name, in the order of the header.
   *
   * @param file the whole file
   * @param where its name, for messages
   * @throws IOException naming the tensor if the header and the bytes disagree
   */
  public static Map<String, HostTensor> read(byte[] file, String where) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerLength = file.length < Long.BYTES ? -1 : buffer.getLong(0);
    if (headerLength < 0 || headerLength > file.length - Long.BYTES) {
      throw new IOException(
          "%s is not a safetensors file: a header of %d bytes in a file of %d"
              .formatted(where, headerLength, file.length));
    }
    int data = Long.BYTES + (int) headerLength;
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : header(file, data, where).entrySet()) {
      if (!entry.getKey().equals(METADATA)) {
        try {
          tensors.put(entry.getKey(), tensor(entry.getValue().getAsJsonObject(), buffer, data));
        } catch (RuntimeException e) {
          throw new IOException(
              "%s: cannot read tensor %s: %s".formatted(where, entry.getKey(), e.getMessage()), e);
        }
      }
    }
    return tensors;
  }

  private static JsonObject header(byte[] file, int data, String where) throws IOException {
    String json = new String(file, Long.BYTES, data - Long.BYTES, StandardCharsets.UTF_8);
    try {
      return JsonParser.parseString(json).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(where + " is not a safetensors file: its header is no JSON object", e);
    }
  }

  private static HostTensor tensor(JsonObject entry, ByteBuffer file, int data) {
    JsonArray offsets = entry.getAsJsonArray("data_offsets");
    int begin = Math.toIntExact(offsets.get(0).getAsLong());
    int end = Math.toIntExact(offsets.get(1).getAsLong());
    if (begin < 0 || end < begin || end > file.capacity() - data) {
      throw new IllegalArgumentException(
          "bytes %d to %d of %d".formatted(begin, end, file.capacity() - data));
    }
    long[] shape =
        entry.getAsJsonArray("shape").asList().stream().mapToLong(JsonElement::getAsLong).toArray();
    HostTensor.Type type = HostTensor.Type.valueOf(entry.get("dtype").getAsString());
    return new HostTensor(type, shape, file.slice(data + begin, end - begin));
  }

  /** Writes {@code tensors} in their order, by a temporary file and an atomic move. */
  public static void write(Path file, Map<String, HostTensor> tensors, Map<String, String> metadata)
      throws IOException {
    JsonObject header = new JsonObject();
    JsonObject notes = new JsonObject();
    metadata.forEach(notes::addProperty);
    header.add(METADATA, notes);
    long offset = 0;
    for (Map.Entry<String, HostTensor> entry : tensors.entrySet()) {
      HostTensor tensor = entry.getValue();
      JsonArray shape = new JsonArray();
      for (long size : tensor.shape()) {
        shape.add(new JsonPrimitive(size));
      }
      JsonArray offsets = new JsonArray();
      offsets.add(offset);
      offset += tensor.bytes().capacity();
      offsets.add(offset);
      JsonObject json = new JsonObject();
      json.addProperty("dtype", tensor.type().name());
      json.add("shape", shape);
      json.add("data_offsets", offsets);
      header.add(entry.getKey(), json);
    }
    // The format asks for tensors that start at a multiple of 8, and allows spaces to get there.
    StringBuilder json = new StringBuilder(header.toString());
    int length = json.toString().getBytes(StandardCharsets.UTF_8).length;
    json.append(" ".repeat(-length & 7));
    byte[] headerBytes = json.toString().getBytes(StandardCharsets.UTF_8);

    Files.createDirectories(file.toAbsolutePath().getParent());
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    try (OutputStream out = Files.newOutputStream(temporary)) {
      ByteBuffer prefix = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      out.write(prefix.putLong(headerBytes.length).array());
      out.write(headerBytes);
      for (HostTensor tensor : tensors.values()) {
        byte[] bytes = new byte[tensor.bytes().capacity()];
        tensor.bytes().get(0, bytes);
        out.write(bytes);
      }
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
