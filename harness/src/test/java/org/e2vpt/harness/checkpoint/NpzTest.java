package org.e2vpt.harness.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

  private static final String TWO_FLOATS = header("<f4", "(2,)");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "<f4, F32, 0000803f000020c0, 1, -2.5",
    "<f8, F64, 000000000000f03f00000000000004c0, 1, -2.5",
    "<i4, I32, 01000000feffffff, 1, -2",
    "<i8, I64, 0100000000000000feffffffffffffff, 1, -2",
    "|u1, U8, 01ff, 1, 255",
    "|i1, I8, 01fe, 1, -2",
    "|b1, BOOL, 0100, 1, 0",
    "<f2, F16, 003c00c1, 1, -2.5",
    "<i2, I16, 0100feff, 1, -2",
    "<u2, U16, 0100feff, 1, 65534",
    "<u4, U32, 01000000feffffff, 1, 4294967294",
    "<u8, U64, 0100000000000000fe00000000000000, 1, 254",
    ">f2, F16, 3c00c100, 1, -2.5",
    ">f4, F32, 3f800000c0200000, 1, -2.5",
    ">f8, F64, 3ff0000000000000c004000000000000, 1, -2.5",
    ">i2, I16, 0001fffe, 1, -2",
    ">i8, I64, 0000000000000001fffffffffffffffe, 1, -2"
  })
  void readsEveryType(String written, HostTensor.Type type, String data, float first, float second)
      throws IOException {
    HostTensor tensor = read(npy(1, header(written, "(2,)"), data));

    assertThat(tensor.type()).isEqualTo(type);
    assertThat(tensor.floats()).containsExactly(first, second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"() | ", "(1,) | 1", "(1, 1) | 1,1", "(1,1,1) | 1,1,1"})
  void readsEveryShape(String written, String shape) throws IOException {
    long[] sizes =
        shape == null
            ? new long[0]
            : Arrays.stream(shape.split(",", -1)).mapToLong(Long::parseLong).toArray();

    assertThat(read(npy(1, header("|u1", written), "07")).shape()).isEqualTo(sizes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsEveryVersionOfTheFormat(int version) throws IOException {
    assertThat(read(npy(version, header("<f4", "(2,)"), "0000803f000020c0")).floats())
        .containsExactly(1, -2.5f);
  }

  @Test
  void readsAHeaderOfMoreThan64KiB() throws IOException {
    String header = header("|u1", "(1,)") + " ".repeat(1 << 16) + "\n";

    assertThat(read(npy(2, header, "07")).longs()).containsExactly(7);
  }

  @Test
  void keepsTheOrderOfTheFile() throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    for (String name : new String[] {"z.npy", "head.weight.npy", "a.npy"}) {
      members.put(name, npy(1, header("|u1", "()"), "07"));
    }

    assertThat(Npz.read(zip(members)).keySet()).containsExactly("z", "head.weight", "a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(2,)      | 0102         | 1,2",
        "(2, 3)    | 010203040506 | 1,3,5,2,4,6",
        "(1, 2, 3) | 010203040506 | 1,3,5,2,4,6",
        "(2, 1, 3) | 010203040506 | 1,3,5,2,4,6",
        "()        | 07           | 7"
      })
  void turnsFortranOrderToRows(String shape, String data, String rows) throws IOException {
    String header = header("|u1", shape).replace("False", "True");

    assertThat(read(npy(1, header, data)).longs())
        .containsExactly(Arrays.stream(rows.split(",", -1)).mapToLong(Long::parseLong).toArray());
  }

  @Test
  void turnsBigEndianFortranOrderToRows() throws IOException {
    String header = header(">i2", "(2, 2)").replace("False", "True");

    assertThat(read(npy(1, header, "0001000200030004")).longs()).containsExactly(1, 3, 2, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      textBlock =
          """
          '|f4'           @ False @ (2,)                      @ it holds elements of type |f4; readable are f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8, b1, little- and big-endian
          '<f4'           @ False @ (1 1,)                    @ its header is not understood: HEADER
          '<f4'           @ false @ (2,)                      @ its header is not understood: HEADER
          '<f4'           @ False @ (-2,)                     @ its header is not understood: HEADER
          '<f4'           @ False @ (99999999999999999999,)   @ its header is not understood: HEADER
          '<f4'           @ False @ (999999999999999999, 99)  @ F32[999999999999999999, 99] needs 9223372036854775807 bytes, got 8
          '<f4'           @ False @ (3,)                      @ F32[3] needs 12 bytes, got 8
          '<f4'           @ False @ (1,)                      @ F32[1] needs 4 bytes, got 8
          """)
  void refusesWhatItCannotRead(String type, String fortran, String shape, String message) {
    String header =
        "{'descr': %s, 'fortran_order': %s, 'shape': %s, }".formatted(type, fortran, shape);

    refuses(npy(1, header, "0000803f000020c0"), message.replace("HEADER", header));
  }

  @Test
  void refusesAMemberThatIsNoNpy() {
    refuses("hello".getBytes(ISO_8859_1), "it does not start with NumPy's magic number");
    refuses(new byte[0], "it does not start with NumPy's magic number");
  }

  @ParameterizedTest
  @ValueSource(strings = {"|O", "<V2", "<U8", "<c16", "<f16", "<M8[D]"})
  void ignoresArraysOfOtherThings(String type) throws IOException {
    byte[] other = npy(1, header(type, "(2,)"), "0000803f000020c0");
    Path file = zip(Map.of("t.npy", npy(1, header("|u1", "()"), "07"), "other.npy", other));

    try (TensorFile tensors = TensorFile.open(file)) {
      assertThat(tensors.tensors()).containsOnlyKeys("t");
      assertThat(tensors.ignored()).containsExactly(Map.entry("other", "array of " + type));
    }
    assertThatIOException()
        .isThrownBy(() -> Npz.read(file))
        .withMessage("cannot read %s: other is an array of %s", file, type);
  }

  @Test
  void refusesAnUnknownVersion() {
    refuses(
        npy(4, TWO_FLOATS, "0000803f000020c0"),
        "it has version 4 of the npy format; readable are 1, 2 and 3");
  }

  @Test
  void refusesAHeaderThatIsNotThere() {
    byte[] npy = npy(1, TWO_FLOATS, "");
    byte[] huge = npy(2, TWO_FLOATS, "");
    Arrays.fill(huge, 8, 12, (byte) 0xff);

    refuses(Arrays.copyOf(npy, 20), "it is cut off: a header of 57 bytes in a file of 20");
    refuses(Arrays.copyOf(npy, 8), "it is cut off: a header of 0 bytes in a file of 8");
    refuses(huge, "it is cut off: a header of 4294967295 bytes in a file of 69");
  }

  @Test
  void refusesTwoTensorsOfOneName() throws IOException {
    byte[] npy = npy(1, header("|u1", "()"), "07");
    Path file = zip(Map.of("t.npy", npy, "t", npy));

    assertThatIOException()
        .isThrownBy(() -> Npz.read(file))
        .withMessage("cannot read " + file + ": it holds two tensors of name t");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void refusesDamagedBytes(boolean packed) throws IOException {
    byte[] data = npy(1, header("|u1", "(4000,)"), "0102030405060708".repeat(500));
    Path file = zip(Map.of("t.npy", data), packed);
    byte[] zip = Files.readAllBytes(file);
    zip[zip.length / 2] ^= 0x40;
    Files.write(file, zip);

    assertThatIOException()
        .isThrownBy(() -> Npz.read(file))
        .withMessageStartingWith("cannot read t of " + file + ": ");
  }

  @Test
  void saysThatAMemberWithOneFlippedBitIsDamaged() throws IOException {
    Path file = zip(Map.of("t.npy", npy(1, header("|u1", "(2,)"), "6162")), false);
    byte[] zip = Files.readAllBytes(file);
    zip[Bytes.indexOf(zip, new byte[] {0x61, 0x62})] ^= 1;
    Files.write(file, zip);

    assertThatIOException()
        .isThrownBy(() -> Npz.read(file))
        .withMessage(
            "cannot read t of " + file + ": its member t.npy is damaged, its checksum is wrong");
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("none.npz");

    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> Npz.read(file))
        .withMessage(file.toString());
  }

  private void refuses(byte[] npy, String message) {
    assertThatIOException()
        .isThrownBy(() -> read(npy))
        .withMessage("cannot read %s: member t.npy: %s", folder.resolve("test.npz"), message);
  }

  private HostTensor read(byte[] npy) throws IOException {
    return Npz.read(zip(Map.of("t.npy", npy))).get("t");
  }

  private Path zip(Map<String, byte[]> members) throws IOException {
    return zip(members, true);
  }

  private Path zip(Map<String, byte[]> members, boolean packed) throws IOException {
    Path file = folder.resolve("test.npz");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.setLevel(packed ? 9 : 0);
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        out.putNextEntry(new ZipEntry(member.getKey()));
        out.write(member.getValue());
      }
    }
    return file;
  }

  private static String header(String type, String shape) {
    return "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(type, shape);
  }

  private static byte[] npy(int version, String header, String data) {
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    length.putInt(header.length());
    return Bytes.concat(
        new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0},
        Arrays.copyOf(length.array(), version == 1 ? 2 : 4),
        header.getBytes(ISO_8859_1),
        HexFormat.of().parseHex(data));
  }
}
