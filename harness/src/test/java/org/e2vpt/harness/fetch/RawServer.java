package org.e2vpt.harness.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on this machine that writes what it is told, whether that is HTTP or not, and closes the
 * connection.
 */
final class RawServer implements AutoCloseable {

  /** What becomes of a request. */
  interface Reply {
    void to(Socket client) throws IOException;
  }

  private static final int TLS_HANDSHAKE = 0x16;

  private final ServerSocket server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Deque<Reply>> replies = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  RawServer() {
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /**
   * Answers requests one after the other; the last answer again and again.
   *
   * @param request such as {@code GET /a.zip}
   */
  RawServer on(String request, Reply... answers) {
    replies.put(request, new ArrayDeque<>(Arrays.asList(answers)));
    return this;
  }

  int port() {
    return server.getLocalPort();
  }

  /** First line, without the version, and Range of each request. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      PushbackInputStream bytes = new PushbackInputStream(client.getInputStream());
      int begin = bytes.read();
      if (begin == TLS_HANDSHAKE) { // which has no end of line that could be waited for
        head("400 Bad Request").to(client);
        return;
      }
      if (begin < 0) {
        return;
      }
      bytes.unread(begin);
      BufferedReader in =
          new BufferedReader(new InputStreamReader(bytes, StandardCharsets.ISO_8859_1));
      String first = in.readLine();
      if (first == null) {
        return;
      }
      String request = first.replaceFirst(" HTTP/1.1$", "");
      String range = "";
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        range = line.startsWith("Range: ") ? line.replaceFirst("Range:", "") : range;
      }
      requests.add(request + range);
      Deque<Reply> left =
          replies.getOrDefault(request, new ArrayDeque<>(List.of(head("404 Not Found"))));
      Reply reply;
      synchronized (left) {
        reply = left.size() > 1 ? left.remove() : left.element();
      }
      reply.to(client);
    } catch (IOException e) {
      return; // the client has gone
    }
  }

  /** These bytes. */
  static Reply bytes(byte[]... parts) {
    return client -> {
      OutputStream out = client.getOutputStream();
      for (byte[] part : parts) {
        out.write(part);
      }
      out.flush();
    };
  }

  /** This text, and nothing of HTTP around it. */
  static Reply text(String text) {
    return bytes(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A head alone. */
  static Reply head(String status, String... headers) {
    return body(new byte[0], status, headers);
  }

  /** A head and a body, of whatever length the headers speak. */
  static Reply body(byte[] body, String status, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return bytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1), body);
  }

  /** A reply, and then a broken connection. */
  static Reply reset(Reply reply) {
    return client -> {
      reply.to(client);
      client.setSoLinger(true, 0);
    };
  }

  /** A reply, and then nothing until the server is closed. */
  Reply hanging(Reply reply) {
    return client -> {
      reply.to(client);
      try {
        closing.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
