package org.e2vpt.harness.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.e2vpt.harness.data.source.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsLockTest {

  private static final String ABC_MD5 = "md5:900150983cd24fb0d6963f7d28e17f72";

  @Test
  void readsALinePerFileAndSkipsCommentsAndBlanks() {
    DatasetsLock lock = parse("# head", "", "a  https://x.org/a 3   " + ABC_MD5 + " MIT -");

    DatasetsLock.LockedFile file = lock.file("a");
    assertThat(lock.files()).hasSize(1);
    assertThat(file.url()).isEqualTo("https://x.org/a");
    assertThat(file.bytes()).isEqualTo(OptionalLong.of(3));
    assertThat(file.hash()).isEqualTo(ABC_MD5);
    assertThat(file.licence()).isEqualTo("MIT");
    assertThat(file.login()).isEqualTo("-");
  }

  @Test
  void readsMirrorsInTheirOrderAndTheTasksOfAFile() {
    DatasetsLock lock =
        parse(
            "x/a https://x.org/a|http://y.org/a 3 ? MIT - birds,fish?",
            "x/b https://x.org/b 3 ? MIT registration fish");

    DatasetsLock.LockedFile a = lock.file("x/a");
    assertThat(a.urls()).containsExactly("https://x.org/a", "http://y.org/a");
    assertThat(a.name()).isEqualTo("a");
    assertThat(a.byHand()).isFalse();
    assertThat(lock.file("x/b").byHand()).isTrue();
    assertThat(lock.neededBy("birds")).containsExactly(a);
    assertThat(lock.neededBy("fish")).containsExactly(lock.file("x/b"));
    assertThat(lock.usefulTo("fish")).containsExactly(a);
  }

  @Test
  void readsAsManyMirrorsAsALineHas() {
    String mirrors = String.join("|", Collections.nCopies(5000, "https://x.org/a"));
    String folders = "a/".repeat(5000) + "a";
    String tasks = String.join(",", Collections.nCopies(5000, "birds"));

    DatasetsLock.LockedFile file =
        parse("%s %s 3 ? MIT - %s".formatted(folders, mirrors, tasks)).file(folders);

    assertThat(file.urls()).hasSize(5000);
    assertThat(file.neededBy()).hasSize(5000);
  }

  @Test
  void saysIfItsFilesAreMiniatures() {
    String line = "x/a https://x.org/a 3 ? MIT -";

    assertThat(parse(line).scale()).isEqualTo(Scale.ORIGINAL);
    assertThat(parse("miniature 8 2", line).scale()).isEqualTo(Scale.miniature(8, 2));
    assertThat(DatasetsLock.shipped().scale()).isEqualTo(Scale.ORIGINAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:ba7816bf*",
        "sha1:a9993e364706816aba3e25717850c26c9cd0d89d",
        ABC_MD5,
        "md5:900150*"
      })
  void acceptsTheContentThatItLocks(String hash) {
    parse("a https://x.org/a ? " + hash + " MIT -").file("a").verify("abc".getBytes(UTF_8), "here");
  }

  @Test
  void refusesOtherContentAndSaysWhereToGetTheRightOne() {
    DatasetsLock.LockedFile file = parse("a https://x.org/a 3 " + ABC_MD5 + " MIT -").file("a");

    assertThatIllegalStateException()
        .isThrownBy(() -> file.verify("abcd".getBytes(UTF_8), "data/a.bin"))
        .withMessage(
            "data/a.bin is not the 'a' of datasets.lock: expected 3 bytes with"
                + " md5:900150983cd24fb0d6963f7d28e17f72, got 4 bytes with"
                + " md5:e2fc714c4727ee9395f324cd2e7f331f; restore the file from https://x.org/a");
  }

  @Test
  void refusesContentWhoseHashBeginsDifferently() {
    DatasetsLock.LockedFile file = parse("a https://x.org/a ? md5:900151* MIT -").file("a");

    assertThatIllegalStateException()
        .isThrownBy(() -> file.verify("abc".getBytes(UTF_8), "data/a.bin"))
        .withMessage(
            "data/a.bin is not the 'a' of datasets.lock: expected ? bytes with md5:900151*, got 3"
                + " bytes with "
                + ABC_MD5
                + "; restore the file from https://x.org/a");
  }

  @Test
  void refusesToVouchForContentWithoutHash() {
    DatasetsLock.LockedFile file = parse("a https://x.org/a ? ? MIT -").file("a");

    assertThatIllegalStateException()
        .isThrownBy(() -> file.verify(new byte[0], "data/a.bin"))
        .withMessage("datasets.lock has no hash for 'a', so data/a.bin cannot be trusted");
  }

  @Test
  void listsTheIdsWhenAskedForAnUnknownOne() {
    DatasetsLock lock = parse("a https://x.org/a ? ? MIT -", "b https://x.org/b ? ? MIT -");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> lock.file("c"))
        .withMessage("datasets.lock has no 'c', only a, b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          a https://x.org/a 3 ? MIT        ¦ my.lock:2: expected the columns 'id url bytes hash licence login', and tasks or none, got 5 in 'a https://x.org/a 3 ? MIT'
          a x.org/a 3 ? MIT -              ¦ my.lock:2: url must be a URL, or several with | between, got 'x.org/a'
          ../a https://x.org/a 3 ? MIT -   ¦ my.lock:2: id must be a name, or names with / between, got '../a'
          a/../b https://x.org/a 3 ? MIT - ¦ my.lock:2: id must be a name, or names with / between, got 'a/../b'
          a https://x.org/a 3 ? MIT - T,?  ¦ my.lock:2: tasks must be names with commas between, got 'T,?'
          a https://x.org/a 3k ? MIT -     ¦ my.lock:2: bytes must be a number or ?, got '3k'
          a https://x.org/a 3 md5:12 MIT - ¦ my.lock:2: hash must be sha256:, sha1: or md5: and its digits, or ?, got 'md5:12'
          a https://x.org/a 3 md5:12345* MIT - ¦ my.lock:2: hash must be sha256:, sha1: or md5: and its digits, or ?, got 'md5:12345*'
          b https://x.org/b ? ? MIT -      ¦ my.lock:2: 'b' is locked twice
          """)
  void saysFileAndLineOfWhatItCannotRead(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parse("b https://x.org/b ? ? MIT -", line))
        .withMessage(message);
  }

  @Test
  void theShippedLockNamesTheFilesOfEveryExperiment() {
    assertThat(DatasetsLock.shipped().files().keySet())
        .contains("optdigits.tra", "optdigits.tes", "cifar10/data_batch.bin.gz")
        .contains("weights/mae_pretrain_vit_base.pth");
  }

  private static DatasetsLock parse(String... lines) {
    return DatasetsLock.parse("my.lock", List.of(lines));
  }
}
