package org.e2vpt.harness.trial;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.e2vpt.harness.trial.Snapshot.Running;

/**
 * For people: a block of lines that is redrawn in place, under the lines of what has ended.
 *
 * <p>It writes to the terminal itself. The standard output of a test process is a pipe that Maven
 * passes on line by line, so nothing can be redrawn there.
 */
final class TerminalView implements Progress.View {

  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final String ESCAPE = "\033[";

  private final PrintStream terminal;
  private Instant drawn = Instant.MIN;
  private int lines;

  TerminalView(PrintStream terminal) {
    this.terminal = terminal;
  }

  /** The view on {@code device}, or empty if this process has no terminal. */
  static Optional<TerminalView> open(Path device) {
    try {
      return Optional.of(
          new TerminalView(
              new PrintStream(
                  Files.newOutputStream(device, StandardOpenOption.WRITE),
                  false,
                  StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void update(Snapshot now) {
    if (!now.updated().minus(INTERVAL).isBefore(drawn)) {
      erase();
      draw(now);
    }
  }

  @Override
  public void finished(TrialResult result, Snapshot now) {
    erase();
    terminal.print(Snapshot.line(result) + "\n");
    draw(now);
  }

  @Override
  public void end(Snapshot last) {
    erase();
    terminal.print(last.summary() + "\n");
    terminal.close();
  }

  private void erase() {
    if (lines > 0) {
      terminal.print(ESCAPE + lines + "A\r" + ESCAPE + "J");
      lines = 0;
    }
  }

  private void draw(Snapshot now) {
    terminal.print(ESCAPE + "?7l"); // clip long lines: a wrapped one would be two to erase
    for (Running attempt : now.running()) {
      terminal.print(attempt.line(now.updated()) + "\n");
    }
    terminal.print(now.summary() + "\n" + ESCAPE + "?7h");
    terminal.flush();
    lines = now.running().size() + 1;
    drawn = now.updated();
  }
}
