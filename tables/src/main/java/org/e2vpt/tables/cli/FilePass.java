package org.e2vpt.tables.cli;

import com.google.common.base.Stopwatch;
import java.io.PrintWriter;
import java.util.Locale;
import org.e2vpt.harness.data.image.ImageException;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.harness.tuned.FileBatches;

/** A pass over image files: says how far it has come, and which files cannot be read. */
abstract class FilePass implements FileBatches.Visitor {

  private final int files;
  private final PrintWriter err;
  private final Throughput throughput;
  private int unreadable;

  /** Of a pass that begins now. */
  FilePass(int files, PrintWriter err) {
    this.files = files;
    this.err = err;
    this.throughput = new Throughput(files, err, Stopwatch.createStarted());
  }

  @Override
  public void unreadable(int index, ImageException reason) {
    unreadable++;
    err.println("e2vpt: " + reason.getMessage());
  }

  @Override
  public void batchEnded(int read) {
    throughput.reached(read);
  }

  /**
   * Ends the pass.
   *
   * @param without what files that cannot be read are: {@code without a class}
   * @return how many these are
   */
  int end(String without) {
    throughput.end();
    if (unreadable > 0) {
      err.printf(
          Locale.ROOT,
          "e2vpt: %d of %s %s: see above%n",
          unreadable,
          Amounts.count(files, "file"),
          without);
    }
    return unreadable;
  }
}
