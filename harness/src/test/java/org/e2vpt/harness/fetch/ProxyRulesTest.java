package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.base.Splitter;
import com.google.common.base.Ticker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProxyRulesTest {

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "direct",
      textBlock =
          """
          http_proxy=http://p:1                              | http://h.org/a        | the proxy p:1 of http_proxy
          http_proxy=p:1                                     | http://h.org/a        | the proxy p:1 of http_proxy
          http_proxy=http://p:1/                             | http://h.org/a        | the proxy p:1 of http_proxy
          HTTP_PROXY=http://p:1                              | http://h.org/a        | the proxy p:1 of HTTP_PROXY
          http_proxy=http://p:1 HTTP_PROXY=http://q:2        | http://h.org/a        | the proxy p:1 of http_proxy
          http_proxy=http://p:1                              | https://h.org/a       | direct
          https_proxy=http://p:1                             | https://h.org/a       | the proxy p:1 of https_proxy
          HTTPS_PROXY=http://p:1                             | https://h.org/a       | the proxy p:1 of HTTPS_PROXY
          all_proxy=http://p:1                               | https://h.org/a       | the proxy p:1 of all_proxy
          ALL_PROXY=http://p:1 http_proxy=http://q:2         | http://h.org/a        | the proxy q:2 of http_proxy
          http_proxy=                                        | http://h.org/a        | direct
          x=y                                                | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=*                   | http://h.org/a        | direct
          http_proxy=http://p:1 NO_PROXY=*                   | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=h.org               | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=H.ORG               | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=h.org               | http://www.h.org/a    | direct
          http_proxy=http://p:1 no_proxy=.h.org              | http://www.h.org/a    | direct
          http_proxy=http://p:1 no_proxy=.h.org              | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=h.org               | http://notth.org/a    | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=www.h.org           | http://h.org/a        | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=a.org,,h.org        | http://h.org/a        | direct
          http_proxy=http://p:1 no_proxy=                    | http://h.org/a        | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=10.0.0.0/8          | http://10.1.2.3/a     | direct
          http_proxy=http://p:1 no_proxy=10.0.0.0/8          | http://11.1.2.3/a     | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=10.1.2.0/23         | http://10.1.3.3/a     | direct
          http_proxy=http://p:1 no_proxy=10.1.2.3            | http://10.1.2.3/a     | direct
          http_proxy=http://p:1 no_proxy=10.1.2.3/33         | http://10.1.2.3/a     | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=10.1.2.3/x          | http://10.1.2.3/a     | the proxy p:1 of http_proxy
          http_proxy=http://p:1 no_proxy=fe80::/10           | http://[fe80::1]:8/a  | direct
          http_proxy=http://p:1 no_proxy=[::1]               | http://[::1]/a        | direct
          http_proxy=http://p:1 no_proxy=::/0                | http://10.1.2.3/a     | the proxy p:1 of http_proxy
          """)
  void areThoseOfCurl(String environment, String url, String route) throws FetchException {
    ProxyRules rules =
        new ProxyRules(
            Splitter.on(' ').withKeyValueSeparator(Splitter.on('=').limit(2)).split(environment));

    assertThat(rules.route(URI.create(url)).map(Object::toString).orElse(null)).isEqualTo(route);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http://me:secret@p:1  | a proxy with user and password is not supported; use one without, or fetch the file by hand
          me:secret@p:1         | a proxy with user and password is not supported; use one without, or fetch the file by hand
          socks5://p:1          | a proxy of the kind 'socks5' is not supported, only http
          https://p:1           | a proxy of the kind 'https' is not supported, only http
          http://p              | expected http://HOST:PORT, got 'http://p'
          http://p:99999        | expected http://HOST:PORT, got 'http://p:99999'
          http://a_b:1          | expected http://HOST:PORT, got 'http://a_b:1'
          http://[              | expected http://HOST:PORT, got 'http://['
          http://me:secret@p    | expected http://HOST:PORT, got 'http://...@p'
          me:secret@[           | expected http://HOST:PORT, got '//...@['
          """)
  void nameTheVariableThatCannotBeUsedAndNoPassword(String value, String reason) {
    ProxyRules rules = new ProxyRules(Map.of("http_proxy", value));

    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> rules.route(URI.create("http://h.org/a")))
        .withMessage("the variable http_proxy cannot be used: %s", reason);
  }

  @Test
  void leadAFetchThroughTheProxyOfTheEnvironment() {
    byte[] content = "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8);
    try (RawServer proxy = new RawServer()) {
      proxy.on(
          "GET http://files.invalid/x",
          RawServer.body(content, "200 OK", "Content-Length: " + content.length));

      FetchOutcome outcome =
          fetch("http://files.invalid/x", "http_proxy", "http://localhost:" + proxy.port());

      assertThat(outcome.kind()).as(outcome.message()).isEqualTo(Kind.FETCHED);
      assertThat(root.resolve("a.csv")).hasBinaryContent(content);
      assertThat(proxy.requests()).containsExactly("GET http://files.invalid/x");
    }
  }

  @Test
  void giveTheNameOfAProxyThatTakesNoConnection() {
    int port;
    try (RawServer proxy = new RawServer()) {
      port = proxy.port();
    }

    assertThat(fetch("http://files.invalid/x", "http_proxy", "localhost:" + port).message())
        .isEqualTo(
            "cannot fetch a.csv: http://files.invalid/x: the proxy localhost:%s of http_proxy takes no connection; given up after 5 attempts",
            port);
  }

  @Test
  void giveTheNameOfAProxyThatNobodyKnows() {
    assertThat(fetch("http://files.invalid/x", "ALL_PROXY", "proxy.invalid:3128").message())
        .isEqualTo(
            "cannot fetch a.csv: http://files.invalid/x: cannot resolve the host name proxy.invalid, which is that of the proxy proxy.invalid:3128 of ALL_PROXY; is there a network connection?; given up after 5 attempts");
  }

  @Test
  void giveTheNameOfAProxyThatWantsAPassword() {
    try (RawServer proxy = new RawServer()) {
      proxy.on("GET http://files.invalid/x", RawServer.head("407 Proxy Authentication Required"));

      assertThat(
              fetch("http://files.invalid/x", "http_proxy", "localhost:" + proxy.port()).message())
          .isEqualTo(
              "cannot fetch a.csv: http://files.invalid/x: status 407: the proxy localhost:%s of http_proxy asks for user and password, which is not supported",
              proxy.port());
    }
  }

  @Test
  void giveTheNameOfAProxyThatOpensNoTunnel() {
    try (RawServer proxy = new RawServer()) {
      proxy.on("CONNECT files.invalid:443", RawServer.head("403 Forbidden"));

      assertThat(
              fetch("https://files.invalid/x", "https_proxy", "localhost:" + proxy.port())
                  .message())
          .isEqualTo(
              "cannot fetch a.csv: https://files.invalid/x: the connection through the proxy localhost:%s of https_proxy broke (Tunnel failed, got: 403); given up after 5 attempts",
              proxy.port());
    }
  }

  private FetchOutcome fetch(String url, String variable, String value) {
    Clock clock = Clock.systemUTC();
    return new Fetcher(
            new DataFolder(root),
            DownloadPolicy.STANDARD,
            new ProxyRules(Map.of(variable, value)),
            clock,
            Ticker.systemTicker(),
            pause -> {},
            folder -> Long.MAX_VALUE,
            new FetchProgress(new PrintWriter(new StringWriter()), clock, false))
        .fetch(
            DatasetsLock.parse("test.lock", List.of("a.csv %s ? ? MIT -".formatted(url)))
                .files()
                .values())
        .get(0);
  }
}
