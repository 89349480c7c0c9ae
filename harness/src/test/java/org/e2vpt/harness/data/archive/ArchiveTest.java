package org.e2vpt.harness.data.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveTest {

  private static final Map<String, byte[]> MEMBERS =
      ImmutableMap.of("a/1.txt", bytes("one"), "a/2.txt", bytes("two"), "b/3.txt", bytes("three"));

  @TempDir private Path folder;

  private enum Kind {
    TAR {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        return TarArchive.of(Packing.file(folder.resolve("x.tar"), Packing.tar(members)));
      }
    },
    TGZ {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        byte[] tar = Packing.gzip(Packing.tar(members));
        return TarArchive.of(Packing.file(folder.resolve("x.tgz"), tar));
      }
    },
    ZIP {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        return ZipArchive.of(Packing.file(folder.resolve("x.zip"), Packing.zip(members)));
      }
    },
    VOLUMES {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        byte[] zip = Packing.zip(members);
        int cut = zip.length / 2;
        return ZipArchive.ofVolumes(
            List.of(
                Packing.file(folder.resolve("x.zip.001"), Arrays.copyOf(zip, cut)),
                Packing.file(
                    folder.resolve("x.zip.002"), Arrays.copyOfRange(zip, cut, zip.length))));
      }
    },
    TGZ_IN_ZIP {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        Map<String, byte[]> inner = Map.of("in/x.tgz", Packing.gzip(Packing.tar(members)));
        return TarArchive.within(
            ZipArchive.of(Packing.file(folder.resolve("x.zip"), Packing.zip(inner))), "in/x.tgz");
      }
    },
    FOLDER {
      @Override
      Archive write(Path folder, Map<String, byte[]> members) {
        members.forEach(
            (name, content) -> Packing.file(folder.resolve("x").resolve(name), content));
        return FolderArchive.of(folder.resolve("x"));
      }
    };

    abstract Archive write(Path folder, Map<String, byte[]> members);
  }

  @ParameterizedTest
  @EnumSource
  void listsFilesWithoutFolders(Kind kind) throws IOException {
    assertThat(kind.write(folder, MEMBERS).names())
        .containsExactly("a/1.txt", "a/2.txt", "b/3.txt");
  }

  @ParameterizedTest
  @EnumSource
  void showsTheWantedMembersInItsOwnOrder(Kind kind) throws IOException {
    List<String> seen = new ArrayList<>();

    kind.write(folder, MEMBERS)
        .read(
            Set.of("b/3.txt", "a/2.txt"),
            (name, content) ->
                seen.add(name + ": " + new String(content.readAllBytes(), StandardCharsets.UTF_8)));

    assertThat(seen).containsExactly("a/2.txt: two", "b/3.txt: three");
  }

  @ParameterizedTest
  @EnumSource
  void mayBeLeftBeforeAMemberEnds(Kind kind) throws IOException {
    List<Integer> first = new ArrayList<>();

    kind.write(folder, MEMBERS)
        .read(MEMBERS.keySet(), (name, content) -> first.add(content.read()));

    assertThat(first).containsExactly((int) 'o', (int) 't', (int) 't');
  }

  @ParameterizedTest
  @EnumSource
  void namesAMemberThatIsMissing(Kind kind) {
    Archive archive = kind.write(folder, MEMBERS);

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("a/4.txt"))
        .withMessage(
            "%s lacks 'a/4.txt'; is it the whole original? Fetch it again", archive.name());
  }

  @ParameterizedTest
  @CsvSource({
    "TAR, ../evil",
    "TGZ, a/../../evil",
    "ZIP, ../evil",
    "TGZ, a\\..\\evil",
    "ZIP, C:/evil"
  })
  void refusesAPathThatLeadsOut(Kind kind, String evil) {
    Archive archive = kind.write(folder, Map.of(evil, bytes("x")));

    assertThatIOException()
        .isThrownBy(archive::names)
        .withMessage(
            "%s holds '%s', a path that leads out of it: it is not the original, delete it",
            archive.name(), evil);
  }

  @Test
  void refusesAnAbsolutePath() {
    Archive archive = Kind.ZIP.write(folder, Map.of("/etc/passwd", bytes("x")));

    assertThatIOException()
        .isThrownBy(archive::names)
        .withMessageStartingWith("x.zip holds '/etc/passwd', a path that leads out of it");
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 90})
  void saysThatACutTgzIsIncomplete(int percent) {
    byte[] tgz = Packing.gzip(Packing.tar(Map.of("noise", noise(100_000))));
    Archive archive =
        TarArchive.of(
            Packing.file(folder.resolve("x.tgz"), Arrays.copyOf(tgz, tgz.length * percent / 100)));

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("noise"))
        .withMessage(
            "cannot unpack x.tgz: Unexpected end of ZLIB input stream; it is damaged or incomplete,"
                + " fetch it again");
  }

  @Test
  void saysThatACutTarIsIncomplete() {
    byte[] tar = Packing.tar(Map.of("noise", noise(100_000)));
    Archive archive =
        TarArchive.of(Packing.file(folder.resolve("x.tar"), Arrays.copyOf(tar, 50_000)));

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("noise"))
        .withMessage(
            "cannot read x.tar: Truncated TAR archive; it is damaged or incomplete, fetch it"
                + " again");
  }

  @Test
  void saysThatACutZipIsIncomplete() {
    byte[] zip = Packing.zip(MEMBERS);
    Archive archive =
        ZipArchive.of(
            Packing.file(folder.resolve("x.zip"), Arrays.copyOf(zip, zip.length * 2 / 3)));

    assertThatIOException()
        .isThrownBy(archive::names)
        .withMessageStartingWith("cannot read x.zip: ")
        .withMessageEndingWith("; it is damaged or incomplete, fetch it again");
  }

  @Test
  void comparesTheChecksumsOfAZip() {
    byte[] content = noise(1000);
    byte[] zip = Packing.zip(Map.of("noise", content));
    zip[600] ^= 1; // noise is stored as it is
    Archive archive = ZipArchive.of(Packing.file(folder.resolve("x.zip"), zip));

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("noise"))
        .withMessage("x.zip!noise is damaged, its checksum is wrong: fetch the archive again");
  }

  @ParameterizedTest
  @EnumSource(names = {"TGZ", "ZIP", "TGZ_IN_ZIP"})
  void refusesADecompressionBomb(Kind kind) {
    Archive archive = kind.write(folder, Map.of("bomb", new byte[(1 << 26) + 10_000]));

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("bomb"))
        .withMessageMatching(
            "[0-9]+ bytes of x\\S+ unpack to more than [0-9]+: it is a decompression bomb, delete"
                + " it");
  }

  /** One that is not packed, so that no limit of decompression refuses it. */
  @Test
  void refusesToHoldAMemberOfGigabytes() {
    Archive archive = Kind.FOLDER.write(folder, Map.of("a", bytes("x")));
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("x/a").toFile(), "rw")) {
      large.setLength(3L << 30); // takes no room on the disk
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }

    assertThatIOException()
        .isThrownBy(() -> archive.bytes("a"))
        .withMessage(
            "%1$s!a has more than 67108864 bytes, which is too much: fetch %1$s again",
            archive.name());
  }

  @Test
  void namesAGzipFileWhoseHeadIsCut() {
    byte[] head = Arrays.copyOf(Packing.gzip(new byte[3]), 7);
    Archive archive = TarArchive.of(Packing.file(folder.resolve("x.tgz"), head));

    assertThatIOException()
        .isThrownBy(archive::names)
        .withMessage("cannot unpack x.tgz: its head is damaged (it is cut); fetch it again");
  }

  private static byte[] noise(int size) {
    byte[] noise = new byte[size];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
