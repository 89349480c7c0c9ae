package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.e2vpt.harness.file.AtomicText;
import org.e2vpt.harness.file.GrowingFile;
import org.e2vpt.harness.file.Retry;
import org.e2vpt.harness.schedule.Campaign;
import org.e2vpt.harness.schedule.CampaignTest;
import org.e2vpt.harness.schedule.ManualClock;
import org.e2vpt.harness.schedule.Progress;
import org.e2vpt.harness.schedule.TimeBox;
import org.e2vpt.harness.schedule.TrialRunner;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes that fail for a while, or for ever, wherever a result could be lost for it. */
class FullDiskTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final List<String> warnings = new ArrayList<>();
  private int failures;

  /** Writes half of a line and fails, as often as {@link #failures} says. */
  private final class Failing extends GrowingFile {
    Failing(Path file, long end) throws IOException {
      super(file, end);
    }

    @Override
    protected void write(RandomAccessFile file, byte[] bytes) throws IOException {
      if (failures > 0) {
        failures--;
        super.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        throw new IOException("No space left on device");
      }
      super.write(file, bytes);
    }
  }

  @Test
  void aJournalThatCannotBeWrittenForSecondsLosesNothing() throws IOException {
    try (Journal journal = open()) {
      journal.append(Trials.ok(FIRST, 1, 71.25));
      failures = 6;
      journal.append(Trials.ok(SECOND, 1, 60));
    }

    assertThat(Journal.read(file()).results())
        .containsExactly(Trials.ok(FIRST, 1, 71.25), Trials.ok(SECOND, 1, 60));
    assertThat(Journal.read(file()).leftOut()).isEmpty();
    assertThat(warnings).hasSize(2);
  }

  @Test
  void aResultWhoseJournalCannotBeWrittenIsKeptInTheSpool() throws IOException {
    try (Journal journal = open()) {
      journal.append(Trials.ok(FIRST, 1, 71.25));
      failures = Integer.MAX_VALUE;
      assertThatThrownBy(() -> journal.append(Trials.ok(SECOND, 1, 60)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageMatching(
              "cannot write to %s; the result is kept in %s/spool/%s-[-0-9a-f]{36}.csv, and the next run takes it in"
                  .formatted(file(), directory, SECOND.id()));
      // Later ones go there at once.
      assertThatThrownBy(() -> journal.append(Trials.without(FIRST, 2, Status.FAILED, "no")))
          .hasMessageContaining("the result is kept in ");
    }

    failures = 0;
    try (Journal journal = open()) {
      assertThat(journal.results())
          .containsExactlyInAnyOrder(
              Trials.ok(FIRST, 1, 71.25),
              Trials.ok(SECOND, 1, 60),
              Trials.without(FIRST, 2, Status.FAILED, "no"));
    }
    assertThat(directory.resolve("spool")).isEmptyDirectory();
  }

  @Test
  void aResultThatCannotBeKeptAnywhereIsPrinted() throws IOException {
    Files.writeString(directory.resolve("spool"), "a file in the place of the folder");
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try (Journal journal = open()) {
      failures = Integer.MAX_VALUE;
      assertThatThrownBy(() -> journal.append(Trials.ok(FIRST, 1, 60)))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "cannot write to %s; nor to spool/ next to it (java.nio.file.FileAlreadyExistsException: %s): the result is the line above on standard error; add it to the journal by hand",
              file(), directory.resolve("spool"));
    } finally {
      System.setErr(before);
    }

    String line = error.toString(StandardCharsets.UTF_8);
    assertThat(line).isEqualTo(TrialRow.format(Trials.ok(FIRST, 1, 60)) + "\n");
    Files.writeString(file(), TrialRow.HEADER + "\n" + line);
    assertThat(Journal.read(file()).results()).containsExactly(Trials.ok(FIRST, 1, 60));
  }

  /** Two workers ended, one after the other, while the first result could not be written. */
  @Test
  void whatOthersMeasuredIsKeptWhenARunStops() throws IOException {
    TrialRunner both =
        new TrialRunner() {
          @Override
          public int slots() {
            return 2;
          }

          @Override
          public CompletableFuture<TrialResult> submit(
              Trial trial, int attempt, List<Trial> companions) {
            failures = Integer.MAX_VALUE;
            return CompletableFuture.completedFuture(Trials.ok(trial, attempt, 50));
          }

          @Override
          public void close() {}
        };
    try (Journal journal = open()) {
      assertThatThrownBy(
              () ->
                  new Campaign(
                          journal,
                          both,
                          new Progress(
                              Clock.systemUTC(), Ticker.systemTicker(), List.of(), List.of()),
                          TimeBox.ENDLESS)
                      .run(new CampaignTest.All(FIRST, SECOND)))
          .isInstanceOf(UncheckedIOException.class);
    }

    failures = 0;
    try (Journal journal = open()) {
      assertThat(journal.results())
          .extracting(TrialResult::trial)
          .containsExactlyInAnyOrder(FIRST, SECOND);
    }
  }

  @Test
  void leavesNoPartOfAFileThatCannotBeWritten() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("status.json/in the way"));

    assertThatThrownBy(() -> AtomicText.write(folder.getParent(), "{}"))
        .isInstanceOf(IOException.class);

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(folder.getParent());
    }
  }

  /** As when a run is told to end: what it writes last must not fail for that. */
  @Test
  void writesInAnInterruptedThread() throws IOException {
    Thread.currentThread().interrupt();
    AtomicText.write(directory.resolve("status.json"), "{}");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(directory.resolve("status.json")).hasContent("{}");
  }

  private Journal open() {
    return Journal.open(
        directory,
        new Retry(
            clock.ticker(), (hurried, time) -> clock.pass(time.toMillis() / 1000.0), warnings::add),
        Failing::new);
  }

  private Path file() {
    return directory.resolve(Journal.FILE);
  }
}
