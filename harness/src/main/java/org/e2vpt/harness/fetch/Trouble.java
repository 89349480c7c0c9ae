package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.e2vpt.harness.fetch.FetchException.Remedy;

/** Java's exceptions in the words of somebody who wants a file. */
final class Trouble {

  private Trouble() {}

  /** The disk did not take what came; no other source would change that. */
  static FetchException ofDisk(Path path, IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("no space left")
        || reason.contains("not enough space")
        || reason.contains("quota exceeded")) {
      return new FetchException(
          Remedy.NONE,
          "the disk of %s is full; make room, or choose another folder with --data; what has come is kept"
              .formatted(path));
    }
    if (e instanceof AccessDeniedException
        || reason.contains("operation not permitted")
        || reason.contains("read-only file system")) {
      return new FetchException(
          Remedy.NONE,
          "no permission to write %s; ask for it, or choose another folder with --data"
              .formatted(path));
    }
    return new FetchException(Remedy.NONE, "cannot write %s: %s".formatted(path, e));
  }

  /** The network did not bring what was asked for; it may do so in a while. */
  static FetchException ofNetwork(URI url, IOException e) {
    return new FetchException(Remedy.ANOTHER_ATTEMPT, words(url, e));
  }

  private static String words(URI url, IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "%s does not answer".formatted(url.getHost());
    }
    if (e instanceof HttpTimeoutException) {
      return "%s is silent".formatted(url.getHost());
    }
    if (e instanceof ConnectException) {
      return e.getCause() instanceof ConnectException cause
              && cause.getCause() instanceof UnresolvedAddressException
          ? "no host of the name %s is known; is there a network?".formatted(url.getHost())
          : "%s takes no connection".formatted(url.getAuthority());
    }
    if (e instanceof SSLException) {
      return "no secure connection to %s: %s".formatted(url.getHost(), e.getMessage());
    }
    return "the connection broke (%s)".formatted(e.getMessage());
  }
}
