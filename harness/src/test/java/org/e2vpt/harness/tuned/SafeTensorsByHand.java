package org.e2vpt.harness.tuned;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * A file of float32 tensors by the rules of the safetensors format alone, without a class of this
 * program: 8 bytes of length, little-endian; JSON of that length; and the tensors, at offsets that
 * are counted from there.
 *
 * @param metadata {@code __metadata__}
 * @param shapes as JSON, by name
 * @param values in C order, by name
 */
record SafeTensorsByHand(
    Map<String, String> metadata, Map<String, String> shapes, Map<String, float[]> values) {

  static SafeTensorsByHand read(Path path) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] json = new byte[Math.toIntExact(file.getLong())];
    file.get(json);
    ByteBuffer data = file.slice().order(ByteOrder.LITTLE_ENDIAN);
    JsonObject header =
        JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
    SafeTensorsByHand read =
        new SafeTensorsByHand(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    JsonObject texts = header.remove("__metadata__").getAsJsonObject();
    texts.keySet().forEach(name -> read.metadata.put(name, texts.get(name).getAsString()));
    for (String name : header.keySet()) {
      JsonObject tensor = header.getAsJsonObject(name);
      if (!tensor.get("dtype").getAsString().equals("F32")) {
        throw new IOException(name + " is " + tensor.get("dtype"));
      }
      int begin = tensor.getAsJsonArray("data_offsets").get(0).getAsInt();
      int end = tensor.getAsJsonArray("data_offsets").get(1).getAsInt();
      float[] values = new float[(end - begin) / Float.BYTES];
      data.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
      read.shapes.put(name, tensor.get("shape").toString());
      read.values.put(name, values);
    }
    return read;
  }
}
