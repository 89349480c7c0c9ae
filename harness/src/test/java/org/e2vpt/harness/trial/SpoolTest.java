package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);
  private static final int CELLS = Splitter.on(',').splitToList(TrialRow.HEADER).size();

  @TempDir Path directory;

  @Test
  void isTakenInWhenTheJournalIsOpened() throws IOException {
    spool(Trials.ok(FIRST, 1, 71.25));
    spool(Trials.without(SECOND, 1, Status.CRASHED, "it died"));

    assertThat(journalled())
        .containsExactlyInAnyOrder(
            Trials.ok(FIRST, 1, 71.25), Trials.without(SECOND, 1, Status.CRASHED, "it died"));
    assertThat(spooled()).isEmpty();
    assertThat(journalled()).hasSize(2);
  }

  @Test
  void anAttemptThatTheJournalHasIsNotCountedTwice() throws IOException {
    journal(Trials.without(FIRST, 1, Status.CRASHED, "it died"));
    journal(Trials.ok(FIRST, 2, 71.25));
    spool(Trials.ok(FIRST, 2, 71.25));

    assertThat(journalled())
        .extracting(TrialResult::attempt, TrialResult::status)
        .containsExactly(tuple(1, Status.CRASHED), tuple(2, Status.OK));
    assertThat(spooled()).isEmpty();
  }

  /** Whoever ran it did not know how often it had been tried. */
  @Test
  void attemptsAreCountedByTheJournal() throws IOException {
    journal(Trials.without(FIRST, 1, Status.CRASHED, "it died"));
    spool(Trials.ok(FIRST, 1, 71.25));

    assertThat(journalled()).last().isEqualTo(Trials.ok(FIRST, 2, 71.25));
  }

  @Test
  void whatIsBeingWrittenIsLeftAlone() throws IOException {
    spool(Trials.ok(FIRST, 1, 71.25));
    Path unfinished = directory.resolve("spool/unfinished.tmp");
    Files.writeString(unfinished, "2,");

    assertThat(journalled()).hasSize(1);
    assertThat(unfinished).exists();
  }

  @Test
  void rowsOfOtherNumericsAreLeftThere() throws IOException {
    Path file = directory.resolve("spool/old.csv");
    Files.createDirectories(file.getParent());
    String row = TrialRow.format(Trials.ok(FIRST, 1, 71.25));
    String numerics = String.format(Locale.ROOT, "ok,1,%d,", Trial.NUMERICS);
    assertThat(row).contains(numerics);
    Files.writeString(file, row.replace(numerics, "ok,1,1,") + "\n");

    assertThat(journalled()).isEmpty();
    assertThat(file).exists();
  }

  @Test
  void aFileThatHoldsNoAttemptIsNamed() throws IOException {
    Path file = directory.resolve("spool/torn.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "2,torn\n");

    assertThatThrownBy(() -> Journal.open(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            file
                + String.format(
                    Locale.ROOT, ": not the row of a trial: a row has %d cells, this one 2;", CELLS)
                + " delete the file to run its trial again");
    Files.delete(file);
    assertThat(journalled()).isEmpty(); // the lock was given back
  }

  private void spool(TrialResult result) {
    Spool.put(directory, result.trial(), TrialRow.format(result));
  }

  private void journal(TrialResult result) {
    try (Journal journal = Journal.open(directory)) {
      journal.append(result);
    }
  }

  private List<TrialResult> journalled() {
    try (Journal journal = Journal.open(directory)) {
      return journal.results();
    }
  }

  private List<Path> spooled() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
      return files.toList();
    }
  }
}
