package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AttemptInboxTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);

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
    Files.writeString(file, Trials.foreign(Trials.ok(FIRST, 1, 71.25), 1) + "\n");

    assertThat(journalled()).isEmpty();
    assertThat(file).exists();
  }

  @Test
  void aRowOfSchema2IsTakenInToo() throws IOException {
    Path file = directory.resolve("spool/old.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, Trials.older(Trials.ok(FIRST, 1, 71.25), TrialRow.UNCHECKED) + "\n");

    assertThat(journalled()).containsExactly(Trials.ok(FIRST, 1, 71.25));
    assertThat(file).doesNotExist();
  }

  /** By another machine, or by hand: the first counts, and a person decides. */
  @Test
  void aSecondResultOfATrialIsLeftThere() throws IOException {
    journal(Trials.ok(FIRST, 1, 71.25));
    spool(Trials.ok(FIRST, 1, 99));

    assertThat(journalled()).containsExactly(Trials.ok(FIRST, 1, 71.25));
    assertThat(spooled()).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("noRows")
  void aFileIsReadAsStrictlyAsAJournal(String text, String problem) throws IOException {
    Path file = directory.resolve("spool/x.csv");
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> Journal.open(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("%s:1: not the row of a trial: %s".formatted(file, problem))
        .hasMessageEndingWith("; delete the file to run its trial again");
    assertThat(file).exists();
  }

  static Stream<Arguments> noRows() {
    String row = TrialRow.format(Trials.ok(FIRST, 1, 71.25));
    return Stream.of(
        Arguments.of("", "expected one line"),
        Arguments.of(row, "expected one line"),
        Arguments.of(row + "\n" + row + "\n", "expected one line"),
        Arguments.of("\n", "a row of schema '', expected schema 5"),
        Arguments.of(row.replace("71.25", "99.25") + "\n", "the line was changed after it was"),
        Arguments.of(row.replace("c0ffee", "\u00e9") + "\n", "not a text in UTF-8"),
        Arguments.of(
            Trials.rewritten(Trials.ok(FIRST, 1, 71.25), "12.500", "-1.000") + "\n",
            "seconds must not be negative, got -1.0"));
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
                + ":1: not the row of a trial: a row has 38 cells, this one 2;"
                + " delete the file to run its trial again");
    Files.delete(file);
    assertThat(journalled()).isEmpty(); // the lock was given back
  }

  private void spool(TrialResult result) {
    try {
      AttemptInbox.put(directory, result.trial(), TrialRow.format(result));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
