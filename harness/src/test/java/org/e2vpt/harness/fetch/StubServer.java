package org.e2vpt.harness.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A server on this machine that answers as it is told, well or badly, and remembers what it was
 * asked.
 */
final class StubServer implements AutoCloseable {

  /** One answer. */
  interface Reply {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  StubServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  /** Answers the requests for {@code path} one after the other; the last answer again and again. */
  StubServer on(String path, Reply... answers) {
    replies.put(path, new ArrayDeque<>(Arrays.asList(answers)));
    return this;
  }

  String url(String path) {
    return String.format(Locale.ROOT, "http://localhost:%d%s", server.getAddress().getPort(), path);
  }

  /** Without the port, which is another one each time. */
  String anonymous(String text) {
    return text.replace(":" + server.getAddress().getPort(), "");
  }

  /** Path, Range and If-Range of each request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(
        "%s %s %s"
            .formatted(
                path,
                exchange.getRequestHeaders().getFirst("Range"),
                exchange.getRequestHeaders().getFirst("If-Range"))
            .replace(" null", ""));
    Deque<Reply> left = replies.getOrDefault(path, new ArrayDeque<>(List.of(status(404))));
    Reply reply;
    synchronized (left) {
      reply = left.size() > 1 ? left.remove() : left.element();
    }
    try (exchange) {
      reply.to(exchange);
    }
  }

  static Reply status(int status, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(status, -1);
    };
  }

  /** The whole file, whatever part was asked for. */
  static Reply whole(byte[] content, String... headers) {
    return sending(content, content.length, headers);
  }

  /** Announces the whole file, and closes the connection after {@code sent} bytes. */
  static Reply cut(byte[] content, int sent, String... headers) {
    return sending(Arrays.copyOf(content, sent), content.length, headers);
  }

  /** Sends without saying how much will come. */
  static Reply unannounced(byte[] content, String... headers) {
    return sending(content, 0, headers);
  }

  private static Reply sending(byte[] content, int announced, String... headers) {
    return exchange -> {
      for (int i = 0; i < headers.length; i += 2) {
        exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
      }
      exchange.sendResponseHeaders(200, announced);
      exchange.getResponseBody().write(content);
      exchange.getResponseBody().flush();
    };
  }

  /**
   * Gives the part that was asked for if the version is still this, and the whole file otherwise.
   */
  static Reply ranged(byte[] content, String version) {
    return exchange -> {
      String range = exchange.getRequestHeaders().getFirst("Range");
      boolean part =
          range != null && version.equals(exchange.getRequestHeaders().getFirst("If-Range"));
      if (!part) {
        whole(content, "ETag", version).to(exchange);
        return;
      }
      int first = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      String header = version.startsWith("\"") ? "ETag" : "Last-Modified";
      exchange.getResponseHeaders().add(header, version);
      part(content, first).to(exchange);
    };
  }

  /** The bytes from {@code first} on, whatever was asked for. */
  static Reply part(byte[] content, int first) {
    return exchange -> {
      byte[] rest = Arrays.copyOfRange(content, first, content.length);
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              String.format(
                  Locale.ROOT, "bytes %d-%d/%d", first, content.length - 1, content.length));
      exchange.sendResponseHeaders(206, rest.length);
      exchange.getResponseBody().write(rest);
    };
  }

  /** Sends {@code sent} bytes and then nothing until the server is closed. */
  Reply hanging(byte[] content, int sent, String... headers) {
    return exchange -> {
      sending(Arrays.copyOf(content, sent), content.length, headers).to(exchange);
      awaitClosing(Duration.ofDays(1));
    };
  }

  /** Sends in four parts, with pauses between. */
  Reply slow(byte[] content, Duration pause) {
    return exchange -> {
      exchange.sendResponseHeaders(200, content.length);
      int part = content.length / 4;
      for (int i = 0; i < 4; i++) {
        exchange.getResponseBody().write(content, i * part, part);
        exchange.getResponseBody().flush();
        awaitClosing(pause);
      }
    };
  }

  /** Sends nothing at all until the server is closed. */
  Reply silent() {
    return exchange -> awaitClosing(Duration.ofDays(1));
  }

  private void awaitClosing(Duration atMost) {
    try {
      closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
