package org.e2vpt.harness.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.hash.Hashing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import us.hebi.matlab.mat.types.MatlabType;

/** The formats of arrays and records. */
class ContainersTest {

  @TempDir private Path folder;

  @Nested
  class Norb {

    @Test
    void readsIntegersRowByRow() throws IOException {
      Path file = write(Packing.norb(false, new int[] {1, 2, 3, 4, 5, 600}, 3, 2));

      assertThat(NorbMatrix.ints(file, 2))
          .containsExactly(new int[] {1, 2}, new int[] {3, 4}, new int[] {5, 600});
    }

    @Test
    void readsBytesOfAnyNumberOfAxes() throws IOException {
      List<String> rows = new ArrayList<>();
      Path file = write(Packing.norb(true, IntStream.range(0, 24).toArray(), 2, 3, 2, 2));

      NorbMatrix.bytes(file, (index, row) -> rows.add(index + Arrays.toString(row)), 3, 2, 2);

      assertThat(rows)
          .containsExactly(
              "0[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]",
              "1[12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]");
    }

    @Test
    void refusesWhatIsNotTheExpectedMatrix() {
      Path file = write(Packing.norb(true, new int[] {1, 2}, 2));

      assertThatIOException()
          .isThrownBy(() -> NorbMatrix.ints(file))
          .withMessage(
              "x.mat is not one of NORB's matrices: expected the magic number 1e3d4c54, got 1e3d4c55");
      assertThatIOException()
          .isThrownBy(() -> NorbMatrix.bytes(file, (index, row) -> {}, 4))
          .withMessage("x.mat has rows of shape [], expected [4]: it is another file");
    }

    @Test
    void refusesMoreRowsThanItSays() {
      byte[] content = Packing.norb(false, new int[] {1, 2, 3}, 3);
      content[8] = 2;

      assertThatIOException()
          .isThrownBy(() -> NorbMatrix.ints(write(content)))
          .withMessage(
              "x.mat should have 2 rows, but has more: it is another file, fetch it again");
    }

    @ParameterizedTest
    @CsvSource({
      "10, x.mat ends within its header: fetch it again",
      "23, 'x.mat ends within row 0, after 3 of 4 bytes: it is incomplete, fetch it again'",
      "24, 'x.mat should have 2 rows, but has 1: it is incomplete, fetch it again'",
    })
    void refusesACutFile(int length, String message) {
      Path file = write(Arrays.copyOf(Packing.norb(false, new int[] {1, 2}, 2), length));

      assertThatIOException().isThrownBy(() -> NorbMatrix.ints(file)).withMessage(message);
    }

    private Path write(byte[] content) {
      return Packing.file(folder.resolve("x.mat"), content);
    }
  }

  @Nested
  class Records {

    @Test
    void areReadWithTheirFeatures() throws IOException {
      byte[] example =
          Packing.tfExample(
              Map.of("image", new byte[300], "filename", bytes("a.jpg")), Map.of("label", 5L));
      List<TfExample> read = new ArrayList<>();

      TfRecords.read(
          new ByteArrayInputStream(Packing.tfRecords(List.of(example, example))),
          "x",
          record -> read.add(TfExample.parse(record, "x")));

      assertThat(read).hasSize(2);
      assertThat(read.get(1).bytes("image")).hasSize(300);
      assertThat(read.get(1).bytes("filename")).isEqualTo(bytes("a.jpg"));
      assertThat(read.get(1).integer("label")).isEqualTo(5);
    }

    /** The check value of CRC-32C, masked by hand. */
    @Test
    void haveTensorFlowsChecksum() {
      assertThat(Hashing.crc32c().hashBytes(bytes("123456789")).asInt()).isEqualTo(0xe3069283);
      assertThat(TfRecords.masked(bytes("123456789"))).isEqualTo(0x2507c60d + 0xa282ead8);
    }

    @ParameterizedTest
    @CsvSource({
      "30, x: record 0 is damaged: its checksum is wrong; fetch it again",
      "1, x: record 0 is damaged: its length's checksum is wrong; fetch it again",
    })
    void areRefusedIfDamaged(int place, String message) {
      byte[] file = Packing.tfRecords(List.of(new byte[100]));
      file[place] ^= 1;

      assertThatIOException().isThrownBy(() -> read(file)).withMessage(message);
    }

    /** The checksum of the length is right. */
    @ParameterizedTest
    @CsvSource({
      "-9223372036854775808, it has 9223372036854775808 bytes",
      "67108865, it has 67108865 bytes",
      "67108864, the file ends within it",
    })
    void areRefusedIfTheyPromiseToBeEndless(long length, String reason) {
      ByteBuffer file = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      file.putInt(TfRecords.masked(Arrays.copyOf(file.array(), Long.BYTES)));

      assertThatIOException()
          .isThrownBy(() -> read(file.array()))
          .withMessage("x: record 0 is damaged: %s; fetch it again", reason);
    }

    @ParameterizedTest
    @CsvSource({"5", "60", "114"})
    void areRefusedIfCut(int length) {
      byte[] file = Arrays.copyOf(Packing.tfRecords(List.of(new byte[100])), length);

      assertThatIOException()
          .isThrownBy(() -> read(file))
          .withMessage("x: record 0 is damaged: the file ends within it; fetch it again");
    }

    @Test
    void mustHaveTheFeatureAndBeExamples() throws IOException {
      TfExample example =
          TfExample.parse(
              Packing.tfExample(Map.of("image", new byte[1]), Map.of("label", 1L)), "x");

      assertThatIOException()
          .isThrownBy(() -> example.integer("image"))
          .withMessage(
              "x: a record has no feature 'image' of the type that was expected, only [label]");
      assertThatIOException()
          .isThrownBy(() -> TfExample.parse(bytes("<html>"), "x"))
          .withMessage("x: a record is not a tf.train.Example");
    }

    private static void read(byte[] file) throws IOException {
      TfRecords.read(new ByteArrayInputStream(file), "x", record -> {});
    }
  }

  @Nested
  class TextLists {

    @Test
    void areRefusedIfTheyHaveTooManyLines() {
      byte[] text = "a\n".repeat((1 << 20) + 1).getBytes(StandardCharsets.UTF_8);

      assertThatIOException()
          .isThrownBy(() -> Lines.of(text, "x.txt"))
          .withMessage("x.txt has more than 1048576 lines: it is another file, fetch it again");
    }
  }

  @Nested
  class Matlab {

    @Test
    void isReadByVariable() throws IOException {
      MatFile file =
          MatFile.read(
              "x.mat",
              Packing.mat(
                  Map.of(
                      "y",
                      Packing.matrix(MatlabType.UInt8, new int[] {3, 1}, new int[] {7, 10, 255}),
                      "names",
                      Packing.texts(List.of("a/b.jpg", "c")))),
              "y",
              "names");

      assertThat(file.ints("y")).containsExactly(7, 10, 255);
      assertThat(file.texts("names")).containsExactly("a/b.jpg", "c");
    }

    @ParameterizedTest
    @CsvSource({"testcell_6.1_SOL2", "testcell_7.4_GLNX86"})
    void readsCellsThatMatlabWrote(String file) throws IOException {
      List<MatArray> cells = array(file, "testcell").asCells("x");

      assertThat(cells).hasSize(4);
      assertThat(cells.get(0).asText("x"))
          .isEqualTo("This cell contains this string and 3 arrays of increasing length");
      assertThat(cells.get(1).asInteger("x")).isEqualTo(1);
      assertThat(cells.get(3).shape()).containsExactly(1, 3);
      assertThat(cells.get(3).asNumbers("x").integer(2)).isEqualTo(3);
    }

    @Test
    void readsStructuresAndMatricesThatMatlabWrote() throws IOException {
      MatArray.Structures structures =
          array("teststructarr_7.4_GLNX86", "teststructarr").asStructures("x");

      assertThat(structures.size()).isEqualTo(2);
      assertThat(structures.fields()).containsExactly("one", "two");
      assertThat(structures.field("one", 1).asText("x")).isEqualTo("number 1");
      assertThat(structures.field("two", 0).asInteger("x")).isEqualTo(2);
      MatArray matrix = array("test3dmatrix_7.4_GLNX86", "test3dmatrix");
      assertThat(matrix.shape()).containsExactly(2, 3, 4);
      assertThat(matrix.asNumbers("x").integer(23)).isEqualTo(24);
    }

    private static MatArray array(String file, String variable) throws IOException {
      return MatFile.read(Path.of("src/test/resources/matlab/%s.mat".formatted(file)), variable)
          .array(variable);
    }

    @ParameterizedTest
    @CsvSource({
      "UInt8, 200",
      "Int8, -5",
      "UInt16, 50000",
      "Int16, -3000",
      "Int32, -70000",
      "UInt32, 70000",
      "Int64, -70000",
      "UInt64, 70000",
      "Single, -2",
      "Double, 12",
    })
    void readsNumbersOfEachType(MatlabType type, int value) throws IOException {
      byte[] content =
          Packing.mat(Map.of("y", Packing.matrix(type, new int[] {1, 2}, new int[] {value, 1})));

      assertThat(MatFile.read("x.mat", content, "y").ints("y")).containsExactly(value, 1);
    }

    @Test
    void namesAVariableThatIsMissing() throws IOException {
      MatFile file =
          MatFile.read("x.mat", Packing.mat(Map.of("y", Packing.texts(List.of("a")))), "y");

      assertThatIOException()
          .isThrownBy(() -> file.ints("y"))
          .withMessage("x.mat: 'y': expected numbers, it is another file");
      assertThatIOException()
          .isThrownBy(() -> file.ints("z"))
          .withMessage("x.mat has no 'z': it is another file");
    }

    @Test
    void refusesOtherFiles() {
      assertThatIOException()
          .isThrownBy(() -> MatFile.read("x.mat", bytes("<html>")))
          .withMessageStartingWith("x.mat is not a MATLAB file of level 5, or is damaged (");
    }
  }

  @Nested
  class Hdf5 {

    /** Chunks that do not divide the shape, as h5py chooses them. */
    @ParameterizedTest
    @CsvSource({"'3,2,2'", "'7,5,3'", "'1,5,3'", "'4,1,3'", "''"})
    void givesRowsOfAnyLayout(String chunk) throws IOException {
      byte[][][] values = new byte[7][5][3];
      for (int i = 0; i < 105; i++) {
        values[i / 15][i / 3 % 5][i % 3] = (byte) (i * 37);
      }
      Map<String, int[]> chunks =
          chunk.isEmpty()
              ? Map.of()
              : Map.of("x", Arrays.stream(chunk.split(",")).mapToInt(Integer::parseInt).toArray());
      Path file = write(Packing.hdf5(folder, Map.of("x", values), chunks));
      Map<Integer, byte[]> rows = new TreeMap<>();

      try (HdfRows hdf = HdfRows.open("x.h5", file)) {
        assertThat(hdf.rows("x")).isEqualTo(7);
        hdf.read("x", Set.of(6, 0, 4), rows::put, 5, 3);
      }

      assertThat(rows.keySet()).containsExactly(0, 4, 6);
      rows.forEach(
          (row, bytes) -> {
            for (int i = 0; i < 15; i++) {
              assertThat(bytes[i]).isEqualTo((byte) ((row * 15 + i) * 37));
            }
          });
    }

    @Test
    void givesNumbersOfAnyType() throws IOException {
      Path file =
          write(
              Packing.hdf5(
                  folder,
                  Map.of("latents/classes", new long[][] {{1, 2}, {3, 40_000_000_000L}}),
                  Map.of()));

      try (HdfRows hdf = HdfRows.open("x.h5", file)) {
        assertThat(hdf.numbers("latents/classes")).containsExactly(1, 2, 3, 40_000_000_000L);
      }
    }

    @ParameterizedTest
    @CsvSource({"earliest", "latest"})
    void readsWhatH5pyWrites(String form) throws IOException {
      Path file = Path.of("src/test/resources/hdf5/%s.h5".formatted(form));

      try (HdfRows hdf = HdfRows.open("x.h5", file)) {
        for (String dataset : List.of("whole", "chunks", "packed/rows", "packed/whole")) {
          assertThat(hdf.numbers(dataset)).as(dataset).containsExactly(values(105, i -> i & 0xff));
          Map<Integer, byte[]> rows = new TreeMap<>();
          hdf.read(dataset, Set.of(5, 2), rows::put, 5, 3);
          assertThat(rows).containsOnlyKeys(2, 5);
          assertThat(rows.get(5)[14]).as(dataset).isEqualTo((byte) (37 * 89));
        }
        assertThat(hdf.numbers("checked")).containsExactly(values(36, i -> (short) i));
        assertThat(hdf.numbers("latents/classes")).containsExactly(values(120, i -> i));
        assertThat(hdf.rows("latents/classes")).isEqualTo(20);
        assertThat(hdf.numbers("latents/list")).containsExactly(values(30, i -> i));
        assertThat(hdf.numbers("truth")).containsExactly(0, 1, 0, 1, 0, 1);
        assertThatIOException()
            .isThrownBy(() -> hdf.numbers("floats"))
            .withMessage(
                "x.h5 has no data set 'floats', or is damaged (its values are not whole numbers): fetch it again");
      }
    }

    @Test
    void findsANameAmongMany() throws IOException {
      try (HdfRows hdf = HdfRows.open("x.h5", Path.of("src/test/resources/hdf5/earliest.h5"))) {
        assertThat(hdf.numbers("more/name19")).containsExactly(values(20, i -> i & 0xffff));
      }
      try (HdfRows hdf = HdfRows.open("x.h5", Path.of("src/test/resources/hdf5/latest.h5"))) {
        assertThatIOException()
            .isThrownBy(() -> hdf.numbers("more/name19"))
            .withMessage(
                "x.h5 has no data set 'more/name19', or is damaged (its names are stored in a rare way): fetch it again");
      }
    }

    @Test
    void refusesAChunkThatDoesNotHaveItsChecksum() throws IOException {
      byte[] content = Files.readAllBytes(Path.of("src/test/resources/hdf5/latest.h5"));
      int chunk = 2623; // as h5py's get_chunk_info says; 21 bytes, of which 4 are the checksum
      content[chunk + 17] ^= 1;

      try (HdfRows hdf = HdfRows.open("x.h5", write(content))) {
        assertThatIOException()
            .isThrownBy(() -> hdf.numbers("checked"))
            .withMessage(
                "x.h5: 'checked' is damaged (the checksum of a chunk is wrong): fetch it again");
      }
    }

    private static long[] values(int count, LongUnaryOperator cut) {
      return LongStream.range(0, count).map(i -> cut.applyAsLong(37 * i)).toArray();
    }

    @Test
    void refusesOtherShapesAndNames() throws IOException {
      Path file = write(Packing.hdf5(folder, Map.of("x", new byte[2][3]), Map.of()));

      try (HdfRows hdf = HdfRows.open("x.h5", file)) {
        assertThatIOException()
            .isThrownBy(() -> hdf.read("x", Set.of(0), (row, bytes) -> {}, 4))
            .withMessage(
                "x.h5: 'x' has rows of shape [3] with 1 bytes a value, expected [4] with 1");
        assertThatIOException()
            .isThrownBy(() -> hdf.read("x", Set.of(2), (row, bytes) -> {}, 3))
            .withMessage("x.h5: 'x' has 2 rows, row 2 was asked for");
        assertThatIOException()
            .isThrownBy(() -> hdf.rows("y"))
            .withMessage(
                "x.h5 has no data set 'y', or is damaged (there is no 'y'): fetch it again");
      }
    }

    @Test
    void refusesOtherFiles() {
      Path file = write(bytes("<html>"));

      assertThatIOException()
          .isThrownBy(() -> HdfRows.open("x.h5", file).close())
          .withMessageStartingWith("x.h5 is not an HDF5 file, or is damaged (");
    }

    private Path write(byte[] content) {
      return Packing.file(folder.resolve("x.h5"), content);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
