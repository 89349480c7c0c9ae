package org.e2vpt.harness.schedule;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.e2vpt.harness.schedule.Snapshot.Running;
import org.e2vpt.harness.text.ControlCharacters;
import org.e2vpt.harness.trial.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * For people: a block of lines on what runs, redrawn in place.
 *
 * <p>It writes to the terminal itself. The standard output of a test process is a pipe that Maven
 * passes on line by line, so nothing can be redrawn there. What comes out of that pipe often ends
 * up on the same terminal, at a time that this process does not know. The cursor therefore waits on
 * an empty line above the block: a line from elsewhere lands there, and the next block is drawn
 * below it.
 */
final class TerminalView implements Progress.View {

  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final String ESCAPE = "\033[";

  private final PrintStream terminal;

  /** {@link Snapshot#elapsed} of the last drawing. */
  private @Nullable Duration drawn;

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
    if (drawn == null || now.elapsed().minus(drawn).compareTo(INTERVAL) >= 0) {
      erase();
      draw(now);
    }
  }

  /** Makes room for the line that standard output gets. */
  @Override
  public void finished(String name, TrialResult result, Snapshot now) {
    erase();
    terminal.flush();
    drawn = now.elapsed();
  }

  @Override
  public void end(Snapshot last) {
    erase();
    terminal.close();
  }

  /** What is below the cursor, that is. */
  private void erase() {
    terminal.print("\r" + ESCAPE + "J");
  }

  private void draw(Snapshot now) {
    terminal.print("\n" + ESCAPE + "?7l"); // clip long lines: a wrapped one would count as two
    for (Running attempt : now.running()) {
      terminal.print(ControlCharacters.visibleLine(attempt.line(now)) + "\n");
    }
    int up = now.running().size() + 1;
    terminal.print(now.summary() + ESCAPE + "?7h" + ESCAPE + up + "A\r");
    terminal.flush();
    drawn = now.elapsed();
  }
}
