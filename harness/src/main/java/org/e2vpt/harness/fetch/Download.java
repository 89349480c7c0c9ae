package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchException.Remedy;

/** One attempt to get one file from one URL: the conversation with the server (RFC 9110). */
final class Download {

  private static final int BUFFER = 1 << 18;
  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+-\\d+|\\*)/(\\d+|\\*)");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .connectTimeout(CONNECT)
          .build();
  private final Duration silence;
  private final Clock clock;
  private final ToLongFunction<Path> freeSpace;
  private final FetchProgress progress;

  /**
   * Downloads with these limits.
   *
   * @param silence how long no byte may come
   * @param freeSpace bytes that can be written below a folder
   */
  Download(Duration silence, Clock clock, ToLongFunction<Path> freeSpace, FetchProgress progress) {
    this.silence = silence;
    this.clock = clock;
    this.freeSpace = freeSpace;
    this.progress = progress;
  }

  /**
   * Continues {@code partial} if the server still has the same version of the file, and begins anew
   * otherwise. Returns when all has come that the server wanted to send.
   *
   * @throws FetchException saying why not all came, and what could help
   */
  void attempt(LockedFile file, String url, Partial partial) throws FetchException {
    try {
      Optional<String> version = partial.version(url);
      HttpRequest request = request(url, version, partial.bytes());
      HttpResponse<InputStream> response = send(request);
      try (InputStream body = response.body()) {
        receive(new Answer(file, url, response, body), partial, version.isPresent());
      }
    } catch (IOException e) {
      throw Trouble.ofDisk(partial.path(), e);
    }
  }

  private HttpRequest request(String url, Optional<String> version, long have) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(silence)
            .header("User-Agent", "e2vpt-repro (java.net.http)");
    version.ifPresent(
        value -> request.header("Range", "bytes=%d-".formatted(have)).header("If-Range", value));
    return request.build();
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws FetchException {
    try {
      return client.send(request, head -> new TimedBody(silence));
    } catch (IOException e) {
      throw Trouble.ofNetwork(request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException(Remedy.NONE, "the download was interrupted");
    }
  }

  /** A response whose body has not been read yet. */
  private record Answer(
      LockedFile file, String url, HttpResponse<InputStream> response, InputStream body) {

    HttpHeaders headers() {
      return response.headers();
    }

    /** Where the bytes really came from, after redirects. */
    URI source() {
      return response.uri();
    }

    /** What to quote in If-Range: only a strong ETag, or else the date, promises equal bytes. */
    Optional<String> version() {
      return headers()
          .firstValue("ETag")
          .filter(tag -> !tag.startsWith("W/"))
          .or(() -> headers().firstValue("Last-Modified"));
    }

    /** Whether Content-Range says that the body begins at this byte. */
    boolean rangeBegins(long first) {
      return contentRange().filter(range -> range.group(1).startsWith(first + "-")).isPresent();
    }

    /** Whether Content-Range says that the file has this many bytes. */
    boolean endsAt(long bytes) {
      return contentRange().filter(range -> range.group(2).equals("" + bytes)).isPresent();
    }

    private Optional<Matcher> contentRange() {
      return headers()
          .firstValue("Content-Range")
          .map(CONTENT_RANGE::matcher)
          .filter(Matcher::matches);
    }
  }

  private void receive(Answer answer, Partial partial, boolean resuming)
      throws IOException, FetchException {
    long have = partial.bytes();
    switch (answer.response().statusCode()) {
      case 200 -> fromTheBegin(answer, partial, resuming);
      case 206 -> {
        if (!resuming || !answer.rangeBegins(have)) {
          partial.discard();
          throw new FetchException(
              Remedy.ANOTHER_ATTEMPT,
              "asked for the bytes from %d on, got '%s'"
                  .formatted(
                      resuming ? have : 0,
                      answer.headers().firstValue("Content-Range").orElse("no Content-Range")));
        }
        progress.resumed(answer.file(), have);
        copy(answer, new byte[0], partial.resume(), partial);
      }
      case 416 -> {
        if (!resuming || !answer.endsAt(have)) {
          partial.discard();
          throw new FetchException(
              Remedy.ANOTHER_ATTEMPT, "the server has no bytes from %d on".formatted(have));
        }
      }
      default -> throw refusal(answer);
    }
  }

  private void fromTheBegin(Answer answer, Partial partial, boolean resuming)
      throws IOException, FetchException {
    byte[] opening = opening(answer);
    Optional<String> objection = Opening.objection(answer.file().name(), opening);
    if (objection.isPresent()) {
      throw new FetchException(Remedy.ANOTHER_SOURCE, objection.get());
    }
    requireRightSize(answer, partial);
    if (resuming) {
      progress.say(
          answer.file(), "starts over; the server has another version by now, or sends no parts");
    }
    progress.begins(answer.file());
    copy(answer, opening, partial.begin(answer.url(), answer.version()), partial);
  }

  private static byte[] opening(Answer answer) throws FetchException {
    try {
      return answer.body().readNBytes(Opening.BYTES);
    } catch (IOException e) {
      throw Trouble.ofNetwork(answer.source(), e);
    }
  }

  /** What the server announces must be what the lock says, and fit onto the disk. */
  private void requireRightSize(Answer answer, Partial partial) throws FetchException {
    OptionalLong announced = answer.headers().firstValueAsLong("Content-Length");
    if (announced.isEmpty()) {
      return;
    }
    long bytes = announced.getAsLong();
    OptionalLong locked = answer.file().bytes();
    if (locked.orElse(bytes) != bytes) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it has %d bytes there, expected %d".formatted(bytes, locked.getAsLong()));
    }
    long free = freeSpace.applyAsLong(partial.path());
    if (free < bytes) {
      throw new FetchException(
          Remedy.NONE,
          "%s are to come, but the disk of %s has room for %s; make room, or choose another folder with --data"
              .formatted(Amounts.bytes(bytes), partial.path(), Amounts.bytes(free)));
    }
    progress.size(answer.file(), bytes);
  }

  private void copy(Answer answer, byte[] opening, OutputStream out, Partial partial)
      throws IOException, FetchException {
    byte[] buffer = new byte[BUFFER];
    try (out) {
      out.write(opening);
      progress.received(answer.file(), opening.length);
      for (int n = read(answer, buffer, partial); n >= 0; n = read(answer, buffer, partial)) {
        out.write(buffer, 0, n);
        progress.received(answer.file(), n);
        requireNoMore(answer.file(), partial);
      }
    }
    requireAll(answer.file(), partial);
  }

  /** A server that announces no size may send for ever. */
  private static void requireNoMore(LockedFile file, Partial partial)
      throws IOException, FetchException {
    if (partial.bytes() > file.bytes().orElse(Long.MAX_VALUE)) {
      partial.discard();
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it sends more than the %d bytes that are expected; nothing of it was kept"
              .formatted(file.bytes().getAsLong()));
    }
  }

  /** A server that announces no size may stop at any byte. */
  private static void requireAll(LockedFile file, Partial partial)
      throws IOException, FetchException {
    if (partial.bytes() < file.bytes().orElse(0)) {
      throw new FetchException(
          Remedy.ANOTHER_ATTEMPT,
          "it ended after %d of %d bytes".formatted(partial.bytes(), file.bytes().getAsLong()));
    }
  }

  private static int read(Answer answer, byte[] buffer, Partial partial)
      throws IOException, FetchException {
    try {
      return answer.body().read(buffer);
    } catch (InterruptedIOException e) {
      throw new FetchException(Remedy.NONE, "the download was interrupted");
    } catch (IOException e) {
      FetchException reason = Trouble.ofNetwork(answer.source(), e);
      throw new FetchException(
          reason.remedy(),
          "%s after %s".formatted(reason.getMessage(), Amounts.bytes(partial.bytes())));
    }
  }

  private FetchException refusal(Answer answer) {
    int status = answer.response().statusCode();
    return switch (status) {
      case 301, 302, 303, 307, 308 ->
          new FetchException(
              Remedy.ANOTHER_SOURCE,
              "it redirects to %s, which leads round in circles or from https to http"
                  .formatted(answer.headers().firstValue("Location").orElse("nowhere")));
      case 401, 403 ->
          new FetchException(
              Remedy.ANOTHER_SOURCE,
              "status %d: the server does not give it to us".formatted(status));
      case 404, 410 ->
          new FetchException(
              Remedy.ANOTHER_SOURCE, "status %d: it is not there any more".formatted(status));
      case 408, 425, 429, 500, 502, 503, 504 -> later(answer, status);
      default -> new FetchException(Remedy.ANOTHER_SOURCE, "status %d".formatted(status));
    };
  }

  private FetchException later(Answer answer, int status) {
    return new FetchException(
        Remedy.ANOTHER_ATTEMPT,
        "status %d: the server is busy or broken".formatted(status),
        answer.headers().firstValue("Retry-After").map(this::pause).orElse(Duration.ZERO));
  }

  /** Retry-After is a number of seconds or a date. */
  private Duration pause(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Duration pause =
          Duration.between(
              clock.instant(),
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException e) {
      return Duration.ZERO; // the header is a hint, and this one hints at nothing
    }
  }
}
