package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.DownloadResponse.Range;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.text.Amounts;

/**
 * One attempt to get one file from one URL: the conversation with the server (RFC 9110).
 *
 * <p>A part is continued only by bytes of the same version, and a file counts as whole only if
 * something says where it ends: its size in the lock, in {@code Content-Length} or in {@code
 * Content-Range}, the last chunk of a chunked body, or the lock's hash.
 */
final class Download {

  private static final int BUFFER = 1 << 18;
  private static final String UNKNOWN_HASH = "?";

  private final HttpRequester requester;
  private final Clock clock;
  private final ToLongFunction<Path> freeSpace;
  private final FetchProgress progress;

  /**
   * Downloads by {@code requester}.
   *
   * @param clock for dates that servers name
   * @param freeSpace bytes that can be written below a folder
   */
  Download(
      HttpRequester requester,
      Clock clock,
      ToLongFunction<Path> freeSpace,
      FetchProgress progress) {
    this.requester = requester;
    this.clock = clock;
    this.freeSpace = freeSpace;
    this.progress = progress;
  }

  /**
   * Continues {@code partial} if the server still has the same version of the file, and begins
   * again otherwise. Returns when the file is whole.
   *
   * @throws FetchException saying why it is not, and what could help
   */
  void attempt(LockedFile file, String url, PartialDownload partial) throws FetchException {
    try {
      Optional<FileVersion> version = partial.version(url);
      OptionalLong whole = version.map(FileVersion::bytes).orElse(OptionalLong.empty());
      if (whole.orElse(-1) == partial.bytes()) {
        return; // its process was killed before it gave the file its name
      }
      DownloadResponse response =
          requester.send("GET", HttpAddress.parse(url), range(partial, version));
      try (InputStream body = response.body()) {
        switch (response.status()) {
          case 200 -> begin(file, url, response, partial);
          case 206 -> resume(file, response, version, partial);
          case 416 -> requireWhole(file, response, version, partial);
          default -> throw response.refusal(clock);
        }
      }
    } catch (IOException e) {
      throw FetchErrors.ofDisk(partial.path(), e);
    }
  }

  private static Map<String, String> range(PartialDownload partial, Optional<FileVersion> version)
      throws IOException {
    Optional<String> validator = version.flatMap(FileVersion::validator);
    return validator.isPresent()
        ? Map.of("Range", "bytes=%s-".formatted(partial.bytes()), "If-Range", validator.get())
        : Map.of();
  }

  private void begin(
      LockedFile file, String url, DownloadResponse response, PartialDownload partial)
      throws IOException, FetchException {
    OptionalLong announced = response.bytes();
    response.requirePlainBody(file.name());
    byte[] opening = opening(response);
    requireNoPage(file, response, opening);
    OptionalLong whole = whole(file, response, announced, partial);
    requireRightSize(file, whole, partial);
    if (partial.version(url).isPresent()) {
      progress.say(file, "starts over; the server has another version by now, or sends no parts");
    }
    progress.begins(file);
    OutputStream out = partial.begin(url, response.version(whole));
    copy(file, response, opening, out, whole, partial);
  }

  private void resume(
      LockedFile file,
      DownloadResponse response,
      Optional<FileVersion> version,
      PartialDownload partial)
      throws IOException, FetchException {
    long have = partial.bytes();
    Optional<Range> range = response.range().filter(part -> part.first() == have);
    if (version.isEmpty() || range.isEmpty()) {
      throw startOver(
          partial,
          "asked for the bytes from %s on, got '%s'"
              .formatted(version.isEmpty() ? 0 : have, response.rangeText()));
    }
    response.bytes();
    response.requirePlainBody(file.name());
    FileVersion now = response.version(range.get().whole());
    Optional<String> difference = version.get().difference(now);
    if (difference.isPresent()) {
      throw startOver(
          partial, "the file has changed on the server: %s".formatted(difference.get()));
    }
    if (!version.get().isConfirmedBy(now) && !hasHash(file)) {
      throw startOver(partial, "the server does not say which version the rest belongs to");
    }
    OptionalLong announced = now.bytes().isPresent() ? now.bytes() : version.get().bytes();
    OptionalLong whole = whole(file, response, announced, partial);
    progress.resumed(file, have);
    copy(file, response, new byte[0], partial.resume(), whole, partial);
  }

  /**
   * There is no byte after those that have come: because these are all, or because they are wrong.
   */
  private static void requireWhole(
      LockedFile file,
      DownloadResponse response,
      Optional<FileVersion> version,
      PartialDownload partial)
      throws IOException, FetchException {
    boolean sizeWasUnknown = version.isPresent() && version.get().bytes().isEmpty();
    if (!sizeWasUnknown || !hasHash(file) || response.wholeSize().orElse(-1) != partial.bytes()) {
      throw startOver(partial, "the server has no bytes from %s on".formatted(partial.bytes()));
    }
  }

  private static FetchException startOver(PartialDownload partial, String why) throws IOException {
    partial.discard();
    return new FetchException(Remedy.ANOTHER_ATTEMPT, why);
  }

  private static boolean hasHash(LockedFile file) {
    return !file.hash().equals(UNKNOWN_HASH);
  }

  private static byte[] opening(DownloadResponse response) throws FetchException {
    try {
      return response.body().readNBytes(ContentSniffer.BYTES);
    } catch (InterruptedIOException e) {
      throw interrupted();
    } catch (IOException e) {
      throw FetchErrors.ofNetwork(response.source(), response.proxy(), e);
    }
  }

  private static void requireNoPage(LockedFile file, DownloadResponse response, byte[] opening)
      throws FetchException {
    Optional<String> objection = ContentSniffer.objection(file.name(), opening);
    if (objection.isPresent()) {
      throw new FetchException(Remedy.ANOTHER_SOURCE, objection.get());
    }
    if (response.isPage() && !hasHash(file)) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it sent a web page (Content-Type: text/html) instead of the file");
    }
  }

  /**
   * How many bytes the whole file has, or empty if the body itself or the lock says whether it is
   * whole.
   *
   * @throws FetchException if nothing says that
   */
  private OptionalLong whole(
      LockedFile file, DownloadResponse response, OptionalLong announced, PartialDownload partial)
      throws FetchException, IOException {
    boolean toItsEnd = response.status() == 200 && response.chunked();
    if (announced.isPresent() || file.bytes().isPresent() || hasHash(file) || toItsEnd) {
      return announced;
    }
    OptionalLong asked = askForSize(response.source(), response.version(OptionalLong.empty()));
    if (asked.isEmpty()) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it does not give the length of the file, and datasets.lock has neither its size nor its hash, so a truncated download could not be detected; get the file yourself, and put it at %s"
              .formatted(partial.target()));
    }
    return asked;
  }

  /** The size that the server says if it need not send the file. */
  private OptionalLong askForSize(URI url, FileVersion version) throws FetchException, IOException {
    DownloadResponse head = requester.send("HEAD", url, Map.of());
    try (InputStream body = head.body()) {
      OptionalLong bytes = head.bytes();
      boolean same = head.status() == 200 && version.difference(head.version(bytes)).isEmpty();
      return same ? bytes : OptionalLong.empty();
    }
  }

  /** What the server announces must be what the lock says, and fit onto the disk. */
  private void requireRightSize(LockedFile file, OptionalLong announced, PartialDownload partial)
      throws FetchException {
    if (announced.isEmpty()) {
      return;
    }
    long bytes = announced.getAsLong();
    OptionalLong locked = file.bytes();
    if (locked.orElse(bytes) != bytes) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it has %s bytes there, expected %s".formatted(bytes, locked.getAsLong()));
    }
    long free = freeSpace.applyAsLong(partial.path());
    if (free < bytes) {
      throw new FetchException(
          Remedy.NONE,
          "%s are to come, but the disk of %s has room for %s; make room, or choose another folder with --data-root"
              .formatted(Amounts.bytes(bytes), partial.path(), Amounts.bytes(free)));
    }
    progress.size(file, bytes);
  }

  private void copy(
      LockedFile file,
      DownloadResponse response,
      byte[] opening,
      OutputStream out,
      OptionalLong announced,
      PartialDownload partial)
      throws IOException, FetchException {
    OptionalLong whole = file.bytes().isPresent() ? file.bytes() : announced;
    byte[] buffer = new byte[BUFFER];
    try (out) {
      out.write(opening);
      progress.received(file, opening.length);
      for (int n = read(response, buffer, partial); n >= 0; n = read(response, buffer, partial)) {
        out.write(buffer, 0, n);
        progress.received(file, n);
        requireNoMore(whole, partial);
      }
    }
    requireAll(whole, partial);
  }

  /** A server that announces no size may send for ever. */
  private static void requireNoMore(OptionalLong whole, PartialDownload partial)
      throws IOException, FetchException {
    if (partial.bytes() > whole.orElse(Long.MAX_VALUE)) {
      partial.discard();
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "it sends more than the %s bytes that are expected; nothing of it was kept"
              .formatted(whole.getAsLong()));
    }
  }

  /** A server that announces no size may stop at any byte. */
  private static void requireAll(OptionalLong whole, PartialDownload partial)
      throws IOException, FetchException {
    if (partial.bytes() < whole.orElse(0)) {
      throw new FetchException(
          Remedy.ANOTHER_ATTEMPT,
          "it ended after %s of %s bytes".formatted(partial.bytes(), whole.getAsLong()));
    }
  }

  private static int read(DownloadResponse response, byte[] buffer, PartialDownload partial)
      throws IOException, FetchException {
    try {
      return response.body().read(buffer);
    } catch (InterruptedIOException e) {
      throw interrupted();
    } catch (IOException e) {
      FetchException reason = FetchErrors.ofNetwork(response.source(), response.proxy(), e);
      throw new FetchException(
          reason.remedy(),
          "%s after %s".formatted(reason.getMessage(), Amounts.bytes(partial.bytes())));
    }
  }

  private static FetchException interrupted() {
    return new FetchException(Remedy.NONE, "the download was interrupted");
  }
}
