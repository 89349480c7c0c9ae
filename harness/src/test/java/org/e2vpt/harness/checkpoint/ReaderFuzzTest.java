package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.e2vpt.harness.checkpoint.PyTorchFiles.Storage;
import org.e2vpt.harness.checkpoint.PyTorchFiles.View;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged checkpoints give an {@link IOException} or tensors of the size that was promised, and
 * take no memory beyond what {@link Bounds} allows.
 */
class ReaderFuzzTest {

  private static final Fuzz.Documented REFUSED = Fuzz.ioException("cannot read .*");

  static Stream<Target> everyReader() throws IOException {
    byte[] rows = npy("<f4", "False", "(2, 3)", 24);
    byte[] columns = npy(">f8", "True", "(2, 3)", 48);
    byte[] wide = npy("|u1", "False", "(5,)", 5);
    byte[] pickle = PickleProgram.of(checkpoint());
    return Stream.of(
        target("npz, stored", npz(false, rows, columns, wide), whole -> whole),
        target("npz, deflated", npz(true, rows, columns, wide), whole -> whole),
        target("npy in npz", rows, npy -> npz(true, npy, columns)),
        target("npy of big-endian columns in npz", columns, npy -> npz(false, npy)),
        target("safetensors", safeTensors(), whole -> whole),
        target("safetensors header", header(), ReaderFuzzTest::safeTensors),
        target("PyTorch zip", PyTorchFiles.zip(checkpoint()), whole -> whole),
        target("pickle in PyTorch zip", pickle, ReaderFuzzTest::pyTorchZip),
        target("PyTorch legacy", legacy(), whole -> whole));
  }

  @ParameterizedTest
  @MethodSource
  void everyReader(Target target) throws Exception {
    Fuzz.run(target);
  }

  private static Target target(String name, byte[] whole, Fuzz.Wrapper wrapper) {
    return new Target(name, List.of(whole), wrapper, (content, folder) -> read(content), REFUSED);
  }

  /** Reads all tensors, which have the size that was listed. */
  private static void read(byte[] content) throws IOException {
    try (TensorFile file = TensorFile.open(FileBytes.of("w", content))) {
      for (Map.Entry<String, TensorInfo> listed : file.tensors().entrySet()) {
        HostTensor tensor = file.read(listed.getKey());
        assertThat(tensor.bytes().capacity()).isEqualTo((int) listed.getValue().bytes());
      }
    }
  }

  private static byte[] npy(String type, String fortran, String shape, int bytes) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(type, fortran, shape);
    byte[] data = new byte[bytes];
    Arrays.fill(data, (byte) 1);
    return Bytes.concat(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0},
        header.getBytes(UTF_8),
        data);
  }

  private static byte[] npz(boolean deflated, byte[]... members) throws IOException {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      out.setUseZip64(Zip64Mode.Always);
      for (int i = 0; i < members.length; i++) {
        ZipArchiveEntry entry = new ZipArchiveEntry("tensor/" + i + ".npy");
        entry.setMethod(deflated ? ZipArchiveEntry.DEFLATED : ZipArchiveEntry.STORED);
        entry.setTime(0);
        out.putArchiveEntry(entry);
        out.write(members[i]);
        out.closeArchiveEntry();
      }
    }
    return PyTorchFiles.content(channel);
  }

  private static byte[] header() {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    tensors.put("a.weight", HostTensor.of(new float[6], 2, 3));
    tensors.put(
        "half", new HostTensor(HostTensor.Type.F16, new long[] {4}, ByteBuffer.allocate(8)));
    tensors.put("empty", HostTensor.of(new float[0], 0, 7));
    return SafeTensorsHeader.json(
            Maps.transformValues(tensors, HostTensor::info), Map.of("format", "pt"))
        .getBytes(UTF_8);
  }

  private static byte[] safeTensors() {
    return safeTensors(header());
  }

  private static byte[] safeTensors(byte[] header) {
    return ByteBuffer.allocate(Long.BYTES + header.length + 32)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  /** Nested dictionaries, shared storages, strides, and things beside the weights. */
  private static Object checkpoint() {
    Storage shared = Storage.of("0", HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6));
    Storage half =
        Storage.of(
            "1", new HostTensor(HostTensor.Type.F16, new long[] {4}, ByteBuffer.allocate(8)));
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("module.w", View.of(shared, 2, 3));
    model.put("module.t", new View(shared, 0, List.of(3L, 2L), List.of(1L, 3L)));
    model.put("module.expanded", new View(half, 1, List.of(3L, 2L), List.of(0L, 1L)));
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("state_dict", model);
    root.put("epoch", 300);
    root.put("best", null);
    root.put(
        "args",
        (PickleProgram.Part)
            program ->
                program
                    .global("argparse", "Namespace")
                    .raw(')', 0x81, '}')
                    .text("lr")
                    .raw('G', 0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a, 's', 'b'));
    return root;
  }

  /** The zip of {@link #checkpoint} with another program. */
  private static byte[] pyTorchZip(byte[] pickle) throws IOException {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      PyTorchFiles.put(out, "archive/data.pkl", ByteBuffer.wrap(pickle));
      PyTorchFiles.put(out, "archive/data/0", ByteBuffer.allocate(24));
      PyTorchFiles.put(out, "archive/data/1", ByteBuffer.allocate(8));
    }
    return PyTorchFiles.content(channel);
  }

  private static byte[] legacy() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PyTorchFiles.legacy(out, checkpoint());
    return out.toByteArray();
  }
}
