package org.e2vpt.harness.fetch;

import org.e2vpt.harness.data.DatasetsLock.LockedFile;

/**
 * What has become of one file of a fetch.
 *
 * @param message why it is not there, or empty
 */
public record FetchOutcome(LockedFile file, Kind kind, String message) {

  /** How it ended. */
  public enum Kind {
    WAS_THERE,
    FETCHED,
    /** A person has to get it. */
    BY_HAND,
    FAILED
  }
}
