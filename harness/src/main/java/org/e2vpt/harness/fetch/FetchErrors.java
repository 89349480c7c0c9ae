package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.fetch.MinimumRate.TooSlowException;
import org.e2vpt.harness.fetch.ProxyRules.Route;

/** Java's exceptions in the words of somebody who wants a file. */
final class FetchErrors {

  private FetchErrors() {}

  /** The disk did not take what came; no other source would change that. */
  static FetchException ofDisk(Path path, IOException e) {
    String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (reason.contains("no space left")
        || reason.contains("not enough space")
        || reason.contains("quota exceeded")) {
      return new FetchException(
          Remedy.NONE,
          "the disk of %s is full; make room, or choose another folder with --data-root; what has come is kept"
              .formatted(path));
    }
    if (e instanceof AccessDeniedException
        || reason.contains("operation not permitted")
        || reason.contains("read-only file system")) {
      return new FetchException(
          Remedy.NONE,
          "no permission to write %s; ask for it, or choose another folder with --data-root"
              .formatted(path));
    }
    return new FetchException(Remedy.NONE, "cannot write %s: %s".formatted(path, e));
  }

  /** The network did not bring what was asked for; unless it is too slow, it may in a while. */
  static FetchException ofNetwork(URI url, Optional<Route> proxy, IOException e) {
    if (e instanceof TooSlowException) {
      return new FetchException(
          Remedy.ANOTHER_SOURCE, "%s %s".formatted(url.getHost(), e.getMessage()));
    }
    if (e instanceof ProtocolException) {
      return notHttp(e);
    }
    return new FetchException(Remedy.ANOTHER_ATTEMPT, words(url, proxy, e));
  }

  /** The server's answer breaks the rules of HTTP, and would do so again. */
  static FetchException notHttp(Exception e) {
    return new FetchException(
        Remedy.ANOTHER_SOURCE,
        "its answer breaks the rules of HTTP (%s)".formatted(e.getMessage()));
  }

  private static String words(URI url, Optional<Route> proxy, IOException e) {
    if (e instanceof HttpConnectTimeoutException) {
      return "%s does not answer".formatted(asked(proxy, url.getHost()));
    }
    if (e instanceof HttpTimeoutException) {
      return "%s is silent".formatted(url.getHost());
    }
    if (e instanceof ConnectException) {
      return isUnresolved(e)
          ? "cannot resolve the host name %s%s; is there a network connection?"
              .formatted(
                  proxy.map(route -> route.address().getHostString()).orElse(url.getHost()),
                  proxy.map(route -> ", which is that of " + route).orElse(""))
          : "%s takes no connection".formatted(asked(proxy, url.getAuthority()));
    }
    if (e instanceof SSLException) {
      if (String.valueOf(e.getMessage()).contains("nrecognized SSL message")) {
        return "%s does not speak TLS".formatted(url.getAuthority());
      }
      return "no secure connection to %s: %s".formatted(url.getHost(), e.getMessage());
    }
    return "the connection%s broke (%s)"
        .formatted(proxy.map(route -> " through " + route).orElse(""), e.getMessage());
  }

  private static boolean isUnresolved(IOException e) {
    return e.getCause() instanceof ConnectException cause
        && cause.getCause() instanceof UnresolvedAddressException;
  }

  /** Who was really asked. */
  private static String asked(Optional<Route> proxy, String host) {
    return proxy.map(Route::toString).orElse(host);
  }
}
