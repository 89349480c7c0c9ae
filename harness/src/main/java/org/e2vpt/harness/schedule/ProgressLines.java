package org.e2vpt.harness.schedule;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.e2vpt.harness.schedule.Snapshot.Running;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;

/** For logs: a line for each attempt that has ended, and one a minute for each that runs. */
final class ProgressLines implements Progress.View {

  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final PrintStream out;
  private final Map<Trial, Duration> said = new HashMap<>();

  ProgressLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void update(Snapshot now) {
    for (Running attempt : now.running()) {
      Duration last = said.getOrDefault(attempt.trial(), attempt.since());
      if (now.elapsed().minus(last).compareTo(INTERVAL) >= 0) {
        out.println(attempt.line(now));
        said.put(attempt.trial(), now.elapsed());
      }
    }
  }

  @Override
  public void finished(String name, TrialResult result, Snapshot now) {
    said.remove(result.trial());
    out.println("[%s] %s".formatted(now.summary(), Snapshot.line(name, result)));
  }

  @Override
  public void end(Snapshot last) {
    out.println(last.summary());
  }
}
