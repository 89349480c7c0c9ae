package org.e2vpt.harness.file;

import java.io.IOException;
import java.util.function.Consumer;
import org.e2vpt.harness.text.FileErrors;

/**
 * Writes what a run can do without, such as progress, curves and logs. That it cannot be written is
 * told once, and costs nothing else.
 */
public final class BestEffort {

  /** What may fail. */
  @FunctionalInterface
  public interface Write {
    void run() throws IOException;
  }

  private final String what;
  private final Consumer<String> warnings;
  private boolean told;

  /**
   * Warns on standard error.
   *
   * @param what is written, in words
   */
  public BestEffort(String what) {
    this(what, System.err::println);
  }

  public BestEffort(String what, Consumer<String> warnings) {
    this.what = what;
    this.warnings = warnings;
  }

  /** Does {@code write}, or warns that it cannot, the first time. */
  public synchronized void run(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      if (!told) {
        told = true;
        warnings.accept(
            "cannot write %s: %s; the run goes on without".formatted(what, FileErrors.describe(e)));
      }
    }
  }
}
