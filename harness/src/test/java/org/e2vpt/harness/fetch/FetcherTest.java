package org.e2vpt.harness.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.base.Ticker;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.LocaleDigits;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.fetch.StubServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class FetcherTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration SILENCE = Duration.ofSeconds(1);
  private static final byte[] CONTENT = content();
  private static final String SHA256 = "sha256:" + Hashing.sha256().hashBytes(CONTENT);
  private static final String LOCKED = "40000 " + SHA256;
  private static final String UNLOCKED = "? ?";
  private static final String ETAG = "\"v1\"";

  @TempDir Path root;
  private final StubServer server = new StubServer();
  private final StringWriter out = new StringWriter();
  private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());

  private static byte[] content() {
    byte[] content = new byte[40_000];
    new Random(42).nextBytes(content);
    content[0] = 0x50;
    content[1] = 0x4b; // PK, as a zip file begins
    return content;
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void fetchesAFileAndKnowsItAfterwards() throws IOException {
    server.on("/a.zip", StubServer.whole(CONTENT));
    LockedFile file = file("a.zip", LOCKED);

    assertThat(fetch(file).kind()).isEqualTo(Kind.FETCHED);
    assertThat(fetch(file).kind()).isEqualTo(Kind.WAS_THERE);

    assertThat(root.resolve("set/a.zip")).hasBinaryContent(CONTENT);
    assertThat(filesThere()).containsExactly("a.zip", "a.zip.pin");
    assertThat(server.requests()).containsExactly("/a.zip");
    assertThat(lines()).containsExactly("fetched set/a.zip (40.0 kB)", "set/a.zip is there");
  }

  @Test
  void followsRedirects() {
    server.on("/a.zip", StubServer.status(302, "Location", server.url("/moved")));
    server.on("/moved", StubServer.whole(CONTENT));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);
  }

  @Test
  void continuesAfterABrokenConnectionWhereTheServerHasTheSameVersion() {
    server.on(
        "/a.zip", StubServer.cut(CONTENT, 30_000, "ETag", ETAG), StubServer.ranged(CONTENT, ETAG));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).containsExactly("/a.zip", "/a.zip bytes=30000- \"v1\"");
    assertThat(waits).containsExactly(Duration.ofSeconds(2));
    assertThat(lines())
        .containsExactly(
            "set/a.zip: the connection broke (%s) after 30.0 kB; tries again in 2 s"
                .formatted(LocaleDigits.in("fixed content-length: 40000, bytes received: 30000")),
            "set/a.zip: goes on after 30.0 kB",
            "fetched set/a.zip (40.0 kB)");
  }

  @Test
  void continuesWhatAnEarlierRunLeftByTheDateIfThereIsNoStrongTag() {
    String date = "Fri, 20 Nov 2026 10:00:00 GMT";
    server.on("/a.zip", StubServer.cut(CONTENT, 30_000, "ETag", "W/\"v1\"", "Last-Modified", date));
    assertThat(fetchOnce(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FAILED);

    server.on("/a.zip", StubServer.ranged(CONTENT, date));
    assertThat(fetchOnce(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).containsExactly("/a.zip", "/a.zip bytes=30000- " + date);
  }

  static Stream<Arguments> serversThatDoNotContinue() {
    return Stream.of(
        arguments("ignores Range", StubServer.whole(CONTENT, "ETag", ETAG)),
        arguments("has another version", StubServer.ranged(CONTENT, "\"v2\"")),
        arguments("sends another part", StubServer.part(CONTENT, 10_000)),
        arguments("has no such part", StubServer.status(416, "Content-Range", "bytes */20000")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void serversThatDoNotContinue(String name, Reply second) {
    byte[] other = CONTENT.clone();
    Arrays.fill(other, 2, other.length, (byte) 7);
    server.on(
        "/a.zip",
        StubServer.cut(other, 30_000, "ETag", ETAG),
        second,
        StubServer.whole(CONTENT, "ETag", ETAG));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(root.resolve("set/a.zip")).hasBinaryContent(CONTENT);
  }

  @Test
  void startsOverIfTheServerSaysNothingOfVersions() {
    server.on("/a.zip", StubServer.cut(CONTENT, 30_000), StubServer.whole(CONTENT));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).containsExactly("/a.zip", "/a.zip");
  }

  @Test
  void keepsAPartThatTurnsOutToBeWhole() throws IOException {
    Files.createDirectories(root.resolve("set"));
    Files.write(root.resolve("set/a.zip.part"), CONTENT);
    Files.writeString(
        root.resolve("set/a.zip.part.from"), server.url("/a.zip") + "\n" + ETAG + "\n");
    server.on("/a.zip", StubServer.status(416, "Content-Range", "bytes */40000"));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);
  }

  @Test
  void keepsAWholePartOfARunThatWasKilledWithoutAskingAgain() throws IOException {
    Files.createDirectories(root.resolve("set"));
    Files.write(root.resolve("set/a.zip.part"), CONTENT);
    Files.writeString(
        root.resolve("set/a.zip.part.from"),
        server.url("/a.zip") + "\nETag: \"v1\"\nContent-Length: 40000\n");

    assertThat(fetch(file("a.zip", UNLOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).isEmpty();
    assertThat(filesThere()).containsExactly("a.zip", "a.zip.pin");
  }

  @Test
  void throwsAwayThePartOfAFileThatIsThere() throws IOException {
    Files.createDirectories(root.resolve("set"));
    Files.write(root.resolve("set/a.zip"), CONTENT);
    Files.write(root.resolve("set/a.zip.part"), new byte[7]);
    Files.writeString(root.resolve("set/a.zip.part.from"), "x");

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.WAS_THERE);

    assertThat(filesThere()).containsExactly("a.zip", "a.zip.pin");
  }

  @Test
  void failsAtOneFileAloneIfThePinThatItNeedsIsDamaged() throws IOException {
    Files.createDirectories(root.resolve("set"));
    Files.write(root.resolve("set/a.zip"), CONTENT);
    Files.writeString(root.resolve("set/a.zip.pin"), "garbage");
    server.on("/b.zip", StubServer.whole(CONTENT));

    List<FetchOutcome> outcomes =
        fetcher(DownloadPolicy.STANDARD, Long.MAX_VALUE)
            .fetch(List.of(file("a.zip", UNLOCKED), file("b.zip", LOCKED)));

    assertThat(outcomes).extracting(FetchOutcome::kind).containsExactly(Kind.FAILED, Kind.FETCHED);
    assertThat(outcomes.get(0).message())
        .startsWith("%s: expected ".formatted(root.resolve("set/a.zip.pin")));
  }

  @Test
  void failsAtOneFileAloneEvenByAnErrorInThisProgram() {
    server.on("/a.zip", StubServer.whole(CONTENT)).on("/b.zip", StubServer.whole(CONTENT));

    List<FetchOutcome> outcomes =
        fetcher(
                DownloadPolicy.STANDARD,
                Ticker.systemTicker(),
                path -> {
                  if (path.endsWith("a.zip.part")) {
                    throw new IllegalArgumentException("invented");
                  }
                  return Long.MAX_VALUE;
                })
            .fetch(List.of(file("a.zip", LOCKED), file("b.zip", LOCKED)));

    assertThat(outcomes)
        .extracting(FetchOutcome::message)
        .containsExactly(
            "cannot fetch set/a.zip: an error in this program: java.lang.IllegalArgumentException: invented",
            "fetched set/b.zip (40.0 kB)");
  }

  @Test
  void asksTheNextMirrorIfAServerTrickles() {
    LockedFile file =
        locked(
            "set/a.zip %s|%s %s MIT -"
                .formatted(server.url("/trickle"), server.url("/good"), LOCKED));
    server.on("/trickle", server.hanging(CONTENT, 100)).on("/good", StubServer.whole(CONTENT));
    AtomicLong now = new AtomicLong();
    Ticker twoMinutesEachWait =
        new Ticker() {
          @Override
          public long read() {
            return server.requests().contains("/good")
                ? 0
                : now.getAndAdd(Duration.ofMinutes(2).toNanos());
          }
        };

    FetchOutcome outcome =
        fetcher(DownloadPolicy.STANDARD, twoMinutesEachWait, path -> Long.MAX_VALUE)
            .fetch(List.of(file))
            .get(0);

    assertThat(outcome.kind()).isEqualTo(Kind.FETCHED);
    assertThat(server.anonymous(lines().get(0)))
        .isEqualTo(
            "set/a.zip: http://localhost/trickle: localhost sent 100 B in 2 min 00 s, less than 1.00 kB/s; asks the next mirror");
  }

  @Test
  void continuesAtAServerThatFallsSilentInTheMiddle() {
    server.on(
        "/a.zip", server.hanging(CONTENT, 30_000, "ETag", ETAG), StubServer.ranged(CONTENT, ETAG));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(lines())
        .contains("set/a.zip: localhost is silent after 30.0 kB; tries again in 2 s");
  }

  @Test
  void isPatientWithASlowServerThatGoesOnSending() {
    server.on("/a.zip", server.slow(CONTENT, SILENCE.dividedBy(2)));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(waits).isEmpty();
  }

  @Test
  void fetchesIntoALinkedFolder(@TempDir Path elsewhere) throws IOException {
    Files.createSymbolicLink(root.resolve("set"), elsewhere);
    server.on("/a.zip", StubServer.whole(CONTENT));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(elsewhere.resolve("a.zip")).hasBinaryContent(CONTENT);
  }

  @Test
  void doublesItsWaitsButNotBelowWhatTheServerAsksFor() {
    server.on(
        "/a.zip",
        StubServer.status(503),
        StubServer.status(429, "Retry-After", "3"),
        StubServer.status(503, "Retry-After", "Fri, 20 Nov 2026 12:00:30 GMT"),
        StubServer.status(500, "Retry-After", "soon"),
        StubServer.whole(CONTENT));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(waits).extracting(Duration::toSeconds).containsExactly(2L, 4L, 30L, 16L);
  }

  @Test
  void countsOnlyAttemptsThatBringNothing() {
    List<Reply> replies = new ArrayList<>();
    for (int sent = 20_000; sent < 40_000; sent += 2_500) {
      int end = sent;
      replies.add(
          exchange -> {
            boolean first = exchange.getRequestHeaders().getFirst("Range") == null;
            if (first) {
              StubServer.cut(CONTENT, end, "ETag", ETAG).to(exchange);
              return;
            }
            exchange
                .getResponseHeaders()
                .add(
                    "Content-Range",
                    String.format(Locale.ROOT, "bytes %d-39999/40000", end - 2_500));
            exchange.sendResponseHeaders(206, 40_000 - end + 2_500);
            exchange.getResponseBody().write(CONTENT, end - 2_500, 2_500);
            exchange.getResponseBody().flush();
          });
    }
    replies.add(StubServer.ranged(CONTENT, ETAG));
    server.on("/a.zip", replies.toArray(Reply[]::new));

    assertThat(fetch(file("a.zip", LOCKED)).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).hasSize(9);
    assertThat(waits).hasSize(8).containsOnly(Duration.ofSeconds(2));
  }

  @Test
  void asksTheNextMirrorAndComesBackToTheOneThatItHasAPartOf() {
    LockedFile file =
        locked(
            "set/a.zip %s|%s %s MIT -"
                .formatted(server.url("/dead"), server.url("/a.zip"), LOCKED));
    server.on("/a.zip", StubServer.cut(CONTENT, 30_000, "ETag", ETAG));
    assertThat(fetchOnce(file).kind()).isEqualTo(Kind.FAILED);

    server.on("/a.zip", StubServer.ranged(CONTENT, ETAG));
    assertThat(fetchOnce(file).kind()).isEqualTo(Kind.FETCHED);

    assertThat(server.requests()).containsExactly("/dead", "/a.zip", "/a.zip bytes=30000- \"v1\"");
  }

  static Stream<Arguments> saysWhyAFileDoesNotCome() {
    byte[] page =
        "<!DOCTYPE html>\n<html><head><title>Log in\n to continue</title></head></html>"
            .getBytes(UTF_8);
    byte[] other = CONTENT.clone();
    other[9_999]++;
    return Stream.of(
        arguments(StubServer.status(404), LOCKED, "status 404: it is not there any more"),
        arguments(StubServer.status(403), LOCKED, "status 403: the server does not give it to us"),
        arguments(StubServer.status(418), LOCKED, "status 418"),
        arguments(
            StubServer.part(CONTENT, 0),
            LOCKED,
            "asked for the bytes from 0 on, got 'bytes 0-39999/40000'; given up after 5 attempts"),
        arguments(
            StubServer.status(500),
            LOCKED,
            "status 500: the server is busy or broken; given up after 5 attempts"),
        arguments(
            StubServer.status(503, "Retry-After", "7500"),
            LOCKED,
            "status 503: the server is busy or broken; it asks to come back in 2 h 05 min"),
        arguments(
            StubServer.status(302, "Location", "/a.zip"),
            LOCKED,
            "it redirects in a circle, to http://localhost/a.zip again"),
        arguments(
            StubServer.whole(page),
            LOCKED,
            "it sent a web page ('Log in to continue') instead of the file"),
        arguments(
            StubServer.whole(new byte[] {1, 2, 3, 4, 5}),
            LOCKED,
            "it sent something that does not begin like a .zip file: expected the bytes 504b, got 01020304"),
        arguments(
            StubServer.whole(Arrays.copyOf(CONTENT, 39_999)),
            LOCKED,
            "it has 39999 bytes there, expected 40000"),
        arguments(
            StubServer.unannounced(Arrays.copyOf(CONTENT, 39_999)),
            LOCKED,
            "it ended after 39999 of 40000 bytes; given up after 5 attempts"),
        arguments(
            StubServer.unannounced(Arrays.copyOf(CONTENT, 50_000)),
            LOCKED,
            "it sends more than the 40000 bytes that are expected; nothing of it was kept"),
        arguments(
            StubServer.whole(other),
            LOCKED,
            "what http://localhost/a.zip sends is not the 'set/a.zip' of datasets.lock: expected 40000 bytes with %s, got 40000 bytes with sha256:%s; nothing of it was kept"
                .formatted(SHA256, Hashing.sha256().hashBytes(other))));
  }

  @ParameterizedTest(name = "{2}")
  @MethodSource
  void saysWhyAFileDoesNotCome(Reply reply, String locked, String message) throws IOException {
    server.on("/a.zip", reply);

    FetchOutcome outcome = fetch(file("a.zip", locked));

    assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
    assertThat(server.anonymous(outcome.message()))
        .isEqualTo("cannot fetch set/a.zip: http://localhost/a.zip: " + message);
    assertThat(root.resolve("set/a.zip")).doesNotExist();
  }

  @Test
  void keepsNothingOfAFileWithAnotherHash() throws IOException {
    byte[] other = CONTENT.clone();
    other[9_999]++;
    server.on("/a.zip", StubServer.whole(other, "ETag", ETAG));

    fetch(file("a.zip", LOCKED));

    assertThat(filesThere()).isEmpty();
  }

  @Test
  void saysWhyEachMirrorDidNotGiveTheFile() {
    String urls = "%s|%s".formatted(server.url("/gone"), server.url("/closed"));
    server.on("/closed", StubServer.status(403));

    FetchOutcome outcome = fetch(locked("set/a.zip %s %s MIT -".formatted(urls, LOCKED)));

    assertThat(server.anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/gone: status 404: it is not there any more;"
                + " http://localhost/closed: status 403: the server does not give it to us");
  }

  @Test
  void saysThatAServerNeverAnswered() {
    server.on("/a.zip", server.silent());

    FetchOutcome outcome = fetchOnce(file("a.zip", LOCKED));

    assertThat(server.anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/a.zip: localhost is silent; given up after 1 attempts");
  }

  @Test
  void saysThatNobodyTakesAConnection() {
    String url = server.url("/a.zip");
    server.close();

    FetchOutcome outcome = fetchOnce(locked("set/a.zip %s %s MIT -".formatted(url, LOCKED)));

    assertThat(server.anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/a.zip: localhost takes no connection; given up after 1 attempts");
  }

  @Test
  void saysThatAHostIsNotKnown() {
    FetchOutcome outcome =
        fetchOnce(locked("set/a.zip http://nowhere.invalid/a.zip %s MIT -".formatted(LOCKED)));

    assertThat(outcome.message())
        .isEqualTo(
            "cannot fetch set/a.zip: http://nowhere.invalid/a.zip: cannot resolve the host name nowhere.invalid; is there a network connection?; given up after 1 attempts");
  }

  @Test
  void pinsAFileWithoutHashAndHoldsLaterCopiesToIt() throws IOException {
    server.on("/a.zip", StubServer.whole(CONTENT));
    LockedFile file = file("a.zip", UNLOCKED);

    assertThat(fetch(file).message())
        .isEqualTo(
            "fetched set/a.zip (40.0 kB); its full hash is not published, so from now on it is compared with "
                + SHA256);

    Files.delete(root.resolve("set/a.zip"));
    byte[] other = Arrays.copyOf(CONTENT, 39_000);
    server.on("/a.zip", StubServer.whole(other));
    assertThat(server.anonymous(fetch(file).message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/a.zip: what http://localhost/a.zip sends has changed since it was first read: %s pins 40000 bytes with %s, got 39000 bytes with sha256:%s (if the new content is right, delete the pin); nothing of it was kept"
                .formatted(
                    root.resolve("set/a.zip.pin"), SHA256, Hashing.sha256().hashBytes(other)));
    assertThat(filesThere()).containsExactly("a.zip.pin");
  }

  @Test
  void leavesAWrongFileThatSomebodyPutThereAndSaysSo() throws IOException {
    Path path = Files.createDirectories(root.resolve("set")).resolve("a.zip");
    Files.writeString(path, "abc");

    FetchOutcome outcome = fetch(file("a.zip", LOCKED));

    assertThat(outcome.kind()).isEqualTo(Kind.FAILED);
    assertThat(outcome.message())
        .isEqualTo(
            "%s is not the 'set/a.zip' of datasets.lock: expected 40000 bytes with %s, got 3 bytes with sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad; delete it, then fetch it again"
                .formatted(path, SHA256));
    assertThat(path).hasContent("abc");
  }

  @Test
  void takesWhatAPersonHasPutThereAndFetchesNoneOfThoseFilesItself() throws IOException {
    LockedFile there = locked("set/a.zip %s ? ? MIT form".formatted(server.url("/a")));
    LockedFile missing = locked("set/b.zip %s ? ? MIT form".formatted(server.url("/b")));
    Files.write(Files.createDirectories(root.resolve("set")).resolve("a.zip"), CONTENT);

    assertThat(fetcher(DownloadPolicy.STANDARD, Long.MAX_VALUE).fetch(List.of(there, missing)))
        .extracting(FetchOutcome::kind)
        .containsExactly(Kind.WAS_THERE, Kind.BY_HAND);

    assertThat(new DataFolder(root).state(there)).isEqualTo(State.CHECKED);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesBeforeTheFirstByteWhatDoesNotFitOntoTheDisk() {
    LockedFile file = file("a.zip", LOCKED);

    assertThatIllegalStateException()
        .isThrownBy(() -> fetcher(DownloadPolicy.STANDARD, 39_999).fetch(List.of(file)))
        .withMessage(
            "40.0 kB are to come, but the disk of %s has room for 40.0 kB; make room, fetch fewer tasks, or choose another folder with --data-root",
            root);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesWhatDoesNotFitOnceTheServerHasSaidHowBigItIs() {
    server.on("/a.zip", StubServer.whole(CONTENT));

    FetchOutcome outcome =
        fetcher(DownloadPolicy.STANDARD, 1_000).fetch(List.of(file("a.zip", UNLOCKED))).get(0);

    assertThat(server.anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/a.zip: 40.0 kB are to come, but the disk of %s has room for 1.00 kB; make room, or choose another folder with --data-root"
                .formatted(root.resolve("set/a.zip.part")));
  }

  @Test
  void saysThatTheFolderCannotBeWritten() throws IOException {
    Files.writeString(root.resolve("set"), "a file where the folder should be");
    server.on("/a.zip", StubServer.whole(CONTENT));

    FetchOutcome outcome = fetch(file("a.zip", LOCKED));

    assertThat(server.anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/a.zip: http://localhost/a.zip: cannot write %s: java.nio.file.FileAlreadyExistsException: %s"
                .formatted(root.resolve("set/a.zip.part"), root.resolve("set")));
  }

  @Test
  @EnabledOnOs(OS.LINUX) // where not even root can make a folder in /sys
  void saysThatTheFolderMayNotBeWritten() {
    Fetcher fetcher = Fetcher.into(new DataFolder(Path.of("/sys/e2vpt")), new PrintWriter(out));

    assertThatIllegalStateException()
        .isThrownBy(() -> fetcher.fetch(List.of(file("a.zip", LOCKED))))
        .withMessage(
            "no permission to write /sys/e2vpt; ask for it, or choose another folder with --data-root");
  }

  @Test
  void asksOneHostForTwoFilesAtATime() {
    CyclicBarrier two = new CyclicBarrier(2);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<LockedFile> files = IntStream.range(0, 8).mapToObj(i -> file(i + ".zip", LOCKED)).toList();
    for (LockedFile file : files) {
      server.on(
          "/" + file.name(),
          exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            meet(two);
            now.decrementAndGet();
            StubServer.whole(CONTENT).to(exchange);
          });
    }

    assertThat(fetcher(DownloadPolicy.STANDARD, Long.MAX_VALUE).fetch(files))
        .extracting(FetchOutcome::kind)
        .containsOnly(Kind.FETCHED);

    assertThat(most).hasValue(2);
  }

  private static void meet(CyclicBarrier barrier) throws IOException {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IOException(e);
    }
  }

  private FetchOutcome fetch(LockedFile file) {
    return fetcher(DownloadPolicy.STANDARD, Long.MAX_VALUE).fetch(List.of(file)).get(0);
  }

  /** One attempt at each mirror. */
  private FetchOutcome fetchOnce(LockedFile file) {
    DownloadPolicy usual = DownloadPolicy.STANDARD;
    DownloadPolicy once =
        new DownloadPolicy(
            usual.perHost(),
            usual.inAll(),
            1,
            usual.firstWait(),
            usual.longestWait(),
            usual.silence(),
            usual.slowest(),
            usual.rateWindow());
    return fetcher(once, Long.MAX_VALUE).fetch(List.of(file)).get(0);
  }

  private Fetcher fetcher(DownloadPolicy usual, long freeSpace) {
    return fetcher(usual, Ticker.systemTicker(), folder -> freeSpace);
  }

  private Fetcher fetcher(DownloadPolicy usual, Ticker ticker, ToLongFunction<Path> freeSpace) {
    DownloadPolicy impatient =
        new DownloadPolicy(
            usual.perHost(),
            usual.inAll(),
            usual.attempts(),
            usual.firstWait(),
            usual.longestWait(),
            SILENCE,
            usual.slowest(),
            usual.rateWindow());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new Fetcher(
        new DataFolder(root),
        impatient,
        new ProxyRules(Map.of()),
        clock,
        ticker,
        waits::add,
        freeSpace,
        new FetchProgress(new PrintWriter(out), clock, false));
  }

  private LockedFile file(String name, String bytesAndHash) {
    return locked("set/%s %s %s MIT -".formatted(name, server.url("/" + name), bytesAndHash));
  }

  private static LockedFile locked(String line) {
    return DatasetsLock.parse("test.lock", List.of(line)).files().values().asList().get(0);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  private List<String> filesThere() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("set"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
