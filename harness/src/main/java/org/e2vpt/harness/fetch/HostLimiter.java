package org.e2vpt.harness.fetch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Limits how many downloads run at a time: a few from one host, and a few more from all. */
final class HostLimiter {

  private final int perHost;
  private final Map<String, Semaphore> hosts = new ConcurrentHashMap<>();
  private final Semaphore all;

  HostLimiter(int perHost, int inAll) {
    this.perHost = perHost;
    this.all = new Semaphore(inAll, true);
  }

  /** The permission to download, to be closed after its use. */
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /** Waits for the host first: who waits for a busy host takes no place from others. */
  Permit acquire(String host) throws InterruptedException {
    Semaphore ofHost = hosts.computeIfAbsent(host, name -> new Semaphore(perHost, true));
    ofHost.acquire();
    try {
      all.acquire();
    } catch (InterruptedException e) {
      ofHost.release();
      throw e;
    }
    return () -> {
      all.release();
      ofHost.release();
    };
  }
}
