package org.e2vpt.harness.data.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.e2vpt.harness.file.TemporaryFile;
import org.e2vpt.harness.fuzz.Fuzz;
import org.e2vpt.harness.fuzz.Fuzz.Target;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Struct;

/** Damaged containers give an {@link IOException} that names them. */
class ContainerFuzzTest {

  private static final Fuzz.Documented NAMED = Fuzz.ioException(".*\\bx\\b.*");

  /** Of little-endian files. */
  private static final byte[] MATLAB_HEADER = Arrays.copyOf(Packing.mat(Map.of()), 128);

  private static final int MOST_LISTS = 3;

  @TempDir static Path scratch;

  static Stream<Target> everyContainer() throws IOException {
    Fuzz.Reader jhdf = hdf5(List.of("x"), List.of("latents/classes"));
    List<String> images = List.of("whole", "chunks", "packed/rows", "packed/whole");
    List<String> numbers = List.of("checked", "latents/classes", "latents/list", "truth");
    Fuzz.Reader h5py = hdf5(images, numbers);
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("a/1.txt", text("one"));
    members.put("a/list.txt", text("1 2\n3 4\n"));
    members.put("b/" + "long".repeat(40), new byte[700]);
    byte[] tar = Packing.tar(members);
    byte[] example =
        Packing.tfExample(
            Map.of("image", new byte[40], "filename", text("a.jpg")), Map.of("label", 5L));
    return Stream.of(
        Target.of(
            "HDF5 of jhdf",
            List.of(hdf5(Map.of("x", new int[] {3, 2, 2})), hdf5(Map.of())),
            jhdf,
            NAMED),
        Target.of("HDF5 of h5py, earliest", List.of(resource("hdf5/earliest.h5")), h5py, NAMED),
        Target.of("HDF5 of h5py, latest", List.of(resource("hdf5/latest.h5")), h5py, NAMED),
        Target.of(
            "HDF5 in gzip",
            List.of(Packing.gzip(hdf5(Map.of()))),
            ContainerFuzzTest::readPackedHdf5,
            NAMED),
        Target.of("MATLAB", matlab(), ContainerFuzzTest::readMatlab, NAMED),
        new Target(
            "MATLAB, within its packing",
            unpackedMatlab(),
            ContainerFuzzTest::packedMatlab,
            ContainerFuzzTest::readMatlab,
            NAMED),
        Target.of("tar", List.of(tar, posixTar()), ContainerFuzzTest::readTar, NAMED),
        Target.of("tar in gzip", List.of(Packing.gzip(tar)), ContainerFuzzTest::readTar, NAMED),
        new Target(
            "tar in gzip, within its packing",
            List.of(tar, posixTar()),
            Packing::gzip,
            ContainerFuzzTest::readTar,
            NAMED),
        Target.of(
            "zip", List.of(Packing.zip(members), richZip()), ContainerFuzzTest::readZip, NAMED),
        Target.of(
            "tgz in zip",
            List.of(Packing.zip(Map.of("x.tgz", Packing.gzip(tar)))),
            ContainerFuzzTest::readTgzInZip,
            NAMED),
        new Target(
            "tgz in zip, within its packing",
            List.of(Packing.gzip(tar)),
            tgz -> Packing.zip(Map.of("x.tgz", tgz)),
            ContainerFuzzTest::readTgzInZip,
            NAMED),
        Target.of(
            "NORB",
            List.of(
                Packing.norb(false, IntStream.range(0, 40).toArray(), 10, 4),
                Packing.norb(true, IntStream.range(0, 40).toArray(), 10, 2, 2)),
            ContainerFuzzTest::readNorb,
            NAMED),
        Target.of(
            "TFRecord",
            List.of(Packing.tfRecords(List.of(example, example, example))),
            ContainerFuzzTest::readRecords,
            NAMED),
        new Target(
            "tf.train.Example",
            List.of(example),
            damaged -> Packing.tfRecords(List.of(damaged)),
            ContainerFuzzTest::readRecords,
            NAMED),
        new Target(
            "TFRecord's length",
            List.of(little(example.length)),
            length -> Bytes.concat(length, checksum(length), example, checksum(example)),
            ContainerFuzzTest::readRecords,
            NAMED));
  }

  @ParameterizedTest
  @MethodSource
  void everyContainer(Target target) throws Exception {
    Fuzz.run(target);
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] resource(String name) throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources", name));
  }

  private static byte[] hdf5(Map<String, int[]> chunks) {
    Map<String, Object> datasets = new LinkedHashMap<>();
    datasets.put("x", new byte[7][5][3]);
    datasets.put("latents/classes", new long[][] {{1, 2}, {3, 40_000_000_000L}});
    return Packing.hdf5(scratch, datasets, chunks);
  }

  private static Fuzz.Reader hdf5(List<String> images, List<String> numbers) {
    return (content, folder) -> {
      try (HdfRows hdf = HdfRows.open("x", Packing.file(folder.resolve("x"), content))) {
        read(hdf, images, numbers);
      }
    };
  }

  /** As PatchCamelyon's files are read. */
  private static void readPackedHdf5(byte[] content, Path folder) throws IOException {
    Path file = Packing.file(folder.resolve("x"), content);
    try (TemporaryFile unpacked = Gzip.unpackBeside(file);
        HdfRows hdf = HdfRows.open("x", unpacked.channel())) {
      read(hdf, List.of("x"), List.of("latents/classes"));
    }
  }

  /** The data sets of a sample; one that is refused hides no other. */
  private static void read(HdfRows hdf, List<String> images, List<String> numbers)
      throws IOException {
    Refusals refusals = new Refusals();
    for (String dataset : images) {
      refusals.note(() -> hdf.read(dataset, Set.of(5, 0), (row, bytes) -> {}, 5, 3));
      refusals.note(() -> hdf.numbers(dataset));
    }
    for (String dataset : numbers) {
      refusals.note(() -> hdf.numbers(dataset));
    }
    refusals.rethrow();
  }

  /** Goes on past a refusal, so that what comes behind it is read, too. */
  private static final class Refusals {

    private final List<IOException> refusals = new ArrayList<>();

    void note(Reading reading) throws IOException {
      try {
        reading.read();
      } catch (IOException e) {
        refusals.add(e);
      }
    }

    /** The first that is not as documented, or else the first. */
    void rethrow() throws IOException {
      Optional<IOException> first =
          refusals.stream().filter(refusal -> !NAMED.allows(refusal)).findFirst();
      if (first.or(() -> refusals.stream().findFirst()).isPresent()) {
        throw first.orElse(refusals.get(0));
      }
    }
  }

  @FunctionalInterface
  private interface Reading {
    void read() throws IOException;
  }

  private static List<byte[]> matlab() throws IOException {
    Struct list = Mat5.newStruct(1, 3);
    for (int i = 0; i < 3; i++) {
      list.set("path", i, Mat5.newString("car/" + i));
      list.set("class", i, Mat5.newScalar(i));
    }
    byte[] packed =
        Packing.mat(
            Map.of(
                "y", Packing.matrix(MatlabType.Double, new int[] {1, 30}, new int[30]),
                "names", Packing.texts(List.of("a/b.jpg", "c")),
                "list", list));
    return List.of(
        packed,
        resource("matlab/testcell_6.1_SOL2.mat"),
        resource("matlab/testcell_7.4_GLNX86.mat"),
        resource("matlab/teststructarr_7.4_GLNX86.mat"));
  }

  /** The content of each packed variable, behind a header. */
  private static List<byte[]> unpackedMatlab() throws IOException {
    List<byte[]> variables = new ArrayList<>();
    for (byte[] file : matlab()) {
      ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(128);
      while (in.remaining() > 8 && in.getInt() == 15) {
        int length = in.getInt();
        variables.add(Zlib.beginning(in.slice(in.position(), length), 1 << 20));
        in.position(in.position() + length);
      }
    }
    return variables;
  }

  private static byte[] packedMatlab(byte[] variable) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
      out.write(variable);
    }
    byte[] tag = little((long) packed.size() << Integer.SIZE | 15);
    return Bytes.concat(MATLAB_HEADER, tag, packed.toByteArray());
  }

  private static void readMatlab(byte[] content, Path folder) throws IOException {
    Path file = Packing.file(folder.resolve("x"), content);
    MatFile read =
        MatFile.read(file, "y", "names", "list", "testcell", "teststructarr", "test3dmatrix");
    for (String variable : List.of("y", "names", "list", "testcell", "teststructarr")) {
      MatArray array;
      try {
        array = read.array(variable);
      } catch (IOException e) {
        continue; // each sample has some of them
      }
      if (array instanceof MatArray.Numbers) {
        read.ints(variable);
      } else if (array instanceof MatArray.Cells && variable.equals("names")) {
        read.texts(variable);
      } else if (array instanceof MatArray.Structures structures) {
        for (int i = 0; i < structures.size(); i++) {
          for (String field : structures.fields()) {
            structures.field(field, i);
          }
        }
      }
    }
  }

  private static void readTar(byte[] content, Path folder) throws IOException {
    readAll(TarArchive.of(Packing.file(folder.resolve("x"), content)));
  }

  private static void readZip(byte[] content, Path folder) throws IOException {
    readAll(ZipArchive.of(Packing.file(folder.resolve("x"), content)));
  }

  private static void readTgzInZip(byte[] content, Path folder) throws IOException {
    readAll(TarArchive.within(ZipArchive.of(Packing.file(folder.resolve("x"), content)), "x.tgz"));
  }

  private static void readAll(Archive archive) throws IOException {
    archive.readAll(archive::whole);
    List<String> names = archive.names();
    for (String name : names.subList(0, Math.min(MOST_LISTS, names.size()))) {
      archive.lines(name);
    }
  }

  /** With PAX headers, a link, and a sparse file. */
  private static byte[] posixTar() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      TarArchiveEntry link = new TarArchiveEntry("a/link", TarArchiveEntry.LF_SYMLINK);
      link.setLinkName("1.txt");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      TarArchiveEntry entry = new TarArchiveEntry("a/" + "long".repeat(40));
      entry.setSize(3);
      entry.addPaxHeader("comment", "a comment");
      tar.putArchiveEntry(entry);
      tar.write(new byte[3]);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }

  /** With all methods of packing, extra fields and comments. */
  private static byte[] richZip() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(out)) {
      zip.setComment("a comment");
      for (String name : List.of("stored", "ünicode")) {
        ZipArchiveEntry entry = new ZipArchiveEntry(name);
        entry.setMethod(ZipArchiveEntry.DEFLATED);
        entry.setComment("of an entry");
        zip.putArchiveEntry(entry);
        zip.write(new byte[100]);
        zip.closeArchiveEntry();
      }
    }
    return out.toByteArray();
  }

  private static void readNorb(byte[] content, Path folder) throws IOException {
    Path file = Packing.file(folder.resolve("x"), content);
    boolean bytes = content.length > 0 && content[0] == 0x55;
    if (bytes) {
      NorbMatrix.bytes(file, (index, row) -> {}, 2, 2);
    } else {
      NorbMatrix.ints(file, 4);
    }
  }

  private static void readRecords(byte[] content, Path folder) throws IOException {
    TfRecords.read(
        new ByteArrayInputStream(content),
        "x",
        record -> {
          TfExample example = TfExample.parse(record, "x");
          example.bytes("image");
          example.bytes("filename");
          example.integer("label");
        });
  }

  private static byte[] little(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] checksum(byte[] bytes) {
    return Arrays.copyOf(little(TfRecords.masked(bytes)), Integer.BYTES);
  }
}
