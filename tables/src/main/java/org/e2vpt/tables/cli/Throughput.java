package org.e2vpt.tables.cli;

import com.google.common.base.Stopwatch;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.e2vpt.harness.text.Amounts;

/** Says how far a pass over images has come, every ten seconds, and at its end how fast it was. */
final class Throughput {

  private static final double SECONDS = 10;

  private final int images;
  private final PrintWriter err;
  private final Stopwatch watch;
  private double said;

  /** Of a pass that begins now. */
  Throughput(int images, PrintWriter err, Stopwatch watch) {
    this.images = images;
    this.err = err;
    this.watch = watch;
  }

  void reached(int done) {
    double seconds = seconds();
    if (seconds - said >= SECONDS && done < images) {
      said = seconds;
      err.printf(
          Locale.ROOT,
          "%d of %s, %.1f images/s%n",
          done,
          Amounts.count(images, "image"),
          done / seconds);
      err.flush();
    }
  }

  void end() {
    double seconds = seconds();
    err.printf(
        Locale.ROOT,
        "%s in %.1f s, %.1f images/s%n",
        Amounts.count(images, "image"),
        seconds,
        images / seconds);
    err.flush();
  }

  private double seconds() {
    return Math.max(watch.elapsed(TimeUnit.MILLISECONDS), 1) / 1e3;
  }
}
