package org.e2vpt.harness.fetch;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy a URL is asked through, as curl reads the environment: {@code http_proxy} and {@code
 * https_proxy}, else {@code all_proxy}; in small or in capital letters, of which small ones count
 * first. {@code no_proxy} lists hosts that are asked directly: names, which stand for what is below
 * them as well, IP addresses, ranges such as {@code 10.0.0.0/8}, or {@code *} for all.
 *
 * <p>Java's own properties ({@code -Dhttp.proxyHost}, {@code -Dhttps.proxyHost} and what belongs to
 * them) come before the environment. Only HTTP proxies without a password can be used.
 */
final class ProxyRules {

  /** A proxy and what chose it. */
  record Route(InetSocketAddress address, String chosenBy) {
    @Override
    public String toString() {
      return "the proxy %s:%s of %s"
          .formatted(address.getHostString(), address.getPort(), chosenBy);
    }
  }

  private final Map<String, String> environment;

  ProxyRules(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The proxy for {@code url}, or empty if its host is asked directly.
   *
   * @throws FetchException naming the variable, if what it says cannot be used
   */
  Optional<Route> route(URI url) throws FetchException {
    String scheme = Ascii.toLowerCase(url.getScheme());
    if (System.getProperty(scheme + ".proxyHost") != null) {
      return ofJava(url, "-D%s.proxyHost".formatted(scheme));
    }
    for (String name : List.of(scheme + "_proxy", "all_proxy")) {
      String variable = environment.containsKey(name) ? name : Ascii.toUpperCase(name);
      String value = environment.getOrDefault(variable, "");
      if (!value.isBlank()) {
        return isExcepted(url.getHost()) ? Optional.empty() : Optional.of(parse(variable, value));
      }
    }
    return ofJava(url, "the system");
  }

  /** For {@link java.net.http.HttpClient}, which asks after {@link #route} was asked. */
  ProxySelector selector() {
    return new ProxySelector() {
      @Override
      public List<Proxy> select(URI url) {
        try {
          return route(url)
              .map(route -> List.of(new Proxy(Proxy.Type.HTTP, route.address())))
              .orElse(List.of(Proxy.NO_PROXY));
        } catch (FetchException e) {
          throw new IllegalArgumentException(e.getMessage(), e);
        }
      }

      @Override
      public void connectFailed(URI url, SocketAddress proxy, IOException e) {
        // whoever asked for the URL gets the exception
      }
    };
  }

  private static Optional<Route> ofJava(URI url, String chosenBy) {
    ProxySelector ofJava = ProxySelector.getDefault();
    return ofJava == null
        ? Optional.empty()
        : ofJava.select(url).stream()
            .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
            .findFirst()
            .map(proxy -> new Route((InetSocketAddress) proxy.address(), chosenBy));
  }

  private static Route parse(String variable, String value) throws FetchException {
    URI proxy = uri(value.strip());
    if (proxy == null
        || proxy.getHost() == null
        || proxy.getPort() < 1
        || proxy.getPort() > 65_535) {
      throw unusable(
          variable, "expected http://HOST:PORT, got '%s'".formatted(withoutLogin(value)));
    }
    if (!Ascii.equalsIgnoreCase(proxy.getScheme(), "http")) {
      throw unusable(
          variable,
          "a proxy of the kind '%s' is not supported, only http".formatted(proxy.getScheme()));
    }
    if (proxy.getRawUserInfo() != null) {
      throw unusable(
          variable,
          "a proxy with user and password is not supported; use one without, or fetch the file by hand");
    }
    return new Route(
        InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort()), variable);
  }

  private static @Nullable URI uri(String value) {
    try {
      return new URI(value.contains("://") ? value : "http://" + value);
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /** A password is nothing for a terminal. */
  private static String withoutLogin(String value) {
    return value.replaceFirst("//[^/@]*@|^[^/@]*@", "//...@");
  }

  private static FetchException unusable(String variable, String why) {
    return new FetchException(
        Remedy.ANOTHER_SOURCE, "the variable %s cannot be used: %s".formatted(variable, why));
  }

  private boolean isExcepted(String host) {
    String list =
        environment.containsKey("no_proxy")
            ? environment.getOrDefault("no_proxy", "")
            : environment.getOrDefault("NO_PROXY", "");
    String name = CharMatcher.is('.').trimTrailingFrom(CharMatcher.anyOf("[]").trimFrom(host));
    return Splitter.on(CharMatcher.anyOf(", \t"))
        .omitEmptyStrings()
        .splitToStream(list)
        .anyMatch(entry -> entry.equals("*") || matches(entry, name));
  }

  private static boolean matches(String entry, String host) {
    if (InetAddresses.isInetAddress(host)) {
      return isInRange(InetAddresses.forString(host), entry);
    }
    String domain = Ascii.toLowerCase(CharMatcher.is('.').trimFrom(entry));
    String name = Ascii.toLowerCase(host);
    return name.equals(domain) || name.endsWith("." + domain);
  }

  /** Whether an address is {@code entry}, or in it if that is a range: {@code 10.0.0.0/8}. */
  private static boolean isInRange(InetAddress host, String entry) {
    List<String> parts = Splitter.on('/').splitToList(CharMatcher.anyOf("[]").removeFrom(entry));
    if (parts.size() > 2 || !InetAddresses.isInetAddress(parts.get(0))) {
      return false;
    }
    byte[] address = host.getAddress();
    byte[] range = InetAddresses.forString(parts.get(0)).getAddress();
    int most = range.length * Byte.SIZE;
    if (address.length != range.length
        || parts.size() == 2 && !parts.get(1).matches("[0-9]{1,3}")) {
      return false;
    }
    int bits = parts.size() == 2 ? Integer.parseInt(parts.get(1)) : most;
    for (int bit = 0; bit < Math.min(bits, most); bit++) {
      int mask = 0x80 >> bit % Byte.SIZE;
      if (((address[bit / Byte.SIZE] ^ range[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return bits <= most;
  }
}
