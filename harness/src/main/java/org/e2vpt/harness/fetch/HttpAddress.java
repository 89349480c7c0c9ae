package org.e2vpt.harness.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import org.e2vpt.harness.fetch.FetchException.Remedy;

/** Addresses that can be asked for: {@code http} or {@code https}, with a host and a port. */
final class HttpAddress {

  private static final int HIGHEST_PORT = 65_535;

  private HttpAddress() {}

  /**
   * The address of a mirror.
   *
   * @throws FetchException saying what is wrong with it
   */
  static URI parse(String text) throws FetchException {
    try {
      return checked(new URI(text));
    } catch (URISyntaxException e) {
      throw invalid("it is not a valid address (%s)".formatted(e.getReason()));
    }
  }

  /**
   * Where a redirect leads.
   *
   * @param location absolute, or relative to {@code from}
   * @throws FetchException if that is no address, or one that must not be followed
   */
  static URI redirected(URI from, String location) throws FetchException {
    URI to;
    try {
      // RFC 3986; Java's own resolution is that of RFC 2396, and drops the last part of the path.
      to =
          from.resolve(new URI(location.startsWith("?") ? from.getRawPath() + location : location));
      checked(to);
    } catch (URISyntaxException e) {
      throw invalid(
          "it redirects to '%s': it is not a valid address (%s)"
              .formatted(location, e.getReason()));
    } catch (FetchException e) {
      throw invalid("it redirects to '%s': %s".formatted(location, e.getMessage()));
    }
    if (from.getScheme().equalsIgnoreCase("https") && to.getScheme().equalsIgnoreCase("http")) {
      throw invalid("it redirects from https to '%s', which is not safe".formatted(location));
    }
    return to;
  }

  private static URI checked(URI address) throws FetchException {
    String scheme = address.getScheme();
    if (scheme == null || !scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw invalid("only http and https are supported");
    }
    if (address.getHost() == null) {
      String authority = address.getRawAuthority();
      throw invalid(
          authority == null
              ? "it names no host"
              : "'%s' is not a valid host name".formatted(authority));
    }
    int port = address.getPort();
    if (port == 0 || port > HIGHEST_PORT) {
      throw invalid("port %s is not between 1 and %s".formatted(port, HIGHEST_PORT));
    }
    return address;
  }

  private static FetchException invalid(String why) {
    return new FetchException(Remedy.ANOTHER_SOURCE, why);
  }
}
