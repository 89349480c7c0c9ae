package org.e2vpt.harness.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Ticker;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.io.ByteArrayOutputStream;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.e2vpt.harness.LocaleDigits;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.fetch.RawServer.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that answer badly. Each is asked alone, and must give either the whole right file or
 * exactly this reason and no file, no pin and no part that could be taken for one. Those that fail
 * are asked a second time, with a mirror that works and a second file: both must come.
 */
@Timeout(60)
class MisbehavingServerTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final byte[] CONTENT = content(1);
  private static final byte[] OTHER = content(2);
  private static final String SHA256 = sha256(CONTENT);
  private static final String HASHED = "40000 " + SHA256;
  private static final String HASH_ALONE = "? " + SHA256;
  private static final String SIZE_ALONE = "40000 ?";
  private static final String UNKNOWN = "? ?";
  private static final String WHOLE = "Content-Length: 40000";
  private static final String V1 = "ETag: \"v1\"";
  private static final String V2 = "ETag: \"v2\"";
  private static final String MONDAY = "Last-Modified: Mon, 16 Nov 2026 10:00:00 GMT";
  private static final String FRIDAY = "Last-Modified: Fri, 20 Nov 2026 10:00:00 GMT";
  private static final String REST = "Content-Range: bytes 30000-39999/40000";
  private static final String REST_LENGTH = "Content-Length: 10000";
  private static final String GIVEN_UP = "; given up after 5 attempts";
  private static final String CUT =
      "the connection broke (%s) after 30.0 kB"
          .formatted(LocaleDigits.in("fixed content-length: 40000, bytes received: 30000"));

  @TempDir Path root;
  private final RawServer server = new RawServer();
  private final StringWriter out = new StringWriter();

  private static byte[] content(int seed) {
    byte[] content = new byte[40_000];
    new Random(seed).nextBytes(content);
    content[0] = 0x50;
    content[1] = 0x4b; // PK, as a zip file begins
    return content;
  }

  private static String sha256(byte[] content) {
    return "sha256:" + Hashing.sha256().hashBytes(content);
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  /** Who asks for which file, what is answered, and what must come of it. */
  private record Case(
      String name,
      String file,
      String scheme,
      String locked,
      Map<String, List<Reply>> replies,
      byte[] fetched,
      String message) {

    @Override
    public String toString() {
      return name;
    }

    Case named(String otherFile) {
      return new Case(name, otherFile, scheme, locked, replies, fetched, message);
    }

    Case with(String request, Reply... answers) {
      Map<String, List<Reply>> all = new HashMap<>(replies);
      all.put(request, List.of(answers));
      return new Case(name, file, scheme, locked, all, fetched, message);
    }

    Case overTls() {
      return new Case(name, file, "https", locked, replies, fetched, message);
    }
  }

  private static Case fetched(String name, String locked, byte[] content, Reply... replies) {
    Map<String, List<Reply>> all = Map.of("GET /x", List.of(replies));
    return new Case(name, "a.zip", "http", locked, all, content, "");
  }

  private static Case refused(String name, String locked, String message, Reply... replies) {
    Map<String, List<Reply>> all = Map.of("GET /x", List.of(replies));
    return new Case(name, "a.zip", "http", locked, all, new byte[0], message);
  }

  private static Reply ok(String... headers) {
    return RawServer.body(CONTENT, "200 OK", headers);
  }

  private static Reply cut(String... headers) {
    return RawServer.body(Arrays.copyOf(CONTENT, 30_000), "200 OK", headers);
  }

  private static Reply other(String... headers) {
    return RawServer.body(OTHER, "200 OK", headers);
  }

  private static Reply rest(byte[] of, String... headers) {
    return RawServer.body(Arrays.copyOfRange(of, 30_000, 40_000), "206 Partial Content", headers);
  }

  private static Reply chunked(byte[] content, String end) {
    byte[] chunk =
        Bytes.concat(
            (Integer.toHexString(content.length) + "\r\n").getBytes(ISO_8859_1),
            content,
            end.getBytes(ISO_8859_1));
    return RawServer.body(chunk, "200 OK", "Transfer-Encoding: chunked");
  }

  private static Reply page(String text, String... headers) {
    return RawServer.body(text.getBytes(ISO_8859_1), "200 OK", headers);
  }

  private static Reply redirect(String location) {
    return RawServer.head("302 Found", "Location: " + location, "Content-Length: 0");
  }

  private static Reply busy(String status, String retryAfter) {
    return RawServer.head(status, "Retry-After: " + retryAfter, "Content-Length: 0");
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packed.toByteArray();
  }

  private static String broken(String how) {
    return "its answer breaks the rules of HTTP (%s)".formatted(how);
  }

  private static String noLength(Path root) {
    return "it does not give the length of the file, and datasets.lock has neither its size nor its hash, so a truncated download could not be detected; get the file yourself, and put it at "
        + root;
  }

  static Stream<Case> wrongLengths() {
    return Stream.of(
        refused(
            "length is a word",
            HASHED,
            broken("For input string: \"abc\""),
            ok("Content-Length: abc")),
        refused(
            "length is negative", HASHED, broken("Content-Length: -5"), ok("Content-Length: -5")),
        refused(
            "length has a sign",
            HASHED,
            broken("Content-Length: +40000"),
            ok("Content-Length: +40000")),
        refused(
            "length is beyond all files",
            HASHED,
            broken("For input string: \"99999999999999999999\""),
            ok("Content-Length: 99999999999999999999")),
        refused(
            "length is a list",
            HASHED,
            broken("For input string: \"40000, 40000\""),
            ok("Content-Length: 40000, 40000")),
        refused(
            "two lengths",
            UNKNOWN,
            broken("Content-Length: 40000 and 39999"),
            ok(WHOLE, "Content-Length: 39999")),
        fetched("the same length twice", HASHED, CONTENT, ok(WHOLE, WHOLE)),
        refused(
            "too short",
            HASHED,
            "it has 39999 bytes there, expected 40000",
            ok("Content-Length: 39999")),
        refused(
            "too long",
            SIZE_ALONE,
            "it has 40001 bytes there, expected 40000",
            ok("Content-Length: 40001")),
        fetched(
            "more is sent than announced",
            UNKNOWN,
            CONTENT,
            RawServer.body(Bytes.concat(CONTENT, OTHER), "200 OK", WHOLE)),
        refused(
            "no byte at all",
            UNKNOWN,
            "it sent something that does not begin like a .zip file: expected the bytes 504b, got none",
            RawServer.head("200 OK", "Content-Length: 0")));
  }

  static Stream<Case> bodiesThatEndEarly() {
    return Stream.of(
        refused("cut at the same byte each time", UNKNOWN, CUT + GIVEN_UP, cut(WHOLE)),
        fetched(
            "cut, and continued",
            UNKNOWN,
            CONTENT,
            cut(WHOLE, V1),
            rest(CONTENT, REST, REST_LENGTH, V1)),
        refused(
            "reset",
            UNKNOWN,
            "the connection broke (HTTP/1.1 header parser received no bytes)" + GIVEN_UP,
            RawServer.reset(RawServer.text(""))),
        fetched("chunks with an end", UNKNOWN, CONTENT, chunked(CONTENT, "\r\n0\r\n\r\n")),
        refused(
            "chunks without an end",
            UNKNOWN,
            "the connection broke (chunked transfer encoding, state: READING_LENGTH) after 40.0 kB"
                + GIVEN_UP,
            chunked(CONTENT, "\r\n")),
        refused(
            "cut within a chunk",
            UNKNOWN,
            "the connection broke (chunked transfer encoding, state: READING_DATA)" + GIVEN_UP,
            RawServer.body(
                "9c40\r\nPK".getBytes(ISO_8859_1), "200 OK", "Transfer-Encoding: chunked")),
        refused(
            "a chunk of no size",
            UNKNOWN,
            "the connection broke (Illegal character in chunk size: 122)" + GIVEN_UP,
            RawServer.body(
                "zz\r\nPK".getBytes(ISO_8859_1), "200 OK", "Transfer-Encoding: chunked")),
        refused(
            "no length, and nobody knows it", UNKNOWN, noLength(Path.of("ROOT/set/a.zip")), ok()),
        refused(
                "no length, and HEAD is not allowed",
                UNKNOWN,
                noLength(Path.of("ROOT/set/a.zip")),
                ok())
            .with("HEAD /x", RawServer.head("405 Method Not Allowed")),
        refused(
                "no length, and HEAD is of another version",
                UNKNOWN,
                noLength(Path.of("ROOT/set/a.zip")),
                ok(V1))
            .with("HEAD /x", RawServer.head("200 OK", WHOLE, V2)),
        fetched("no length, but HEAD knows it", UNKNOWN, CONTENT, ok(V1))
            .with("HEAD /x", RawServer.head("200 OK", WHOLE, V1)),
        refused(
                "no length, cut, and HEAD knows it",
                UNKNOWN,
                "it ended after 30000 of 40000 bytes" + GIVEN_UP,
                cut())
            .with("HEAD /x", RawServer.head("200 OK", WHOLE)),
        fetched("no length, but the lock has the size", SIZE_ALONE, CONTENT, ok()),
        refused(
            "no length, cut, and the lock has the size",
            SIZE_ALONE,
            "it ended after 30000 of 40000 bytes" + GIVEN_UP,
            cut()),
        refused(
            "no length, cut, and the lock has the hash",
            HASH_ALONE,
            "what http://localhost/x sends is not the 'set/a.zip' of datasets.lock: expected ? bytes with %s, got 30000 bytes with %s; nothing of it was kept"
                .formatted(SHA256, sha256(Arrays.copyOf(CONTENT, 30_000))),
            cut()),
        fetched(
            "HTTP/1.0 with a length",
            UNKNOWN,
            CONTENT,
            RawServer.bytes(
                "HTTP/1.0 200 OK\r\nContent-Length: 40000\r\n\r\n".getBytes(ISO_8859_1), CONTENT)));
  }

  static Stream<Case> partsThatDoNotFit() {
    return Stream.of(
        fetched(
            "the part is of another version",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1),
            rest(OTHER, REST, REST_LENGTH, V2),
            other(WHOLE, V2)),
        fetched(
            "the part is of another date",
            UNKNOWN,
            OTHER,
            cut(WHOLE, MONDAY),
            rest(OTHER, REST, REST_LENGTH, FRIDAY),
            other(WHOLE, FRIDAY)),
        fetched(
            "the part has the same tag and another date",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1, MONDAY),
            rest(OTHER, REST, REST_LENGTH, V1, FRIDAY),
            other(WHOLE, V1, FRIDAY)),
        fetched(
            "the part has another weak tag",
            UNKNOWN,
            OTHER,
            cut(WHOLE, "ETag: W/\"v1\"", MONDAY),
            rest(OTHER, REST, REST_LENGTH, "ETag: W/\"v2\"", MONDAY),
            other(WHOLE, V2)),
        fetched(
            "the part has the same tag, and the file another size",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1),
            rest(OTHER, "Content-Range: bytes 30000-39999/50000", REST_LENGTH, V1),
            other(WHOLE, V1)),
        fetched(
            "the part says nothing of its version",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1),
            rest(OTHER, REST, REST_LENGTH),
            other(WHOLE, V1)),
        fetched(
            "the part says nothing, and the hash will tell",
            HASHED,
            CONTENT,
            cut(WHOLE, V1),
            rest(CONTENT, REST, REST_LENGTH)),
        fetched(
            "the part lies about its version, and the hash tells",
            HASHED,
            CONTENT,
            cut(WHOLE, V1),
            rest(OTHER, REST, REST_LENGTH, V1),
            ok(WHOLE, V1)),
        fetched(
            "another range",
            UNKNOWN,
            CONTENT,
            cut(WHOLE, V1),
            RawServer.body(
                new byte[100],
                "206 Partial Content",
                "Content-Range: bytes 0-99/40000",
                "Content-Length: 100",
                V1),
            ok(WHOLE, V1)),
        fetched(
            "a range of another unit",
            UNKNOWN,
            CONTENT,
            cut(WHOLE, V1),
            rest(CONTENT, "Content-Range: pages 3-4/4", REST_LENGTH, V1),
            ok(WHOLE, V1)),
        fetched(
            "several ranges",
            UNKNOWN,
            CONTENT,
            cut(WHOLE, V1),
            rest(CONTENT, "Content-Type: multipart/byteranges; boundary=b", REST_LENGTH, V1),
            ok(WHOLE, V1)),
        fetched(
            "less than the rest, and later the rest of it",
            UNKNOWN,
            CONTENT,
            cut(WHOLE, V1),
            RawServer.body(
                Arrays.copyOfRange(CONTENT, 30_000, 35_000),
                "206 Partial Content",
                "Content-Range: bytes 30000-34999/40000",
                "Content-Length: 5000",
                V1),
            RawServer.body(
                Arrays.copyOfRange(CONTENT, 35_000, 40_000),
                "206 Partial Content",
                "Content-Range: bytes 35000-39999/40000",
                "Content-Length: 5000",
                V1)),
        fetched(
            "the rest without a length", UNKNOWN, CONTENT, cut(WHOLE, V1), rest(CONTENT, REST, V1)),
        fetched(
            "the whole file where a part was asked for",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1),
            other(WHOLE, V2)),
        fetched(
            "the file is shorter by now",
            UNKNOWN,
            OTHER,
            cut(WHOLE, V1),
            RawServer.head(
                "416 Range Not Satisfiable", "Content-Range: bytes */30000", "Content-Length: 0"),
            other(WHOLE, V2)),
        fetched(
                "the range request is redirected to another version",
                UNKNOWN,
                OTHER,
                cut(WHOLE, V1),
                redirect("/elsewhere"),
                other(WHOLE, V2))
            .with("GET /elsewhere", rest(OTHER, REST, REST_LENGTH, V2)),
        refused(
            "a part that nobody asked for",
            UNKNOWN,
            "asked for the bytes from 0 on, got 'bytes 30000-39999/40000'" + GIVEN_UP,
            rest(CONTENT, REST, REST_LENGTH)),
        refused(
            "416 where no part was asked for",
            UNKNOWN,
            "the server has no bytes from 0 on" + GIVEN_UP,
            RawServer.head("416 Range Not Satisfiable", "Content-Length: 0")));
  }

  static Stream<Case> refusals() {
    return Stream.of(
        refused(
            "401",
            HASHED,
            "status 401: the server does not give it to us",
            RawServer.head("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"")),
        refused(
            "404", HASHED, "status 404: it is not there any more", RawServer.head("404 Not Found")),
        refused(
            "407",
            HASHED,
            "status 407: the server asks for user and password, which is not supported",
            RawServer.head("407 Proxy Authentication Required")),
        refused("a status of its own", HASHED, "status 999", RawServer.head("999 Request Denied")),
        refused("204", HASHED, "status 204", RawServer.head("204 No Content")),
        refused(
            "busy for ever",
            HASHED,
            "status 503: the server is busy or broken" + GIVEN_UP,
            busy("503 Busy", "1")),
        refused(
            "busy for hours",
            HASHED,
            "status 429: the server is busy or broken; it asks to come back in 2 h 05 min",
            busy("429 Too Many", "7500")),
        refused(
            "busy until evening",
            HASHED,
            "status 503: the server is busy or broken; it asks to come back in 8 h 00 min",
            busy("503 Busy", "Fri, 20 Nov 2026 20:00:00 GMT")),
        refused(
            "busy for ages",
            HASHED,
            "status 503: the server is busy or broken; it asks to come back in 596523 h 14 min",
            busy("503 Busy", "99999999999999999999")),
        fetched(
            "busy until yesterday",
            HASHED,
            CONTENT,
            busy("503 Busy", "Thu, 19 Nov 2026 20:00:00 GMT"),
            ok(WHOLE)),
        fetched(
            "busy for some other time",
            HASHED,
            CONTENT,
            busy("503 Busy", "-7"),
            busy("503 Busy", "soon"),
            ok(WHOLE)));
  }

  static Stream<Case> pages() {
    String comments = "<!-- no -->\n".repeat(1_200);
    return Stream.of(
        refused(
            "a page to log in",
            HASHED,
            "it sent a web page ('Log in') instead of the file",
            page("<!DOCTYPE html><title>Log\n in</title>")),
        refused(
            "a page of 1,200 comments",
            HASHED,
            "it sent a web page instead of the file",
            page(comments + "<html>")),
        refused(
                "1,200 comments within each other",
                UNKNOWN,
                "it sent a web page instead of the file",
                page("<!--".repeat(1_200) + "-->".repeat(1_200)))
            .named("a.csv"),
        refused(
                "a page of XHTML",
                UNKNOWN,
                "it sent a web page ('No') instead of the file",
                page("<?xml version=\"1.0\"?>\n<html xmlns=\"x\"><title>No</title>"))
            .named("a.csv"),
        refused(
                "a piece of a page, for a file that nobody knows",
                UNKNOWN,
                "it sent a web page (Content-Type: text/html) instead of the file",
                page(
                    "<center>Pay for the network",
                    "Content-Type: text/html; charset=utf-8",
                    "Content-Length: 26"))
            .named("a.txt"),
        refused(
                "a portal behind a redirect",
                HASHED,
                "it sent a web page ('Portal') instead of the file",
                redirect("/portal"))
            .with("GET /portal", page("<html><title>Portal</title>")),
        refused(
            "packed for the transfer",
            HASHED,
            "it sends the file compressed (Content-Encoding: gzip), which was not requested",
            RawServer.body(gzip(CONTENT), "200 OK", "Content-Encoding: gzip")),
        refused(
                "packed by another program",
                UNKNOWN,
                "it sends the file compressed (Content-Encoding: br), which was not requested",
                ok(WHOLE, "Content-Encoding: br"))
            .named("a.tgz"),
        fetched(
                "a packed file that is said to be packed",
                UNKNOWN,
                gzip(CONTENT),
                RawServer.body(
                    gzip(CONTENT),
                    "200 OK",
                    "Content-Encoding: x-gzip",
                    "Content-Length: " + gzip(CONTENT).length))
            .named("a.tar.gz"),
        fetched("packed by nothing", HASHED, CONTENT, ok(WHOLE, "Content-Encoding: identity")),
        refused(
            "packed, and in chunks",
            UNKNOWN,
            broken("Transfer-Encoding: gzip, chunked"),
            ok("Transfer-Encoding: gzip, chunked")),
        refused(
            "in chunks, and of a length",
            UNKNOWN,
            broken("Transfer-Encoding: chunked, and a Content-Length"),
            ok("Transfer-Encoding: chunked", WHOLE)));
  }

  static Stream<Case> redirects() {
    List<Case> cases = new ArrayList<>();
    String[][] wrong = {
      {"http://[", "it is not a valid address (Expected closing bracket for IPv6 address)"},
      {"/%zz", "it is not a valid address (Malformed escape pair)"},
      {"/a b", "it is not a valid address (Illegal character in path)"},
      {"http://a_b.org/x", "'a_b.org' is not a valid host name"},
      {"http:///x", "it names no host"},
      {"http://localhost:99999999/x", "port 99999999 is not between 1 and 65535"},
      {"http://localhost:0/x", "port 0 is not between 1 and 65535"},
      {"http://localhost:99999999999/x", "'localhost:99999999999' is not a valid host name"},
      {"file:/etc/passwd", "only http and https are supported"},
      {"ftp://localhost/x", "only http and https are supported"},
      {"mailto:a@b.org", "only http and https are supported"},
      {"javascript:alert(1)", "only http and https are supported"},
    };
    for (String[] location : wrong) {
      cases.add(
          refused(
              "to " + location[0],
              HASHED,
              "it redirects to '%s': %s".formatted(location[0], location[1]),
              redirect(location[0])));
    }
    cases.add(
        refused(
            "to nowhere",
            HASHED,
            "status 302: it redirects without saying where to",
            RawServer.head("302 Found")));
    cases.add(
        refused(
            "to nothing",
            HASHED,
            "status 307: it redirects without saying where to",
            RawServer.head("307 Temporary Redirect", "Location: ")));
    cases.add(
        refused(
            "to itself",
            HASHED,
            "it redirects in a circle, to http://localhost/x again",
            redirect("/x")));
    cases.add(
        refused(
                "to each other",
                HASHED,
                "it redirects in a circle, to http://localhost/x again",
                redirect("/y"))
            .with("GET /y", redirect("/x")));
    Case endless =
        refused("to ever another", HASHED, "it redirects more than 10 times", redirect("/0"));
    for (int i = 0; i < 12; i++) {
      endless = endless.with("GET /" + i, redirect("/" + (i + 1)));
    }
    cases.add(endless);
    cases.add(
        fetched("to another query", HASHED, CONTENT, redirect("?x=1"))
            .with("GET /x?x=1", ok(WHOLE)));
    cases.add(
        fetched("308", HASHED, CONTENT, RawServer.head("308 Permanent Redirect", "Location: /y"))
            .with("GET /y", ok(WHOLE)));
    return cases.stream();
  }

  static Stream<Case> whatIsNotHttp() {
    return Stream.of(
        refused(
            "garbage",
            HASHED,
            broken("Invalid status line: \"garbage\""),
            RawServer.text("garbage\r\n\r\n")),
        refused(
            "a status that is no number",
            HASHED,
            broken("Invalid status line: \"HTTP/1.1 abc OK\""),
            RawServer.text("HTTP/1.1 abc OK\r\n\r\n")),
        refused(
            "another version",
            HASHED,
            broken("Invalid status line: \"HTTP/2.0 200 OK\""),
            RawServer.text("HTTP/2.0 200 OK\r\n\r\n")),
        refused(
            "a header with a strange name",
            HASHED,
            broken("Invalid header name \"a b\""),
            ok("a b: c")),
        refused(
            "a header with a control character",
            HASHED,
            broken("Invalid header value \"X: a\u0001b\""),
            ok("X: a\u0001b")),
        refused(
            "headers without end",
            HASHED,
            broken("Header size too big: 393217 > 393216"),
            ok("X: " + "a".repeat(500_000))),
        refused(
            "another protocol",
            HASHED,
            broken("Unexpected 101 response, when not upgrading"),
            RawServer.head("101 Switching Protocols")),
        refused(
            "nothing",
            HASHED,
            "the connection broke (HTTP/1.1 header parser received no bytes)" + GIVEN_UP,
            RawServer.text("")),
        refused(
            "half a head",
            HASHED,
            "the connection broke (parsing HTTP/1.1 header, receiving [Content-Le], parser state [HEADER])"
                + GIVEN_UP,
            RawServer.text("HTTP/1.1 200 OK\r\nContent-Le")),
        refused(
                "no TLS where TLS is asked for",
                HASHED,
                "localhost does not speak TLS" + GIVEN_UP,
                ok(WHOLE))
            .overTls(),
        fetched("a line that is no header", HASHED, CONTENT, ok("no header", WHOLE)),
        fetched(
            "lines that end by \\n",
            HASHED,
            CONTENT,
            RawServer.bytes(
                "HTTP/1.1 200 OK\nContent-Length: 40000\n\n".getBytes(ISO_8859_1), CONTENT)),
        fetched(
            "early hints",
            HASHED,
            CONTENT,
            RawServer.bytes(
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n"
                    .getBytes(ISO_8859_1),
                CONTENT)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({
    "wrongLengths",
    "bodiesThatEndEarly",
    "partsThatDoNotFit",
    "refusals",
    "pages",
    "redirects",
    "whatIsNotHttp"
  })
  void givesTheRightFileOrExactlyThisReason(Case misbehaving) throws IOException {
    misbehaving
        .replies()
        .forEach((request, replies) -> server.on(request, replies.toArray(Reply[]::new)));

    String mirror = "%s://localhost:%s/x".formatted(misbehaving.scheme(), server.port());
    FetchOutcome outcome = fetch(misbehaving.file(), mirror, misbehaving.locked()).get(0);

    Path file = root.resolve("set").resolve(misbehaving.file());
    if (misbehaving.message().isEmpty()) {
      assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Kind.FETCHED);
      assertThat(file).hasBinaryContent(misbehaving.fetched());
      assertThat(filesThere()).containsExactly(misbehaving.file(), misbehaving.file() + ".pin");
      return;
    }
    assertThat(anonymous(outcome.message()))
        .isEqualTo(
            "cannot fetch set/%s: %s://localhost/x: %s"
                .formatted(misbehaving.file(), misbehaving.scheme(), misbehaving.message()));
    assertThat(filesThere())
        .isSubsetOf(misbehaving.file() + ".part", misbehaving.file() + ".part.from");

    assertThatAMirrorAndOthersGoOn(misbehaving.file(), mirror);
  }

  private void assertThatAMirrorAndOthersGoOn(String name, String mirror) {
    byte[] good = name.endsWith(".tgz") ? gzip(CONTENT) : CONTENT;
    String goodMirror = "http://localhost:%s/good".formatted(server.port());
    server.on("GET /good", RawServer.body(good, "200 OK", "Content-Length: " + good.length));

    List<FetchOutcome> outcomes = fetch(name, mirror + "|" + goodMirror, "? " + sha256(good));

    assertThat(outcomes).extracting(FetchOutcome::kind).containsOnly(Kind.FETCHED);
    assertThat(root.resolve("set").resolve(name)).hasBinaryContent(good);
    assertThat(root.resolve("set/second")).hasBinaryContent(good);
  }

  static Stream<String[]> mirrorsThatAreNoAddresses() {
    return Stream.of(
        new String[] {
          "http://[", "it is not a valid address (Expected closing bracket for IPv6 address)"
        },
        new String[] {"http://a_b.org/x", "'a_b.org' is not a valid host name"},
        new String[] {"http://localhost:99999999/x", "port 99999999 is not between 1 and 65535"},
        new String[] {"http://localhost/%zz", "it is not a valid address (Malformed escape pair)"});
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void mirrorsThatAreNoAddresses(String mirror, String reason) {
    FetchOutcome outcome = fetch("a.zip", mirror, HASHED).get(0);

    assertThat(outcome.message()).isEqualTo("cannot fetch set/a.zip: %s: %s", mirror, reason);
    assertThatAMirrorAndOthersGoOn("a.zip", mirror);
  }

  /** The file, and with several mirrors a second one from the last of them. */
  private List<FetchOutcome> fetch(String name, String mirrors, String locked) {
    List<String> lines = new ArrayList<>();
    lines.add("set/%s %s %s MIT -".formatted(name, mirrors, locked));
    if (mirrors.contains("|")) {
      lines.add("set/second %s %s MIT -".formatted(mirrors.replaceFirst(".*\\|", ""), locked));
    }
    List<LockedFile> files = DatasetsLock.parse("test.lock", lines).files().values().asList();
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return new Fetcher(
            new DataFolder(root),
            DownloadPolicy.STANDARD,
            new ProxyRules(Map.of()),
            clock,
            Ticker.systemTicker(),
            pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofMinutes(1)),
            folder -> Long.MAX_VALUE,
            new FetchProgress(new PrintWriter(out), clock, false))
        .fetch(files);
  }

  private String anonymous(String text) {
    return text.replace(":" + server.port(), "")
        .replace(root.toString(), "ROOT")
        // which of the two Java says of a reset is chance
        .replace("(Connection reset)", "(HTTP/1.1 header parser received no bytes)");
  }

  private List<String> filesThere() throws IOException {
    Path folder = root.resolve("set");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
