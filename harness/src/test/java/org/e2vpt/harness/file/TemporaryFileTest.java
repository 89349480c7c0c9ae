package org.e2vpt.harness.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TemporaryFileTest {

  @TempDir Path folder;

  @Test
  void becomesItsTargetWhenItIsComplete() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    try (TemporaryFile file = TemporaryFile.beside(target)) {
      file.channel().write(ByteBuffer.wrap("new".getBytes(StandardCharsets.UTF_8)));
      assertThat(target).hasContent("old");
      assertThat(file.path().getFileName().toString()).matches("a\\.txt\\.[0-9a-f]{16}\\.tmp");
      file.complete();
    }

    assertThat(target).hasContent("new");
    assertThat(files()).containsExactly("a.txt");
  }

  @Test
  void isDeletedUnlessItIsComplete() throws IOException {
    TemporaryFile.beside(folder.resolve("a.txt")).close();

    assertThat(files()).isEmpty();
  }

  @Test
  void hasNoNameAndStillAContentAfterUnlinking() throws IOException {
    try (TemporaryFile file = TemporaryFile.beside(folder.resolve("a.h5.gz"))) {
      file.unlink();
      file.channel().write(ByteBuffer.wrap(new byte[] {7}));

      assertThat(files()).isEmpty();
      ByteBuffer read = ByteBuffer.allocate(1);
      file.channel().read(read, 0);
      assertThat(read.get(0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void isDeletedWhenItsProcessIsAskedToEnd() throws Exception {
    Process writer = begin(folder);
    assertThat(files()).hasSize(1);

    writer.destroy();
    writer.waitFor();

    assertThat(files()).isEmpty();
  }

  @Test
  void isDeletedByTheNextProcessIfItsOwnWasKilledAndNotBefore() throws Exception {
    Process killed = begin(folder);
    killed.destroyForcibly().waitFor();
    assertThat(files()).hasSize(1);

    Process living = begin(folder);
    List<String> file = files();
    assertThat(file).hasSize(1);
    Process other = begin(folder);
    assertThat(files()).hasSize(2).containsAll(file);

    living.destroyForcibly().waitFor();
    other.destroyForcibly().waitFor();
    TemporaryFile.write(folder.resolve("b"), new byte[0]);
    assertThat(files()).containsExactly("b");
  }

  @Test
  void ofThisProcessIsSafeFromItself() throws IOException {
    try (TemporaryFile first = TemporaryFile.beside(folder.resolve("a"));
        TemporaryFile second = TemporaryFile.beside(folder.resolve("./a"))) {
      assertThat(first.path()).exists();
      assertThat(second.path()).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "camelyonpatch_level_2_split_train_x.h5.gz.1234567890123.tmp",
        "train-224.images.tmp",
        "a.zip.pin.77.tmp",
        "0123abcd-train.safetensors.77.tmp"
      })
  void ofAnEarlierVersionIsDeletedOnceItsProcessIsCertainlyDead(String name) throws IOException {
    Path old = Files.createFile(folder.resolve(name));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path young = Files.createFile(folder.resolve("b" + name));

    TemporaryFile.write(folder.resolve("z"), new byte[0]);

    assertThat(old).doesNotExist();
    assertThat(young).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mine.tmp", "a.0123456789abcde.tmp", "0123456789abcdef.tmp", "a.tmp.zip"})
  void leavesOtherFilesAlone(String name) throws IOException {
    Path other = Files.createFile(folder.resolve(name));
    Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));

    TemporaryFile.write(folder.resolve("z"), new byte[0]);

    assertThat(other).exists();
  }

  /** A process that writes a file and does not come to its end. */
  private static Process begin(Path folder) throws IOException {
    Process process = ChildProcess.java(Writer.class, folder.resolve("a")).start();
    assertThat(process.getInputStream().read()).isEqualTo('w');
    return process;
  }

  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      try (TemporaryFile file = TemporaryFile.beside(Path.of(args[0]))) {
        file.channel().write(ByteBuffer.wrap(new byte[10]));
        System.out.print("writing");
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
