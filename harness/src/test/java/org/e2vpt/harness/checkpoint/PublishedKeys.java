package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import com.google.common.primitives.ImmutableLongArray;
import com.google.gson.Gson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The tensors of the published files, from lists of them. */
public final class PublishedKeys {

  private static final ImmutableMap<String, HostTensor.Type> TYPES =
      ImmutableMap.of("float32", HostTensor.Type.F32, "int64", HostTensor.Type.I64);

  private PublishedKeys() {}

  /** The lines of a list in the test resources. */
  public static List<CSVRecord> lines(String list) throws IOException {
    try (CSVParser parser =
        CSVParser.parse(
            Resources.getResource("weights/" + list + ".csv"),
            UTF_8,
            CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get())) {
      return parser.getRecords();
    }
  }

  /** Type and shape by name. */
  public static Map<String, TensorInfo> of(String list) throws IOException {
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    for (CSVRecord line : lines(list)) {
      tensors.put(
          line.get(0),
          new TensorInfo(
              line.isMapped("dtype") ? TYPES.get(line.get("dtype")) : HostTensor.Type.F32,
              shape(line.get("shape"))));
    }
    return tensors;
  }

  private static ImmutableLongArray shape(String written) {
    return ImmutableLongArray.copyOf(
        Splitter.on('x').splitToStream(written).mapToLong(Long::parseLong));
  }

  /** Writes a safetensors file whose elements are a hole, so that it takes no space. */
  public static Path hollow(Path file, Map<String, TensorInfo> tensors) throws IOException {
    Map<String, Object> header = new LinkedHashMap<>();
    long end = 0;
    for (Map.Entry<String, TensorInfo> tensor : tensors.entrySet()) {
      long begin = end;
      end += tensor.getValue().bytes();
      header.put(
          tensor.getKey(),
          Map.of(
              "dtype", tensor.getValue().type().name(),
              "shape", tensor.getValue().shape().asList(),
              "data_offsets", List.of(begin, end)));
    }
    byte[] json = new Gson().toJson(header).getBytes(UTF_8);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(json.length)
              .array());
      out.write(json);
      out.setLength(Long.BYTES + json.length + end);
    }
    return file;
  }
}
