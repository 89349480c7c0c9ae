package org.e2vpt.harness.fetch;

import com.google.common.base.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.fetch.ProxyRules.Route;

/**
 * Asks servers, through proxies and along redirects. Whatever they answer becomes a response or a
 * {@link FetchException}.
 */
final class HttpRequester {

  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final int MOST_REDIRECTS = 10;

  private final ProxyRules proxies;
  private final DownloadPolicy policy;
  private final Ticker ticker;
  private final HttpClient client;

  HttpRequester(ProxyRules proxies, DownloadPolicy policy, Ticker ticker) {
    this.proxies = proxies;
    this.policy = policy;
    this.ticker = ticker;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            // Java's own way with redirects ends in IllegalArgumentException if one is no address.
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(proxies.selector())
            .connectTimeout(CONNECT)
            .build();
  }

  /**
   * Sends a request, again and again while the answer is a redirect.
   *
   * @param method without a body of its own, such as GET
   * @return its body has to be closed
   */
  DownloadResponse send(String method, URI url, Map<String, String> headers) throws FetchException {
    Set<URI> asked = new HashSet<>();
    URI next = url;
    while (asked.size() <= MOST_REDIRECTS) {
      if (!asked.add(next)) {
        throw new FetchException(
            Remedy.ANOTHER_SOURCE, "it redirects in a circle, to %s again".formatted(next));
      }
      DownloadResponse response = sendOnce(method, next, headers);
      if (!isRedirect(response.status())) {
        return response;
      }
      try (InputStream body = response.body()) {
        next = HttpAddress.redirected(next, location(response));
      } catch (IOException e) {
        throw FetchErrors.ofNetwork(next, response.proxy(), e);
      }
    }
    throw new FetchException(
        Remedy.ANOTHER_SOURCE, "it redirects more than %s times".formatted(MOST_REDIRECTS));
  }

  private static boolean isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  private static String location(DownloadResponse response) throws FetchException {
    return response
        .response()
        .headers()
        .firstValue("Location")
        .filter(location -> !location.isBlank())
        .orElseThrow(
            () ->
                new FetchException(
                    Remedy.ANOTHER_SOURCE,
                    "status %s: it redirects without saying where to"
                        .formatted(response.status())));
  }

  private DownloadResponse sendOnce(String method, URI url, Map<String, String> headers)
      throws FetchException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .method(method, BodyPublishers.noBody())
            .timeout(policy.silence())
            .header("User-Agent", "e2vpt-repro (java.net.http)")
            .header("Accept-Encoding", "identity");
    headers.forEach(request::header);
    Optional<Route> proxy = proxies.route(url);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), head -> new TimedBody(policy, ticker));
      return new DownloadResponse(response, response.body(), proxy);
    } catch (IOException e) {
      throw FetchErrors.ofNetwork(url, proxy, e);
    } catch (IllegalArgumentException e) { // thus the client refuses a Content-Length that is none
      throw FetchErrors.notHttp(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException(Remedy.NONE, "the download was interrupted");
    }
  }
}
