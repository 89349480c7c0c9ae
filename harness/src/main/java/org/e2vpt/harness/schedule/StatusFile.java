package org.e2vpt.harness.schedule;

import java.nio.file.Path;
import java.time.Duration;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * {@code status.json}: the latest snapshot for other programs, never half written. If it cannot be
 * written, it is old, and the run goes on.
 */
final class StatusFile implements Progress.View {

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Path file;
  private final BestEffort effort;

  /** {@link Snapshot#elapsed} of the last one. */
  private @Nullable Duration written;

  StatusFile(Path file) {
    this(file, new BestEffort(file.toString()));
  }

  StatusFile(Path file, BestEffort effort) {
    this.file = file;
    this.effort = effort;
  }

  @Override
  public void update(Snapshot now) {
    if (written == null || now.elapsed().minus(written).compareTo(INTERVAL) >= 0) {
      write(now);
    }
  }

  @Override
  public void finished(String name, TrialResult result, Snapshot now) {
    update(now);
  }

  @Override
  public void end(Snapshot last) {
    write(last);
  }

  private void write(Snapshot now) {
    effort.run(() -> AtomicText.write(file, now.json()));
    written = now.elapsed();
  }
}
