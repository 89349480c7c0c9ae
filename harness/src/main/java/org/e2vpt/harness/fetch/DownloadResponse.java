package org.e2vpt.harness.fetch;

import com.google.common.base.Ascii;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.fetch.ProxyRules.Route;

/**
 * What a server answers, and what that means for a download (RFC 9110, RFC 9112).
 *
 * @param response the head
 * @param body its content, which has to be closed
 * @param proxy through which it came
 */
record DownloadResponse(
    HttpResponse<InputStream> response, InputStream body, Optional<Route> proxy) {

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");
  private static final Pattern SIZE = Pattern.compile("bytes \\*/([0-9]{1,18})");

  /** The part of a file that a body is: from {@code first} to {@code last}, both included. */
  record Range(long first, long last, OptionalLong whole) {}

  int status() {
    return response.statusCode();
  }

  /** Where the bytes really come from, after redirects. */
  URI source() {
    return response.uri();
  }

  /**
   * How many bytes the body will have, if the server says so.
   *
   * @throws FetchException if what it says is no number, or are several
   */
  OptionalLong bytes() throws FetchException {
    List<String> lengths = all("Content-Length").distinct().toList();
    if (lengths.isEmpty()) {
      return OptionalLong.empty();
    }
    if (lengths.size() > 1 || !NUMBER.matcher(lengths.get(0)).matches()) {
      throw forGood(
          "its answer breaks the rules of HTTP (Content-Length: %s)"
              .formatted(String.join(" and ", lengths)));
    }
    return OptionalLong.of(Long.parseLong(lengths.get(0)));
  }

  /** Whether the body comes in chunks, of which the last one says that it is the last. */
  boolean chunked() {
    return all("Transfer-Encoding").anyMatch(coding -> coding.equalsIgnoreCase("chunked"));
  }

  /**
   * Makes sure that the body is the file's bytes and no packed form of them, which was not asked
   * for.
   *
   * @param name of the file: servers say of a file that is packed itself, such as x.tar.gz, that
   *     its content is encoded by gzip
   */
  void requirePlainBody(String name) throws FetchException {
    List<String> transfer = all("Transfer-Encoding").toList();
    boolean chunkedAlone = transfer.size() == 1 && chunked();
    if (!transfer.isEmpty() && (!chunkedAlone || all("Content-Length").findAny().isPresent())) {
      throw forGood(
          "its answer breaks the rules of HTTP (Transfer-Encoding: %s%s)"
              .formatted(
                  String.join(" and ", transfer), chunkedAlone ? ", and a Content-Length" : ""));
    }
    List<String> content =
        all("Content-Encoding").filter(coding -> !coding.equalsIgnoreCase("identity")).toList();
    boolean ofTheFile =
        Ascii.toLowerCase(name).matches(".*\\.t?gz")
            && content.size() == 1
            && content.get(0).matches("(?i)(x-)?gzip");
    if (!content.isEmpty() && !ofTheFile) {
      throw forGood(
          "it sends the file compressed (Content-Encoding: %s), which was not requested"
              .formatted(String.join(" and ", content)));
    }
  }

  /** Whether the server says that the body is a web page. */
  boolean isPage() {
    return all("Content-Type").anyMatch(type -> Ascii.toLowerCase(type).startsWith("text/html"));
  }

  /** The version of the file, of the size {@code whole}. */
  FileVersion version(OptionalLong whole) {
    return new FileVersion(all("ETag").findFirst(), all("Last-Modified").findFirst(), whole);
  }

  /** The part of the file that the body is, as the server words it. */
  String rangeText() {
    return all("Content-Range").findFirst().orElse("no Content-Range");
  }

  /** The part of the file that the body is, if the server says it clearly. */
  Optional<Range> range() {
    Matcher matcher = RANGE.matcher(rangeText());
    return matcher.matches()
        ? Optional.of(
            new Range(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                size(matcher.group(3))))
        : Optional.empty();
  }

  /** The size of the whole file in an answer of the status 416. */
  OptionalLong wholeSize() {
    Matcher matcher = SIZE.matcher(rangeText());
    return matcher.matches() ? size(matcher.group(1)) : OptionalLong.empty();
  }

  private static OptionalLong size(String text) {
    return text.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
  }

  private Stream<String> all(String header) {
    return response.headers().allValues(header).stream().map(String::strip);
  }

  /** What a status without a file means. */
  FetchException refusal(Clock clock) {
    return switch (status()) {
      case 408, 425, 429, 500, 502, 503, 504 ->
          new FetchException(
              Remedy.ANOTHER_ATTEMPT,
              "status %s: the server is busy or broken".formatted(status()),
              retryAfter(clock));
      case 401, 403 -> forGood("status %s: the server does not give it to us".formatted(status()));
      case 404, 410 -> forGood("status %s: it is not there any more".formatted(status()));
      case 407 ->
          forGood(
              "status 407: %s asks for user and password, which is not supported"
                  .formatted(proxy.map(Route::toString).orElse("the server")));
      default -> forGood("status %s".formatted(status()));
    };
  }

  private static FetchException forGood(String why) {
    return new FetchException(Remedy.ANOTHER_SOURCE, why);
  }

  /** Retry-After is a number of seconds or a date; it is a hint, and may hint at nothing. */
  private Duration retryAfter(Clock clock) {
    String text = all("Retry-After").findFirst().orElse("0");
    if (text.matches("[0-9]+")) {
      return Duration.ofSeconds(text.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(text));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration pause = Duration.between(clock.instant(), date.toInstant());
      return pause.isNegative() ? Duration.ZERO : pause;
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }
}
