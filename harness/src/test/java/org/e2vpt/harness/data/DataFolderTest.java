package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {

  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String ABD =
      "sha256:a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9";
  private static final LockedFile LOCKED = file("set/a https://x.org/a 3 " + ABC + " MIT -");
  private static final LockedFile UNLOCKED = file("set/a https://x.org/a ? ? MIT -");

  @TempDir Path root;
  private DataFolder folder;
  private Path path;

  @BeforeEach
  void createFolder() throws IOException {
    folder = new DataFolder(root);
    path = Files.createDirectories(root.resolve("set")).resolve("a");
  }

  @Test
  void isTheUsualOneUnlessAnotherIsChosen() {
    DataFolder usual = DataFolder.of(name -> null);

    assertThat(usual.root()).isEqualTo(Path.of(System.getProperty("user.home"), ".e2vpt", "data"));
    assertThat(usual.lock()).isEqualTo(DatasetsLock.shipped());
    assertThat(usual.settings()).isEmpty();
    assertThat(DataFolder.of(name -> "")).isEqualTo(usual);
  }

  @Test
  void isFoundAgainByItsSettings() throws IOException {
    Path file = root.resolve("my.lock");
    Files.writeString(file, "x/a https://x.org/a 3 ? MIT -\n");

    DataFolder chosen = DataFolder.of(Map.of("data.root", "my data", "lock", file.toString())::get);

    assertThat(chosen.root()).isEqualTo(Path.of("my data"));
    assertThat(chosen.lock().files()).containsOnlyKeys("x/a");
    assertThat(chosen.settings())
        .containsExactly(
            entry("data.root", Path.of("my data").toAbsolutePath().toString()),
            entry("lock", file.toString()));
    assertThat(DataFolder.of(chosen.settings()::get).lock()).isEqualTo(chosen.lock());
  }

  @Test
  void refusesALockThatCannotBeRead() {
    Path file = root.resolve("my.lock");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataFolder.of(Map.of("lock", file.toString())::get))
        .withMessage(
            "cannot read the lock %1$s that -Dlock names: %1$s does not exist: there is no"
                + " 'my.lock' in %2$s",
            file, root);
  }

  @Test
  void trustsAFileThatWasCheckedUntilItChanges() throws IOException {
    assertThat(folder.state(LOCKED)).isEqualTo(State.MISSING);

    Files.writeString(path, "abc");
    assertThat(folder.state(LOCKED)).isEqualTo(State.UNCHECKED);

    folder.check(LOCKED);
    assertThat(folder.state(LOCKED)).isEqualTo(State.CHECKED);

    Files.setLastModifiedTime(path, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(folder.state(LOCKED)).isEqualTo(State.UNCHECKED);

    folder.check(LOCKED);
    assertThat(folder.state(LOCKED)).isEqualTo(State.CHECKED);
  }

  @Test
  void trustsAPinOnlyAsFarAsTheLockAgrees() throws IOException {
    Files.writeString(path, "abd");
    folder.check(UNLOCKED);

    assertThat(folder.state(UNLOCKED)).isEqualTo(State.CHECKED);
    assertThat(folder.state(LOCKED)).isEqualTo(State.UNCHECKED);
  }

  @Test
  void saysHowToGetAMissingFile() {
    assertThatIllegalStateException()
        .isThrownBy(() -> folder.check(LOCKED))
        .withMessage("%s is missing: 'e2vpt data fetch set/a' gets it, or says how to", path);
  }

  @Test
  void refusesAFileThatIsNotTheLockedOne() throws IOException {
    Files.writeString(path, "abd");

    assertThatIllegalStateException()
        .isThrownBy(() -> folder.check(LOCKED))
        .withMessage(
            "%s is not the 'set/a' of datasets.lock: expected 3 bytes with %s, got 3 bytes with %s; delete it, then fetch it again",
            path, ABC, ABD);
  }

  @Test
  void refusesAFileThatIsNotTheFirstOneIfTheLockHasNoHash() throws IOException {
    Files.writeString(path, "abc");
    folder.check(UNLOCKED);
    Files.writeString(path, "abcd");

    assertThatIllegalStateException()
        .isThrownBy(() -> folder.check(UNLOCKED))
        .withMessage(
            "%s has changed since it was first read: %s.pin pins 3 bytes with %s, got 4 bytes with"
                + " sha256:88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589"
                + " (if the new content is right, delete the pin); delete it, then fetch it again",
            path, path, ABC);

    Files.delete(root.resolve("set/a.pin"));
    assertThatCode(() -> folder.check(UNLOCKED)).doesNotThrowAnyException();
  }

  @Test
  void holdsAFileToItsFirstContentIfTheLockKnowsOnlyTheBeginOfItsHash() throws IOException {
    LockedFile begun = file("set/a https://x.org/a ? md5:900150* MIT -");
    Files.writeString(path, "abc");
    folder.check(begun);

    assertThat(folder.state(begun)).isEqualTo(State.CHECKED);
    assertThat(folder.mismatch(begun, "it", 4, "md5:900150" + "0".repeat(26)))
        .hasValue(
            "it has changed since it was first read: %s.pin pins 3 bytes with md5:900150983cd24fb0d6963f7d28e17f72, got 4 bytes with md5:90015000000000000000000000000000 (if the new content is right, delete the pin)"
                .formatted(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sha256:12 3",
        "",
        "md5:abababcbabababababababababababab 9 2026-51-27T20:10:00Z",
        "md5:abababcbabababababababababababab 9 2026-11-27T.Z",
      })
  void goesOnWithoutAPinThatCannotBeRead(String line) throws IOException {
    Files.writeString(path, "abc");
    Files.writeString(root.resolve("set/a.pin"), line + "\n");

    assertThat(folder.state(LOCKED)).isEqualTo(State.UNCHECKED);
    assertThat(folder.damagedPin(LOCKED)).hasValue(unreadable(line));
    folder.check(LOCKED);
    assertThat(folder.state(LOCKED)).isEqualTo(State.CHECKED);
    assertThat(folder.damagedPin(LOCKED)).isEmpty();
  }

  @Test
  void needsThePinOfAFileWithoutAHash() throws IOException {
    LockedFile unhashed = file("set/a https://x.org/a ? ? MIT -");
    Files.writeString(path, "abc");
    Files.writeString(root.resolve("set/a.pin"), "?\n");

    assertThatIllegalStateException()
        .isThrownBy(() -> folder.check(unhashed))
        .withMessage(unreadable("?"));
    assertThatIllegalStateException()
        .isThrownBy(() -> folder.pinned(unhashed))
        .withMessage(unreadable("?"));
  }

  @Test
  void saysThatAFolderIsNoPin() throws IOException {
    Files.writeString(path, "abc");
    Files.createDirectory(root.resolve("set/a.pin"));

    assertThat(folder.damagedPin(LOCKED))
        .hasValue(
            "cannot read %s.pin (Is a directory); delete it, and 'e2vpt data verify' writes it again"
                .formatted(path));
  }

  private String unreadable(String line) {
    return "%s.pin: expected 'hash bytes date', got '%s'; delete it, and 'e2vpt data verify' writes it again"
        .formatted(path, line);
  }

  private static LockedFile file(String line) {
    return DatasetsLock.parse("test.lock", List.of(line)).file("set/a");
  }
}
