package org.e2vpt.harness.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.file.ChildProcess;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two runs at once, of which the first is killed in the middle of a file. */
@Timeout(60)
class KilledFetchTest {

  private static final String ETAG = "\"v1\"";

  @TempDir Path root;
  private @Nullable Process first;

  @AfterEach
  void endFirstRun() {
    if (first != null) {
      first.destroyForcibly();
    }
  }

  @Test
  void theSecondRunWaitsForTheFirstAndContinuesWhatItLeft() throws Exception {
    byte[] content = new byte[3_000_000];
    new Random(1).nextBytes(content);
    try (StubServer server = new StubServer()) {
      server.on(
          "/a", server.hanging(content, 2_000_000, "ETag", ETAG), StubServer.ranged(content, ETAG));
      first = start(server.url("/a"));
      awaitPart(2_000_000);
      StringWriter out = new StringWriter();

      CompletableFuture<FetchOutcome> second =
          CompletableFuture.supplyAsync(() -> fetch(root, server.url("/a"), new PrintWriter(out)));
      await(() -> out.toString().contains("another run"));
      assertThat(server.requests()).containsExactly("/a");
      first.destroyForcibly();

      assertThat(second.get().kind()).isEqualTo(Kind.FETCHED);
      assertThat(root.resolve("a")).hasBinaryContent(content);
      assertThat(server.requests()).containsExactly("/a", "/a bytes=2000000- \"v1\"");
      assertThat(out.toString().lines())
          .containsExactly(
              "another run fetches into %s; this one goes on when that has ended".formatted(root),
              "a: goes on after 2.00 MB",
              "fetched a (3.00 MB); its full hash is not published, so from now on it is compared with "
                  + second.get().message().replaceAll(".* ", ""));
    }
  }

  /** Fetches one file in a process of its own. */
  static final class Run {
    private Run() {}

    public static void main(String[] args) {
      fetch(Path.of(args[0]), args[1], new PrintWriter(System.out, true, UTF_8));
    }
  }

  private static FetchOutcome fetch(Path root, String url, PrintWriter out) {
    LockedFile file =
        DatasetsLock.parse("test.lock", List.of("a %s ? ? MIT -".formatted(url))).file("a");
    return Fetcher.into(new DataFolder(root), out).fetch(List.of(file)).get(0);
  }

  private Process start(String url) throws IOException {
    return ChildProcess.java(Run.class, root, url).inheritIO().start();
  }

  private void awaitPart(long bytes) {
    Path part = root.resolve("a.part");
    await(() -> Files.exists(part) && Files.size(part) >= bytes);
  }

  /** Until the test's time is over. */
  private static void await(Callable<Boolean> condition) {
    try {
      while (!condition.call()) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Thread.onSpinWait();
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
