package org.e2vpt.harness.trial;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** {@code status.json}: the latest snapshot for other programs, never half written. */
final class StatusFile implements Progress.View {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path file;
  private Instant written = Instant.MIN;

  StatusFile(Path file) {
    this.file = file;
  }

  @Override
  public void update(Snapshot now) {
    if (!now.updated().minus(INTERVAL).isBefore(written)) {
      write(now);
    }
  }

  @Override
  public void finished(TrialResult result, Snapshot now) {
    update(now);
  }

  @Override
  public void end(Snapshot last) {
    write(last);
  }

  private void write(Snapshot now) {
    AtomicText.write(file, now.json());
    written = now.updated();
  }
}
