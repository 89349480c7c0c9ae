package org.e2vpt.harness.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.FileTasks;
import org.e2vpt.harness.data.MiniatureData;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.vtab.VtabMiniatures;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.fetch.StubServer.Reply;
import org.e2vpt.harness.file.ChildProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fetches and preparations of data that are killed at random moments, alternately by SIGKILL and by
 * SIGTERM, and then run to their end: what is there must be what one run without a kill leaves, bit
 * by bit and with nothing beside it. {@code -Dkills=N} sets how often (4); {@code mvn -pl harness
 * test -Pfetch-kills} does it 50 times. Moments follow from {@code -Dseed=N}.
 */
class FetchKillsTest {

  private static final int KILLS = Integer.getInteger("kills", 4);
  private static final long SEED = Long.getLong("seed", 15);
  private static final List<String> TASKS = List.of("patch_camelyon", "svhn", "dsprites_loc");

  @TempDir Path folder;
  private final Random random = new Random(SEED);
  private int tried;
  private int inTheMiddle;
  private int lost;

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void nothingIsLostOrLeft() throws Exception {
    int fetches = KILLS / 2;
    fetchIsKilled(fetches);
    prepareIsKilled(KILLS - fetches);

    assertThat(tried).isEqualTo(KILLS);
    assertThat(lost).isZero();
    assertThat(inTheMiddle).isPositive();
  }

  @AfterEach
  void sayFigures() {
    System.out.printf(
        Locale.ROOT,
        "kills of fetch and prepare (seed %d): tried %d, in the middle %d, survived %d, lost %d%n",
        SEED,
        tried,
        inTheMiddle,
        tried - lost,
        lost);
  }

  private void fetchIsKilled(int kills) throws Exception {
    Map<String, byte[]> contents = new TreeMap<>();
    StringBuilder lock = new StringBuilder();
    try (StubServer server = new StubServer()) {
      for (int i = 0; i < 5; i++) {
        byte[] content = new byte[1_000_000];
        new Random(i).nextBytes(content);
        contents.put("set/" + i, content);
        server.on("/" + i, trickling(content));
        String hash = i % 2 == 0 ? "? ?" : "1000000 sha256:" + Hashing.sha256().hashBytes(content);
        lock.append("set/%s %s %s MIT -\n".formatted(i, server.url("/" + i), hash));
      }
      Path lockFile = Files.writeString(folder.resolve("fetch.lines"), lock);
      Path root = folder.resolve("fetched");
      Duration whole = duration(Fetch.class, lockFile, root);
      Map<String, String> expected = snapshot(root);
      contents.forEach((id, content) -> assertThat(root.resolve(id)).hasBinaryContent(content));
      for (int i = 0; i < kills; i++) {
        MoreFiles.deleteRecursively(root, RecursiveDeleteOption.ALLOW_INSECURE);
        kill(i, whole, Fetch.class, lockFile, root);
        run(Fetch.class, lockFile, root);
        compare(snapshot(root), expected, "fetch " + i);
      }
    }
  }

  private void prepareIsKilled(int kills) throws Exception {
    Path root = folder.resolve("data");
    TaskSpecs.vtab().stream()
        .filter(task -> TASKS.contains(task.id()))
        .forEach(task -> VtabMiniatures.write(task, root));
    Path lockFile =
        Files.write(folder.resolve("data.lines"), MiniatureData.lock(root, "http://localhost"));
    Map<String, String> originals = snapshot(root);
    Duration whole = duration(Prepare.class, lockFile, root);
    Map<String, String> expected = snapshot(root);
    assertThat(expected).hasSizeGreaterThan(originals.size());
    for (int i = 0; i < kills; i++) {
      for (String file : expected.keySet()) {
        if (!originals.containsKey(file)) {
          Files.deleteIfExists(root.resolve(file));
        }
      }
      kill(i, whole, Prepare.class, lockFile, root);
      run(Prepare.class, lockFile, root);
      compare(snapshot(root), expected, "prepare " + i);
    }
  }

  private void compare(Map<String, String> found, Map<String, String> expected, String what) {
    if (!found.equals(expected)) {
      lost++;
      System.out.printf("%s left %s instead of %s%n", what, found, expected);
    }
  }

  /** Kills a run at a moment between its begin and its usual end. */
  private void kill(int index, Duration whole, Class<?> run, Path lock, Path root)
      throws Exception {
    Process process = start(run, lock, root);
    long wait = (long) (0.7 * random.nextDouble() * whole.toMillis()); // the next may be faster
    boolean ended = process.waitFor(wait, TimeUnit.MILLISECONDS);
    if (index % 2 == 0) {
      process.destroyForcibly();
    } else {
      process.destroy();
    }
    process.waitFor();
    tried++;
    if (!ended) {
      inTheMiddle++;
    }
  }

  /** How long a run takes once it has begun to work. */
  private Duration duration(Class<?> run, Path lock, Path root) throws Exception {
    Process process = start(run, lock, root);
    long begin = System.nanoTime();
    assertThat(process.waitFor()).isZero();
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private void run(Class<?> run, Path lock, Path root) throws Exception {
    assertThat(start(run, lock, root).waitFor()).isZero();
  }

  /** A run that has begun to work. */
  private static Process start(Class<?> run, Path lock, Path root) throws IOException {
    Process process = ChildProcess.java(run, lock, root).start();
    assertThat(process.getInputStream().read()).isEqualTo('b');
    return process;
  }

  /** The hashes of all files; of pins without the file's date; locks are left out. */
  private static Map<String, String> snapshot(Path root) throws IOException {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (name.endsWith(".pin")) {
          hashes.put(name, Files.readString(file).replaceFirst(" [^ ]*\n$", ""));
        } else if (!name.endsWith(".lock")) {
          hashes.put(name, MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString());
        }
      }
    }
    return hashes;
  }

  /** Sends what was asked for in pieces, so that there are moments in the middle. */
  private static Reply trickling(byte[] content) {
    String tag = "\"v1\"";
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      int first = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      exchange.getResponseHeaders().add("ETag", tag);
      if (range != null) {
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range",
                "bytes %s-%s/%s".formatted(first, content.length - 1, content.length));
      }
      exchange.sendResponseHeaders(range == null ? 200 : 206, content.length - first);
      for (int at = first; at < content.length; at += 50_000) {
        exchange.getResponseBody().write(content, at, Math.min(50_000, content.length - at));
        exchange.getResponseBody().flush();
        pause();
      }
    };
  }

  /** A network's pace: on this machine a file would be there before anybody could be killed. */
  private static void pause() throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static DatasetsLock lock(String file) throws IOException {
    return DatasetsLock.parse(file, Files.readAllLines(Path.of(file), StandardCharsets.UTF_8));
  }

  private static void begin() {
    System.out.print("begins");
    System.out.flush();
  }

  /** Fetches all files of a lock. */
  static final class Fetch {
    private Fetch() {}

    public static void main(String[] args) throws IOException {
      DatasetsLock lock = lock(args[0]);
      begin();
      List<FetchOutcome> outcomes =
          Fetcher.into(new DataFolder(Path.of(args[1])), new PrintWriter(System.out, false, UTF_8))
              .fetch(lock.files().values());
      boolean failed = outcomes.stream().anyMatch(outcome -> outcome.kind() == Kind.FAILED);
      if (failed) {
        System.err.println(outcomes);
      }
      System.exit(failed ? 1 : 0);
    }
  }

  /** Prepares tasks, as {@code data prepare} does. */
  static final class Prepare {
    private Prepare() {}

    public static void main(String[] args) throws IOException {
      FileTasks tasks = new FileTasks(new DataFolder(Path.of(args[1]), lock(args[0])));
      begin();
      for (String task : TASKS) {
        tasks.splits(task, 224);
      }
    }
  }
}
