package org.e2vpt.harness.fetch;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.fetch.FetchException.Remedy;
import org.e2vpt.harness.fetch.Outcome.Kind;
import org.e2vpt.harness.fetch.Turns.Turn;

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
  private final Manners manners;
  private final Pause pause;
  private final Download download;
  private final FetchProgress progress;
  private final Turns turns;

  FileFetch(
      DataFolder folder, Manners manners, Pause pause, Download download, FetchProgress progress) {
    this.folder = folder;
    this.manners = manners;
    this.pause = pause;
    this.download = download;
    this.progress = progress;
    turns = new Turns(manners.perHost(), manners.inAll());
  }

  /** Gets the file unless it is there; one that somebody put there is checked. */
  Outcome fetch(LockedFile file) throws InterruptedException {
    Outcome outcome =
        switch (folder.state(file)) {
          case CHECKED -> new Outcome(file, Kind.WAS_THERE, file.id() + " is there");
          case UNCHECKED -> check(file);
          case MISSING ->
              file.byHand() ? new Outcome(file, Kind.BY_HAND, "") : fromItsMirrors(file);
        };
    progress.ended(outcome);
    return outcome;
  }

  private Outcome check(LockedFile file) {
    try {
      folder.check(file);
      return new Outcome(file, Kind.WAS_THERE, file.id() + " is there, and right");
    } catch (IllegalStateException e) {
      return new Outcome(file, Kind.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private Outcome fromItsMirrors(LockedFile file) throws InterruptedException {
    Partial partial = new Partial(folder.path(file), file.hash());
    List<String> reasons = new ArrayList<>();
    try {
      for (String url : sources(file, partial)) {
        try {
          attempts(file, url, partial);
          return new Outcome(file, Kind.FETCHED, keep(file, url, partial));
        } catch (FetchException e) {
          reasons.add("%s: %s".formatted(url, e.getMessage()));
          if (e.remedy() == Remedy.NONE) {
            break;
          }
        }
      }
    } catch (IOException e) {
      reasons.add(Trouble.ofDisk(partial.path(), e).getMessage());
    }
    return new Outcome(
        file, Kind.FAILED, "cannot fetch %s: %s".formatted(file.id(), String.join("; ", reasons)));
  }

  /** The mirror from which a part lies here comes first: another one could not continue it. */
  private static Set<String> sources(LockedFile file, Partial partial) throws IOException {
    Set<String> sources = new LinkedHashSet<>();
    partial.url().filter(file.urls()::contains).ifPresent(sources::add);
    sources.addAll(file.urls());
    return sources;
  }

  private void attempts(LockedFile file, String url, Partial partial)
      throws FetchException, IOException, InterruptedException {
    long furthest = partial.bytes();
    int failures = 0;
    while (true) {
      try (Turn turn = turns.take(URI.create(url).getHost())) {
        download.attempt(file, url, partial);
        return;
      } catch (FetchException e) {
        failures = partial.bytes() > furthest ? 1 : failures + 1;
        furthest = Math.max(furthest, partial.bytes());
        giveUpIfInVain(e, failures);
        Duration wait = manners.waitAfter(failures, e.pause());
        progress.say(file, "%s; tries again in %s".formatted(e.getMessage(), Amounts.time(wait)));
        pause.of(wait);
      }
    }
  }

  private void giveUpIfInVain(FetchException e, int failures) throws FetchException {
    if (e.remedy() != Remedy.ANOTHER_ATTEMPT) {
      throw e;
    }
    if (e.pause().compareTo(manners.longestWait()) > 0) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          "%s; it asks to come back in %s".formatted(e.getMessage(), Amounts.time(e.pause())));
    }
    if (failures == manners.attempts()) {
      throw new FetchException(
          Remedy.ANOTHER_SOURCE,
          String.format(Locale.ROOT, "%s; given up after %d attempts", e.getMessage(), failures));
    }
  }

  /**
   * Gives the file its name if it is right.
   *
   * @return what to say of it
   */
  private String keep(LockedFile file, String url, Partial partial)
      throws FetchException, IOException {
    long bytes = partial.bytes();
    String hash = partial.hash();
    Optional<String> mismatch = folder.mismatch(file, "what %s sends".formatted(url), bytes, hash);
    if (mismatch.isPresent()) {
      partial.discard();
      throw new FetchException(Remedy.ANOTHER_SOURCE, mismatch.get() + "; nothing of it was kept");
    }
    partial.moveTo(folder.path(file));
    folder.pin(file, hash);
    String fetched = "fetched %s (%s)".formatted(file.id(), Amounts.bytes(bytes));
    return file.hashed()
        ? fetched
        : "%s; its hash is not published in full, so from now on it is held to %s"
            .formatted(fetched, hash);
  }
}
