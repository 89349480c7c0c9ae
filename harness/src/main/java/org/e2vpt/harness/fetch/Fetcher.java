package org.e2vpt.harness.fetch;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.Futures;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DataFolder.State;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.file.ProcessLock;
import org.e2vpt.harness.text.Amounts;

/**
 * Fetches files into a data folder, several at a time. It can be stopped at any moment, and run
 * again: what has come is kept, and continued if the server agrees.
 */
public final class Fetcher {

  private final DataFolder folder;
  private final ToLongFunction<Path> freeSpace;
  private final FetchProgress progress;
  private final FileFetch one;

  Fetcher(
      DataFolder folder,
      DownloadPolicy policy,
      ProxyRules proxies,
      Clock clock,
      Ticker ticker,
      FileFetch.Pause pause,
      ToLongFunction<Path> freeSpace,
      FetchProgress progress) {
    this.folder = folder;
    this.freeSpace = freeSpace;
    this.progress = progress;
    HttpRequester requester = new HttpRequester(proxies, policy, ticker);
    Download download = new Download(requester, clock, freeSpace, progress);
    one = new FileFetch(folder, policy, pause, download, progress);
  }

  /** Fetches into {@code folder} and tells about it on {@code out}. */
  public static Fetcher into(DataFolder folder, PrintWriter out) {
    Clock clock = Clock.systemUTC();
    return new Fetcher(
        folder,
        DownloadPolicy.STANDARD,
        new ProxyRules(System.getenv()),
        clock,
        Ticker.systemTicker(),
        time -> Thread.sleep(time.toMillis()),
        DiskSpace::free,
        new FetchProgress(out, clock, System.console() != null));
  }

  /**
   * Gets each file that is not there yet. Files that somebody put there are checked.
   *
   * @return in the order of {@code files}
   * @throws IllegalStateException if they do not fit onto the disk, or the folder cannot be written
   */
  public ImmutableList<FetchOutcome> fetch(Collection<LockedFile> files) {
    try (ProcessLock sole =
        ProcessLock.take(folder.root().resolve("fetch.lock"), this::sayThatWeWait)) {
      requireSpace(files);
      progress.planned(files);
      return inParallel(files);
    } catch (IOException e) {
      throw new IllegalStateException(FetchErrors.ofDisk(folder.root(), e).getMessage(), e);
    }
  }

  private void sayThatWeWait() {
    progress.say(
        "another run fetches into %s; this one goes on when that has ended"
            .formatted(folder.root()));
  }

  /** Refuses before the first byte rather than at the last. */
  private void requireSpace(Collection<LockedFile> files) {
    long needed = files.stream().mapToLong(this::bytesToCome).sum();
    long free = freeSpace.applyAsLong(folder.root());
    if (free < needed) {
      throw new IllegalStateException(
          "%s are to come, but the disk of %s has room for %s; make room, fetch fewer tasks, or choose another folder with --data-root"
              .formatted(Amounts.bytes(needed), folder.root(), Amounts.bytes(free)));
    }
  }

  private long bytesToCome(LockedFile file) {
    try {
      if (folder.state(file) == State.MISSING && !file.byHand() && file.bytes().isPresent()) {
        PartialDownload partial = new PartialDownload(folder.path(file), file.hash());
        return Math.max(0, file.bytes().getAsLong() - partial.bytes());
      }
    } catch (IOException | IllegalStateException | UncheckedIOException e) {
      return 0; // it cannot be looked at, and will say so as its own outcome
    }
    return 0;
  }

  private ImmutableList<FetchOutcome> inParallel(Collection<LockedFile> files) {
    // a thread for each file: nearly all of them wait for their turn
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<FetchOutcome>> outcomes = new ArrayList<>();
      files.forEach(file -> outcomes.add(threads.submit(() -> one.fetch(file))));
      return outcomes.stream().map(Futures::getUnchecked).collect(ImmutableList.toImmutableList());
    } finally {
      threads.shutdownNow();
    }
  }
}
