package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.e2vpt.harness.checkpoint.PyTorchFiles.Storage;
import org.e2vpt.harness.checkpoint.PyTorchFiles.View;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Damaged files give an {@link IOException} or tensors of the size that was promised: no other
 * exception, no endless loop, no memory beyond what {@link Bounds} allows. {@code mvn test -Pfuzz}
 * tries 100,000 damages of each kind; {@code -Dmutations} says how many otherwise.
 */
class ReaderFuzzTest {

  private static final int MUTATIONS = Integer.getInteger("mutations", 500);
  private static final long SEED = 20231023;

  /** A kind of file, made of bytes that are damaged. */
  record Target(String name, byte[] whole, Wrapper wrapper) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What comes around the damaged bytes, with right lengths and checksums. */
  interface Wrapper {
    byte[] wrap(byte[] damaged) throws IOException;
  }

  static Stream<Target> everyReader() throws IOException {
    byte[] rows = npy("<f4", "False", "(2, 3)", 24);
    byte[] columns = npy(">f8", "True", "(2, 3)", 48);
    byte[] wide = npy("|u1", "False", "(5,)", 5);
    byte[] pickle = PickleProgram.of(checkpoint());
    return Stream.of(
        new Target("npz, stored", npz(false, rows, columns, wide), whole -> whole),
        new Target("npz, deflated", npz(true, rows, columns, wide), whole -> whole),
        new Target("npy in npz", rows, npy -> npz(true, npy, columns)),
        new Target("npy of big-endian columns in npz", columns, npy -> npz(false, npy)),
        new Target("safetensors", safeTensors(), whole -> whole),
        new Target("safetensors header", header(), ReaderFuzzTest::safeTensors),
        new Target("PyTorch zip", PyTorchFiles.zip(checkpoint()), whole -> whole),
        new Target("pickle in PyTorch zip", pickle, ReaderFuzzTest::pyTorchZip),
        new Target("PyTorch legacy", legacy(), whole -> whole));
  }

  @ParameterizedTest
  @MethodSource
  void everyReader(Target target) throws IOException {
    assertThat(read(target.wrapper.wrap(target.whole))).as("the file as it was").isPositive();
    SplittableRandom random = new SplittableRandom(SEED);
    int readable = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      SplittableRandom own = random.split();
      byte[] file = target.wrapper.wrap(Mutation.of(target.whole, own));
      try {
        readable += read(file) > 0 ? 1 : 0;
      } catch (IOException e) {
        assertThat(e).as("mutation %d", i).hasMessageStartingWith("cannot read ");
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            String.format(Locale.ROOT, "mutation %d of %s: %s", i, target, e), e);
      }
    }
    System.out.printf("%s: %d of %d mutations were readable%n", target, readable, MUTATIONS);
  }

  /** How many tensors there are, all of the size that was listed. */
  private static int read(byte[] content) throws IOException {
    try (TensorFile file = TensorFile.open(Source.of("w", content))) {
      for (Map.Entry<String, TensorInfo> listed : file.tensors().entrySet()) {
        HostTensor tensor = file.read(listed.getKey());
        assertThat(tensor.bytes().capacity()).isEqualTo((int) listed.getValue().bytes());
      }
      return file.tensors().size();
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
    return SafeTensorsHeader.json(tensors, Map.of("format", "pt")).getBytes(UTF_8);
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
