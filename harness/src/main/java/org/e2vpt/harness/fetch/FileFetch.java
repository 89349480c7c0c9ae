package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.fetch.FetchOutcome.Kind;
import org.e2vpt.harness.fetch.HostLimiter.Permit;
import org.e2vpt.harness.text.Amounts;

/**
 * Gets one file: from its mirrors in their order, with several attempts at each and pauses between.
 * Nothing lies under the file's name that is not whole and right.
 */
final class FileFetch {

  /** Lets time pass. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private final DataFolder folder;
  private final DownloadPolicy policy;
  private final Pause pause;
  private final Download download;
  private final FetchProgress progress;
  private final HostLimiter hosts;

  FileFetch(
      DataFolder folder,
      DownloadPolicy policy,
      Pause pause,
      Download download,
      FetchProgress progress) {
    this.folder = folder;
    this.policy = policy;
    this.pause = pause;
    this.download = download;
    this.progress = progress;
    hosts = new HostLimiter(policy.perHost(), policy.inAll());
  }

  /**
   * Gets the file unless it is there; one that somebody put there is checked. Whatever goes wrong
   * with this file is its own outcome, and does not keep others from coming.
   */
  FetchOutcome fetch(LockedFile file) throws InterruptedException {
    FetchOutcome outcome;
    try {
      outcome = outcome(file);
    } catch (IllegalStateException e) {
      outcome = failed(file, String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      outcome = failed(file, "%s: %s".formatted(e.getMessage(), e.getCause()));
    } catch (RuntimeException e) {
      e.printStackTrace();
      outcome = failed(file, "an error in this program: " + e);
    }
    progress.ended(outcome);
    return outcome;
  }

  private static FetchOutcome failed(LockedFile file, String why) {
    return new FetchOutcome(file, Kind.FAILED, "cannot fetch %s: %s".formatted(file.id(), why));
  }

  private FetchOutcome outcome(LockedFile file) throws InterruptedException {
    return switch (folder.state(file)) {
      case CHECKED -> wasThere(file, "is there");
      case UNCHECKED -> check(file);
      case MISSING ->
          file.byHand() ? new FetchOutcome(file, Kind.BY_HAND, "") : fromItsMirrors(file);
    };
  }

  private FetchOutcome check(LockedFile file) {
    try {
      folder.check(file);
    } catch (IllegalStateException e) {
      return new FetchOutcome(file, Kind.FAILED, String.valueOf(e.getMessage()));
    }
    return wasThere(file, "is there, and right");
  }

  /** Nobody needs a part of it any more, as a run leaves that is killed at the right moment. */
  private FetchOutcome wasThere(LockedFile file, String how) {
    try {
      partial(file).discard();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete the part of " + folder.path(file), e);
    }
    return new FetchOutcome(file, Kind.WAS_THERE, "%s %s".formatted(file.id(), how));
  }

  private PartialDownload partial(LockedFile file) {
    return new PartialDownload(folder.path(file), file.hash());
  }

  private FetchOutcome fromItsMirrors(LockedFile file) throws InterruptedException {
    PartialDownload partial = partial(file);
    List<String> reasons = new ArrayList<>();
    try {
      Iterator<String> urls = sources(file, partial).iterator();
      while (urls.hasNext()) {
        String url = urls.next();
        try {
          return new FetchOutcome(file, Kind.FETCHED, fromMirror(file, url, partial));
        } catch (FetchException e) {
          String reason = "%s: %s".formatted(url, e.getMessage());
          reasons.add(reason);
          if (e.remedy() == Remedy.NONE) {
            break;
          }
          if (urls.hasNext()) {
            progress.say(file, reason + "; asks the next mirror");
          }
        }
      }
    } catch (IOException e) {
      reasons.add(FetchErrors.ofDisk(partial.path(), e).getMessage());
    }
    return failed(file, String.join("; ", reasons));
  }

  /** The mirror from which a part lies here comes first: another one could not continue it. */
  private static Set<String> sources(LockedFile file, PartialDownload partial) throws IOException {
    Set<String> sources = new LinkedHashSet<>();
    partial.url().filter(file.urls()::contains).ifPresent(sources::add);
    sources.addAll(file.urls());
    return sources;
  }

  /**
   * Fetches the file from one mirror. If it was continued and is wrong, it may have been put
   * together of two versions that the server did not tell apart: then it is fetched in one piece.
   *
   * @return what to say of it
   */
  private String fromMirror(LockedFile file, String url, PartialDownload partial)
      throws FetchException, IOException, InterruptedException {
    attempts(file, url, partial);
    Optional<String> mismatch = mismatch(file, url, partial);
    if (mismatch.isPresent() && partial.isContinued()) {
      partial.discard();
      progress.say(file, mismatch.get() + "; it was continued, so it is fetched from its start");
      attempts(file, url, partial);
      mismatch = mismatch(file, url, partial);
    }
    if (mismatch.isPresent()) {
      partial.discard();
      throw new FetchException(Remedy.ANOTHER_SOURCE, mismatch.get() + "; nothing of it was kept");
    }
    return keep(file, partial);
  }

  private Optional<String> mismatch(LockedFile file, String url, PartialDownload partial)
      throws IOException {
    return folder.mismatch(file, "what %s sends".formatted(url), partial.bytes(), partial.hash());
  }

  private void attempts(LockedFile file, String url, PartialDownload partial)
      throws FetchException, IOException, InterruptedException {
    String host = HttpAddress.parse(url).getHost();
    long furthest = partial.bytes();
    int failures = 0;
    while (true) {
      try (Permit permit = hosts.acquire(host)) {
        download.attempt(file, url, partial);
        return;
      } catch (FetchException e) {
        failures = policy.isProgress(partial.bytes() - furthest) ? 1 : failures + 1;
        furthest = Math.max(furthest, partial.bytes());
        giveUpIfInVain(e, failures);
        Duration wait = policy.waitAfter(failures, e.pause());
        progress.say(file, "%s; tries again in %s".formatted(e.getMessage(), Amounts.time(wait)));
        pause.of(wait);
      }
    }
  }

  private void giveUpIfInVain(FetchException e, int failures) throws FetchException {
    if (e.remedy() != Remedy.ANOTHER_ATTEMPT) {
      throw e;
    }
    if (e.pause().compareTo(policy.longestWait()) > 0) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "%s; it asks to come back in %s".formatted(e.getMessage(), Amounts.time(e.pause())));
    }
    if (failures == policy.attempts()) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "%s; given up after %s attempts".formatted(e.getMessage(), failures));
    }
  }

  /**
   * Gives the file its name, and pins it.
   *
   * @return what to say of it
   */
  private String keep(LockedFile file, PartialDownload partial) throws IOException {
    long bytes = partial.bytes();
    String hash = partial.hash();
    partial.complete();
    folder.pin(file, hash);
    String fetched = "fetched %s (%s)".formatted(file.id(), Amounts.bytes(bytes));
    return file.hashed()
        ? fetched
        : "%s; its full hash is not published, so from now on it is compared with %s"
            .formatted(fetched, hash);
  }
}
