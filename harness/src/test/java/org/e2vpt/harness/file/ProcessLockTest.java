package org.e2vpt.harness.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessLockTest {

  private static final Runnable NO_WAITING =
      () -> {
        throw new AssertionError("the lock is free");
      };

  @TempDir Path folder;

  @Test
  void isHeldByOneInThisProcess() throws IOException {
    Path file = folder.resolve("new/lock");
    ProcessLock first = ProcessLock.take(file, NO_WAITING);

    assertThat(ProcessLock.tryTake(file)).isEmpty();

    first.close();
    first.close();
    ProcessLock.tryTake(file).orElseThrow().close();
    ProcessLock.take(file, NO_WAITING).close();
  }

  @Test
  void isOneLockWhateverLinksLeadToIt() throws IOException {
    Files.createDirectory(folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("real"));
    Files.createFile(folder.resolve("real/lock"));
    Files.createSymbolicLink(folder.resolve("link-to-lock"), folder.resolve("real/lock"));

    try (ProcessLock lock = ProcessLock.take(folder.resolve("real/lock"), NO_WAITING)) {
      assertThat(ProcessLock.tryTake(folder.resolve("linked/lock"))).isEmpty();
      assertThat(ProcessLock.tryTake(folder.resolve("linked/../real/lock"))).isEmpty();
      assertThat(ProcessLock.tryTake(folder.resolve("link-to-lock"))).isEmpty();
    }
  }

  @Test
  void isHeldByOneAmongProcessesEvenAfterARefusalHere() throws Exception {
    Path file = folder.resolve("lock");
    try (ProcessLock lock = ProcessLock.take(file, NO_WAITING)) {
      assertThat(ProcessLock.tryTake(file)).isEmpty();
      assertThat(tryElsewhere(file)).isEqualTo("held by another");
    }
    assertThat(tryElsewhere(file)).isEqualTo("taken");
  }

  @Test
  void isReleasedWhenItsProcessIsKilledAndOnlyThenGivenToWhoWaits() throws Exception {
    Path file = folder.resolve("lock");
    Process holder = ChildProcess.java(Holder.class, file).start();
    assertThat(holder.getInputStream().read()).isEqualTo('h');
    assertThat(ProcessLock.tryTake(file)).isEmpty();
    AtomicInteger waits = new AtomicInteger();

    ProcessLock lock =
        ProcessLock.take(
            file,
            () -> {
              waits.incrementAndGet();
              holder.destroyForcibly();
            });

    assertThat(waits).hasValue(1);
    lock.close();
  }

  @Test
  void isGivenFromThreadToThread() throws Exception {
    Path file = folder.resolve("lock");
    ProcessLock first = ProcessLock.take(file, NO_WAITING);
    CountDownLatch waiting = new CountDownLatch(1);

    CompletableFuture<ProcessLock> second =
        CompletableFuture.supplyAsync(() -> taken(file, waiting::countDown));
    waiting.await();
    assertThat(second).isNotDone();
    first.close();

    second.get().close(); // by another thread than the one that took it
    ProcessLock.take(file, NO_WAITING).close();
  }

  private static ProcessLock taken(Path file, Runnable waiting) {
    try {
      return ProcessLock.take(file, waiting);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isNotTakenByAThreadThatIsInterruptedWhileItWaits() throws IOException {
    Path file = folder.resolve("lock");
    try (ProcessLock lock = ProcessLock.take(file, NO_WAITING)) {
      assertThatExceptionOfType(InterruptedIOException.class)
          .isThrownBy(() -> ProcessLock.take(file, () -> Thread.currentThread().interrupt()))
          .withMessage("interrupted while waiting for the lock " + file);
      assertThat(Thread.interrupted()).isTrue();
    }
    ProcessLock.take(file, NO_WAITING).close();
  }

  @Test
  @EnabledOnOs(OS.LINUX) // whose sysfs takes no new files, not even of root
  void cannotBeTakenWhereNoFileCanBeCreated() throws IOException {
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ProcessLock.take(Path.of("/sys/kernel/lock"), NO_WAITING))
          .withMessageContaining("/sys/kernel/lock");
    }
  }

  private static String tryElsewhere(Path file) throws IOException {
    Process other = ChildProcess.java(Elsewhere.class, file).start();
    return new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Says whether it gets the lock. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) throws IOException {
      boolean taken = ProcessLock.tryTake(Path.of(args[0])).isPresent();
      System.out.print(taken ? "taken" : "held by another");
    }
  }

  /** Holds the lock until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      try (ProcessLock lock = ProcessLock.take(Path.of(args[0]), () -> {})) {
        System.out.print("holding");
        System.out.flush();
        new CountDownLatch(1).await();
      }
    }
  }
}
