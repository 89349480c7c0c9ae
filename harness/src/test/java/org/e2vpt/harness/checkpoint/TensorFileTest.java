package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the formats have in common, and what their zips can do wrong. */
class TensorFileTest {

  private static final byte[] NPY =
      Bytes.concat(
          HexFormat.of().parseHex("934e554d50590100" + "3900"),
          "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".getBytes(UTF_8),
          HexFormat.of().parseHex("0000803f000020c0"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                   | it is not an npz, safetensors or PyTorch file, it is empty
          1f8b0800             | it is not an npz, safetensors or PyTorch file, but packed with gzip: unpack it first
          425a6839314159       | it is not an npz, safetensors or PyTorch file, but packed with bzip2: unpack it first
          fd377a585a00         | it is not an npz, safetensors or PyTorch file, but packed with xz: unpack it first
          28b52ffd04           | it is not an npz, safetensors or PyTorch file, but packed with zstd: unpack it first
          894844460d0a1a0a     | it is not an npz, safetensors or PyTorch file, but an HDF5 file, as Keras writes: convert it first
          934e554d50590100     | it is not an npz, safetensors or PyTorch file, but a single npy array without a name: save it by numpy.savez
          0808120770796f726368 | it is not an npz, safetensors or PyTorch file, it starts with 08 08 12 07 70 79 6f 72 63 68
          08081207707974617263683a | it is not an npz, safetensors or PyTorch file, but an ONNX model: convert it first
          0001ff00             | it is not an npz, safetensors or PyTorch file, it starts with 00 01 ff 00
          0057fb808b247547db   | it is not an npz, safetensors or PyTorch file, but the index of a TensorFlow checkpoint: convert it first
          3c68746d6c3e         | it is not an npz, safetensors or PyTorch file, but a web page: the download has failed
          76657273696f6e2068747470733a2f2f6769742d6c6673 | it is not an npz, safetensors or PyTorch file, but a Git LFS pointer: fetch the file that it points to
          504b0304             | its zip directory is damaged: Archive is not a ZIP archive
          80               | its pickle is cut off
          """)
  void saysWhatAnotherFileIs(String hex, String message) {
    assertThatIOException()
        .isThrownBy(() -> open(HexFormat.of().parseHex(hex)))
        .withMessage("cannot read w: " + message);
  }

  /** The ninth character of each is the brace with which the header of safetensors begins. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a": 1,{}                           | it is not an npz, safetensors or PyTorch file, but a JSON text
          [{"a": 1}, {}]                       | it is not an npz, safetensors or PyTorch file, but a JSON text
          [0.1,0.2{                            | it is not an npz, safetensors or PyTorch file, but a JSON text
          model = {"a": 1}                     | it is not an npz, safetensors or PyTorch file, but a text
          <!doctype html>                      | it is not an npz, safetensors or PyTorch file, but a web page: the download has failed
          model_checkpoint_path: "model.ckpt"  | it is not an npz, safetensors or PyTorch file, but a list of TensorFlow checkpoints: convert them first
          """)
  void tellsTextsApart(String text, String message) {
    assertThatIOException()
        .isThrownBy(() -> open(text.getBytes(UTF_8)))
        .withMessage("cannot read w: " + message);
  }

  @Test
  void saysWhatATarArchiveIs() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry entry = new TarArchiveEntry("w.npz");
      entry.setSize(1);
      tar.putArchiveEntry(entry);
      tar.write(1);
      tar.closeArchiveEntry();
    }

    assertThatIOException()
        .isThrownBy(() -> open(bytes.toByteArray()))
        .withMessage(
            "cannot read w: it is not an npz, safetensors or PyTorch file, but a tar archive: unpack it first");
  }

  @Test
  void saysWhatAnotherZipHolds() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("variables/variables.index"));
      zip.putNextEntry(new ZipEntry("saved_model.pb"));
    }

    assertThatIOException()
        .isThrownBy(() -> open(bytes.toByteArray()))
        .withMessage(
            "cannot read w: it is a zip of 2 members, such as variables/variables.index, none of them"
                + " an array (.npy) or PyTorch's data.pkl");
  }

  @Test
  void listsWithoutReading(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(
        file,
        Map.of(
            "t", new HostTensor(HostTensor.Type.F16, new long[] {2, 3}, ByteBuffer.allocate(12))),
        Map.of());

    try (TensorFile tensors = TensorFile.open(file)) {
      assertThat(tensors.name()).isEqualTo(file.toString());
      assertThat(tensors.format()).isEqualTo("safetensors");
      assertThat(tensors.tensors())
          .containsExactly(Map.entry("t", TensorInfo.of(HostTensor.Type.F16, 2, 3)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tensors.read("u"))
          .withMessage("%s has no tensor u", file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Always", "AlwaysWithCompatibility", "Never"})
  void readsZipsWithAndWithoutWideSizes(String mode) throws IOException {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      out.setUseZip64(Zip64Mode.valueOf(mode));
      PyTorchFiles.put(out, "t.npy", ByteBuffer.wrap(NPY));
    }

    assertThat(open(PyTorchFiles.content(channel)).read("t").floats()).containsExactly(1, -2.5f);
  }

  @Test
  void refusesAZipBomb() throws IOException {
    byte[] zip = deflated(new byte[32 << 20]);

    assertThatIOException()
        .isThrownBy(() -> open(zip))
        .withMessage(
            "cannot read w: a file of %s bytes claims to hold 33554432, more than 100 times as many: it looks like a zip bomb",
            zip.length);
  }

  @Test
  void refusesAMemberThatUnpacksToMoreThanItSays() throws IOException {
    byte[] zip = deflated(Bytes.concat(NPY, new byte[100]));
    inDirectory(zip, 0, 24, NPY.length);

    assertThatIOException()
        .isThrownBy(() -> open(zip).read("t"))
        .withMessage("cannot read t of w: its member t.npy is longer than its header says");
  }

  @Test
  void refusesAMemberThatUnpacksToLessThanItSays() throws IOException {
    byte[] zip = deflated(Arrays.copyOf(NPY, NPY.length - 2));
    inDirectory(zip, 0, 24, NPY.length);

    assertThatIOException()
        .isThrownBy(() -> open(zip).read("t"))
        .withMessage("cannot read t of w: its member t.npy is cut off");
  }

  @Test
  void refusesMembersThatReachIntoTheDirectory() throws IOException {
    byte[] zip = deflated(NPY);
    inDirectory(zip, 0, 20, 1 << 20);

    assertThatIOException()
        .isThrownBy(() -> open(zip))
        .withMessage(
            "cannot read w: its zip directory is damaged: data for t.npy overlaps with central directory.");
  }

  @Test
  void refusesMembersThatOverlap() throws IOException {
    SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel();
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(channel)) {
      PyTorchFiles.put(out, "t.npy", ByteBuffer.wrap(new byte[2000]));
      PyTorchFiles.put(out, "u.npy", ByteBuffer.wrap(NPY));
    }
    byte[] zip = PyTorchFiles.content(channel);
    inDirectory(zip, 1, 20, 2000);
    inDirectory(zip, 1, 24, 2000);
    inDirectory(zip, 1, 42, 0);

    assertThatIOException()
        .isThrownBy(() -> open(zip))
        .withMessage("cannot read w: its members overlap, or the file is cut off");
  }

  /** Overwrites a number in the directory's record of a member. */
  private static void inDirectory(byte[] zip, int member, int field, int value) {
    int at = -1;
    for (int i = 0; i <= member; i++) {
      at =
          Bytes.indexOf(Arrays.copyOfRange(zip, at + 1, zip.length), new byte[] {'P', 'K', 1, 2})
              + at
              + 1;
    }
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putInt(at + field, value);
  }

  private static byte[] deflated(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry("t.npy"));
      out.write(content);
    }
    return bytes.toByteArray();
  }

  private static TensorFile open(byte[] content) throws IOException {
    return TensorFile.open(FileBytes.of("w", content));
  }
}
