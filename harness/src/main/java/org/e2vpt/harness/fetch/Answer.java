package org.e2vpt.harness.fetch;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.harness.fetch.FetchException.Remedy;

/** What a server answers, and what that means for a download (RFC 9110). */
record Answer(HttpResponse<InputStream> response, InputStream body) {

  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+-\\d+|\\*)/(\\d+|\\*)");

  int status() {
    return response.statusCode();
  }

  /** Where the bytes really come from, after redirects. */
  URI source() {
    return response.uri();
  }

  /** How many bytes the body will have, if the server says so. */
  OptionalLong bytes() {
    return headers().firstValueAsLong("Content-Length");
  }

  /** What to quote in If-Range: only a strong ETag, or else the date, promises equal bytes. */
  Optional<String> version() {
    return headers()
        .firstValue("ETag")
        .filter(tag -> !tag.startsWith("W/"))
        .or(() -> headers().firstValue("Last-Modified"));
  }

  /** The part of the file that the body is, as the server words it. */
  String range() {
    return headers().firstValue("Content-Range").orElse("no Content-Range");
  }

  /** Whether the body begins at this byte of the file. */
  boolean beginsAt(long first) {
    return matchedRange().filter(range -> range.group(1).startsWith(first + "-")).isPresent();
  }

  /** Whether the whole file has this many bytes. */
  boolean endsAt(long bytes) {
    return matchedRange().filter(range -> range.group(2).equals("" + bytes)).isPresent();
  }

  private Optional<Matcher> matchedRange() {
    return Optional.of(range()).map(CONTENT_RANGE::matcher).filter(Matcher::matches);
  }

  private HttpHeaders headers() {
    return response.headers();
  }

  /** What a status without a file means. */
  FetchException refusal(Clock clock) {
    return switch (status()) {
      case 408, 425, 429, 500, 502, 503, 504 ->
          new FetchException(
              Remedy.ANOTHER_ATTEMPT,
              String.format(Locale.ROOT, "status %d: the server is busy or broken", status()),
              retryAfter(clock));
      case 301, 302, 303, 307, 308 ->
          forGood(
              "it redirects to %s, which leads round in circles or from https to http"
                  .formatted(headers().firstValue("Location").orElse("nowhere")));
      case 401, 403 ->
          forGood(
              String.format(Locale.ROOT, "status %d: the server does not give it to us", status()));
      case 404, 410 ->
          forGood(String.format(Locale.ROOT, "status %d: it is not there any more", status()));
      default -> forGood(String.format(Locale.ROOT, "status %d", status()));
    };
  }

  private static FetchException forGood(String why) {
    return new FetchException(Remedy.ANOTHER_SOURCE, why);
  }

  /** Retry-After is a number of seconds or a date. */
  private Duration retryAfter(Clock clock) {
    String text = headers().firstValue("Retry-After").orElse("0");
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration pause = Duration.between(clock.instant(), date.toInstant());
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException e) {
      return Duration.ZERO; // the header is a hint, and this one hints at nothing
    }
  }
}
