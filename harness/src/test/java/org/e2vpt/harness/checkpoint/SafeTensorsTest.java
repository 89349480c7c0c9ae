package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {

  @TempDir private Path folder;

  @Test
  void readsAFileWrittenByHand() throws IOException {
    byte[] file =
        HexFormat.of()
            .parseHex(
                "3a00000000000000" // 58 bytes of header
                    + HexFormat.of()
                        .formatHex(
                            "{\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]}}  "
                                .getBytes(UTF_8))
                    + "0000803f000020c0");

    Map<String, HostTensor> tensors = SafeTensors.read(file, "hand");

    assertThat(tensors).containsOnlyKeys("w");
    assertThat(tensors.get("w").shape()).containsExactly(1, 2);
    assertThat(tensors.get("w").floats()).containsExactly(1, -2.5f);
  }

  @Test
  void readsBackWhatItWrote() throws IOException {
    Map<String, HostTensor> written = new LinkedHashMap<>();
    written.put("z", HostTensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    written.put("a scalar, \"quoted\" é", HostTensor.of(new float[] {-0.0f}));
    written.put("empty", HostTensor.of(new float[0], 0, 7));

    Map<String, HostTensor> read = roundTrip(written);

    assertThat(read.keySet()).containsExactlyElementsOf(written.keySet());
    written.forEach(
        (name, tensor) -> {
          assertThat(read.get(name).shape()).as(name).isEqualTo(tensor.shape());
          assertThat(read.get(name).bytes()).as(name).isEqualTo(tensor.bytes());
        });
  }

  /** Texts are; what the format does not allow is skipped, as it always was. */
  @Test
  void readsMetadata(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("m.safetensors");
    String header =
        "{\"__metadata__\":{\"b\":\"<é\\n\\\">\",\"a\":\"1\",\"n\":2,\"o\":{\"x\":[]}},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}";
    byte[] json = header.getBytes(UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, bytes.putLong(json.length).put(json).array());

    try (TensorFile read = TensorFile.open(file)) {
      assertThat(read.metadata()).containsExactly(entry("a", "1"), entry("b", "<é\n\">"));
      assertThat(read.tensors()).containsOnlyKeys("w");
    }
  }

  /** One file in 32 begins with the byte of a pickle; one of 0x4b50 bytes of header with "PK". */
  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x180, 0x4b50, 0x95080})
  void readsAFileWhoseLengthOfItsHeaderLooksLikeAnotherFormat(int length) throws IOException {
    String metadata = "{\"__metadata__\":{\"note\":\"";
    String end = "\"},\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    String header = metadata + "x".repeat(length - metadata.length() - end.length()) + end;
    ByteBuffer file = ByteBuffer.allocate(8 + length + 4).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(length).put(header.getBytes(UTF_8)).putFloat(1.5f);

    assertThat(SafeTensors.read(file.array(), "a file").get("w").floats()).containsExactly(1.5f);
  }

  @ParameterizedTest
  @EnumSource
  void keepsEveryType(HostTensor.Type type) throws IOException {
    byte[] bytes = new byte[2 * type.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (200 + i);
    }
    HostTensor tensor = new HostTensor(type, new long[] {2}, ByteBuffer.wrap(bytes));

    HostTensor read = roundTrip(Map.of("t", tensor)).get("t");

    assertThat(read.type()).isEqualTo(type);
    assertThat(read.bytes()).isEqualTo(ByteBuffer.wrap(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "12", "123", "1234", "12345", "123456", "1234567"})
  void padsTheHeaderSoThatDataStartAtAMultipleOfEight(String note) throws IOException {
    Path file = folder.resolve("padded.safetensors");

    SafeTensors.write(file, Map.of("t", HostTensor.of(new float[] {1}, 1)), Map.of("note", note));

    assertThat(headerLength(Files.readAllBytes(file)) % 8).isZero();
    assertThat(header(file).replaceFirst(" {0,7}$", "")).endsWith("}");
    assertThat(SafeTensors.read(Files.readAllBytes(file), "padded")).containsOnlyKeys("t");
  }

  @Test
  void writesMetadataAndHeaderInAFixedOrder() throws IOException {
    Path file = folder.resolve("noted.safetensors");

    SafeTensors.write(
        file,
        Map.of("t", HostTensor.of(new float[] {1, 2}, 2)),
        Map.of("c", "3", "a", "1", "b", "<2>"));

    assertThat(header(file).strip())
        .isEqualTo(
            "{\"__metadata__\":{\"a\":\"1\",\"b\":\"<2>\",\"c\":\"3\"},"
                + "\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("new folder/weights.safetensors");
    SafeTensors.write(file, Map.of("old", HostTensor.of(new float[9], 9)), Map.of());

    SafeTensors.write(file, Map.of("new", HostTensor.of(new float[1], 1)), Map.of());

    assertThat(SafeTensors.read(Files.readAllBytes(file), "file")).containsOnlyKeys("new");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    assertThat(file.getParent().toFile().list()).hasSize(1);
  }

  @Test
  void removesItsTemporaryFileWhenItCannotFinish() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken/by a folder")).getParent();

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> SafeTensors.write(taken, Map.of(), Map.of()));
    assertThat(folder.toFile().list()).containsExactly("taken");
  }

  @Test
  void refusesToWriteATensorThatWouldHideTheMetadata() {
    Path file = folder.resolve("hidden.safetensors");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SafeTensors.write(
                    file, Map.of("__metadata__", HostTensor.of(new float[1], 1)), Map.of()))
        .withMessage("no tensor can have the name __metadata__");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          03000000000000007b7d       | it is cut off: a safetensors file of 10 bytes with a header of 3
          ffffffffff0000007b7d       | it is cut off: a safetensors file of 10 bytes with a header of 1099511627775
          ffffffffffffffff7b7d       | it is not an npz, safetensors or PyTorch file, it starts with ff ff ff ff ff ff ff ff 7b 7d
          f9ffffffffffff7f7b7d       | it is not an npz, safetensors or PyTorch file, it starts with f9 ff ff ff ff ff ff 7f 7b 7d
          """)
  void refusesAHeaderThatIsNotThere(String hex, String message) {
    byte[] file = HexFormat.of().parseHex(hex);

    assertThatIOException()
        .isThrownBy(() -> SafeTensors.read(file, "w"))
        .withMessage("cannot read w: " + message);
  }

  @Test
  void saysThatATruncatedFileMayBeCutOff() throws IOException {
    Path file = folder.resolve("whole.safetensors");
    SafeTensors.write(file, Map.of("t", HostTensor.of(new float[4], 4)), Map.of());
    byte[] whole = Files.readAllBytes(file);

    assertThatIOException()
        .isThrownBy(() -> SafeTensors.read(Arrays.copyOf(whole, whole.length - 1), "cut"))
        .withMessage(
            "cannot read cut: tensor t should be in bytes 0 to 16, but there are 15; the file"
                + " may be cut off");
  }

  /** Headers before 8 bytes of data, written with ' for ". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'t':                                                                | the header is not JSON of the safetensors form at $.t
          {t:{}}                                                               | the header is not JSON of the safetensors form at $.
          {} {}                                                                | the header is not JSON of the safetensors form at $
          {'t':[]}                                                             | the header is not JSON of the safetensors form at $.t
          {'t':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}}             | the header is not JSON of the safetensors form at $.t.shape[0]
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[0,1e30]}}            | the header is not JSON of the safetensors form at $.t.data_offsets[1]
          {'t':null}                                                           | tensor t needs dtype, shape and two data_offsets
          {'t':{'shape':[2],'data_offsets':[0,8]}}                             | tensor t needs dtype, shape and two data_offsets
          {'t':{'dtype':'F32','data_offsets':[0,8]}}                           | tensor t needs dtype, shape and two data_offsets
          {'t':{'dtype':'F32','shape':[2]}}                                    | tensor t needs dtype, shape and two data_offsets
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[8]}}                 | tensor t needs dtype, shape and two data_offsets
          {'t':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}               | tensor t: F32[3] needs 12 bytes, got 8
          {'t':{'dtype':'F32','shape':[-1,-2],'data_offsets':[0,8]}}           | tensor t: F32[-1, -2] has a negative size
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}              | tensor t should be in bytes -8 to 0, but there are 8; the file may be cut off
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}               | tensor t should be in bytes 8 to 0, but there are 8; the file may be cut off
          {'t':{'dtype':'F32','shape':[2],'data_offsets':[0,4294967304]}}      | tensor t should be in bytes 0 to 4294967304, but there are 8; the file may be cut off
          {'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}               | bytes [[4..8)] belong to no tensor
          {'t':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}               | bytes [[0..4)] belong to no tensor
          {}                                                                   | bytes [[0..8)] belong to no tensor
          {'s':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'t':{'dtype':'U8','shape':[2],'data_offsets':[6,8]}} | tensor t should be in bytes 6 to 8, which another tensor uses
          {'t':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'t':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | the header names tensor t twice
          """)
  void refusesAHeaderThatLies(String header, String message) {
    byte[] file = file(header.replace('\'', '"'), 8);

    assertThatIOException()
        .isThrownBy(() -> SafeTensors.read(file, "w"))
        .withMessage("cannot read w: " + message);
  }

  @Test
  void ignoresTensorsOfATypeThatCannotBeRead() throws IOException {
    byte[] file =
        file(
            "{\"f\":{\"dtype\":\"F8_E5M2\",\"shape\":[4],\"data_offsets\":[0,4]},"
                + "\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            8);

    try (TensorFile tensors = TensorFile.open(FileBytes.of("w", file))) {
      assertThat(tensors.tensors()).containsOnlyKeys("t");
      assertThat(tensors.ignored()).containsExactly(Map.entry("f", "tensor of F8_E5M2"));
    }
  }

  @Test
  void acceptsTensorsInAnyOrder() throws IOException {
    String header =
        "{\"b\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[5,8]},"
            + "\"e\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[5,5]},"
            + "\"a\":{\"dtype\":\"U8\",\"shape\":[5],\"data_offsets\":[0,5]}}";

    assertThat(SafeTensors.read(file(header, 8), "w").keySet()).containsExactly("b", "e", "a");
  }

  private Map<String, HostTensor> roundTrip(Map<String, HostTensor> tensors) throws IOException {
    Path file = folder.resolve("tensors.safetensors");
    SafeTensors.write(file, tensors, Map.of("made", "for a test"));
    return SafeTensors.read(Files.readAllBytes(file), file.toString());
  }

  private static byte[] file(String header, int data) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static String header(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return new String(bytes, Long.BYTES, (int) headerLength(bytes), UTF_8);
  }

  private static long headerLength(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
  }
}
