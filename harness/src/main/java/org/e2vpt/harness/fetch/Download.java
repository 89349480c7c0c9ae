package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchException.Remedy;

/** One attempt to get one file from one URL: the conversation with the server (RFC 9110). */
final class Download {

  private static final int BUFFER = 1 << 18;
  private static final Duration CONNECT = Duration.ofSeconds(30);

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
        Answer answer = new Answer(response, body);
        switch (answer.status()) {
          case 200 -> begin(file, url, answer, partial);
          case 206 -> resume(file, answer, partial);
          case 416 -> requireWhole(answer, partial);
          default -> throw answer.refusal(clock);
        }
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
        value ->
            request
                .header("Range", String.format(Locale.ROOT, "bytes=%d-", have))
                .header("If-Range", value));
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

  private void begin(LockedFile file, String url, Answer answer, Partial partial)
      throws IOException, FetchException {
    byte[] opening = opening(answer);
    Optional<String> objection = Opening.objection(file.name(), opening);
    if (objection.isPresent()) {
      throw new FetchException(Remedy.ANOTHER_SOURCE, objection.get());
    }
    requireRightSize(file, answer, partial);
    if (partial.version(url).isPresent()) {
      progress.say(file, "starts over; the server has another version by now, or sends no parts");
    }
    progress.begins(file);
    OutputStream out = partial.begin(url, answer.version());
    copy(file, answer, opening, out, partial);
  }

  private void resume(LockedFile file, Answer answer, Partial partial)
      throws IOException, FetchException {
    long have = partial.bytes();
    if (have == 0 || !answer.beginsAt(have)) {
      partial.discard();
      throw new FetchException(
          Remedy.ANOTHER_ATTEMPT,
          String.format(
              Locale.ROOT, "asked for the bytes from %d on, got '%s'", have, answer.range()));
    }
    progress.resumed(file, have);
    copy(file, answer, new byte[0], partial.resume(), partial);
  }

  /**
   * There is no byte after those that have come: because these are all, or because they are wrong.
   */
  private static void requireWhole(Answer answer, Partial partial)
      throws IOException, FetchException {
    long have = partial.bytes();
    if (have == 0 || !answer.endsAt(have)) {
      partial.discard();
      throw new FetchException(
          Remedy.ANOTHER_ATTEMPT,
          String.format(Locale.ROOT, "the server has no bytes from %d on", have));
    }
  }

  private static byte[] opening(Answer answer) throws FetchException {
    try {
      return answer.body().readNBytes(Opening.BYTES);
    } catch (IOException e) {
      throw Trouble.ofNetwork(answer.source(), e);
    }
  }

  /** What the server announces must be what the lock says, and fit onto the disk. */
  private void requireRightSize(LockedFile file, Answer answer, Partial partial)
      throws FetchException {
    OptionalLong announced = answer.bytes();
    if (announced.isEmpty()) {
      return;
    }
    long bytes = announced.getAsLong();
    OptionalLong locked = file.bytes();
    if (locked.orElse(bytes) != bytes) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          String.format(
              Locale.ROOT, "it has %d bytes there, expected %d", bytes, locked.getAsLong()));
    }
    long free = freeSpace.applyAsLong(partial.path());
    if (free < bytes) {
      throw new FetchException(
          Remedy.NONE,
          "%s are to come, but the disk of %s has room for %s; make room, or choose another folder with --data"
              .formatted(Amounts.bytes(bytes), partial.path(), Amounts.bytes(free)));
    }
    progress.size(file, bytes);
  }

  private void copy(
      LockedFile file, Answer answer, byte[] opening, OutputStream out, Partial partial)
      throws IOException, FetchException {
    byte[] buffer = new byte[BUFFER];
    try (out) {
      out.write(opening);
      progress.received(file, opening.length);
      for (int n = read(answer, buffer, partial); n >= 0; n = read(answer, buffer, partial)) {
        out.write(buffer, 0, n);
        progress.received(file, n);
        requireNoMore(file, partial);
      }
    }
    requireAll(file, partial);
  }

  /** A server that announces no size may send for ever. */
  private static void requireNoMore(LockedFile file, Partial partial)
      throws IOException, FetchException {
    if (partial.bytes() > file.bytes().orElse(Long.MAX_VALUE)) {
      partial.discard();
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          String.format(
              Locale.ROOT,
              "it sends more than the %d bytes that are expected; nothing of it was kept",
              file.bytes().getAsLong()));
    }
  }

  /** A server that announces no size may stop at any byte. */
  private static void requireAll(LockedFile file, Partial partial)
      throws IOException, FetchException {
    if (partial.bytes() < file.bytes().orElse(0)) {
      throw new FetchException(
          Remedy.ANOTHER_ATTEMPT,
          String.format(
              Locale.ROOT,
              "it ended after %d of %d bytes",
              partial.bytes(),
              file.bytes().getAsLong()));
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
}
