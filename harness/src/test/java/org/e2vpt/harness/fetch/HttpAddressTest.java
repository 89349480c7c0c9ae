package org.e2vpt.harness.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "/c, https://h.org/c",
    "c, https://h.org/a/c",
    "?d=2, https://h.org/a/b?d=2",
    "//g.org/c, https://g.org/c",
    "HTTPS://g.org:8443/c, HTTPS://g.org:8443/c",
    "https://[::1]:80/, https://[::1]:80/"
  })
  void resolvesRedirects(String location, String expected) throws FetchException {
    assertThat(HttpAddress.redirected(URI.create("https://h.org/a/b?x=1"), location))
        .isEqualTo(URI.create(expected));
  }

  @Test
  void doesNotLeaveTls() throws FetchException {
    assertThatExceptionOfType(FetchException.class)
        .isThrownBy(() -> HttpAddress.redirected(URI.create("https://h.org/a"), "http://h.org/b"))
        .withMessage("it redirects from https to 'http://h.org/b', which is not safe");
    assertThat(HttpAddress.redirected(URI.create("http://h.org/a"), "https://h.org/b"))
        .isEqualTo(URI.create("https://h.org/b"));
  }
}
