package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.e2vpt.tables.paper.Reasons.Kind;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonsTest {

  private static final Reasons REASONS =
      new Reasons(
          ImmutableList.of(
              reason(Kind.BLOCKED, "vpt-deep", "location", "a trial crashed"),
              reason(Kind.BLOCKED, "vpt-deep", "digits", "of another column"),
              reason(Kind.BLOCKED, "linear", "count", "of another row"),
              reason(Kind.MISSING, "vpt-deep", "count", "2 trials are missing"),
              reason(Kind.NOT_RUN, "vpt-deep", "Natural", "of another column"),
              reason(Kind.NOT_RUN, "vpt-deep", "count", "a column is no task")));

  @TempDir Path directory;

  private static Reason reason(Kind kind, String row, String place, String text) {
    return new Reason(kind, "mini/mini", row, place, text);
  }

  @Test
  void areReadAsTheyWereWritten() throws IOException {
    REASONS.write(directory);

    assertThat(Reasons.read(directory)).isEqualTo(REASONS);
    assertThat(Files.readString(directory.resolve(Reasons.FILE)))
        .startsWith(
            """
            kind,table,row,place,reason
            blocked,mini/mini,vpt-deep,location,a trial crashed
            """)
        .contains("\nnot run,mini/mini,vpt-deep,Natural,of another column\n");
  }

  @Test
  void areNoneOfARunWithoutTheFile() throws IOException {
    assertThat(Reasons.read(directory).lines()).isEmpty();
  }

  @Test
  void sayWhatKeptACellFromItsNumber() {
    assertThat(REASONS.blocked(Fixtures.STRUCTURED)).contains("a trial crashed");
    assertThat(REASONS.notRun(Fixtures.STRUCTURED)).contains("2 trials are missing");
    assertThat(REASONS.of(Kind.NOT_RUN))
        .extracting(Reason::place)
        .containsExactly("Natural", "count");
  }

  /** That a machine lacks something explains also why there are no trials. */
  @Test
  void sayFirstThatACellWasNotTried() {
    Reasons both =
        new Reasons(
            ImmutableList.of(
                reason(Kind.MISSING, "vpt-deep", "count", "2 trials are missing"),
                reason(Kind.NOT_RUN, "vpt-deep", "Structured", "no weights")));

    assertThat(both.notRun(Fixtures.STRUCTURED)).contains("no weights");
  }

  @Test
  void sayNothingOfACellOfAnotherTable() {
    AskedCell other =
        new AskedCell(
            "e2vpt/mini",
            "mini",
            "vpt-deep",
            "VPT",
            "Structured",
            ImmutableList.of("count"),
            3,
            "paper");

    assertThat(REASONS.blocked(other)).isEmpty();
    assertThat(REASONS.notRun(other)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          kind,table,row,place,reason | lost,mini/mini,full,digits,gone | 2: column 'kind': expected blocked, missing or not run, got 'lost'
          kind,table,row,place,reason | blocked,mini/mini,full,digits   | 2: expected 5 fields, got 4
          kind,table,row,reason       | blocked,mini/mini,full,gone     | 1: expected the columns kind,table,row,place,reason, got kind,table,row,reason
          """)
  void sayWhereALineIsWrong(String header, String line, String message) throws IOException {
    Path file = Files.writeString(directory.resolve(Reasons.FILE), header + "\n" + line + "\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Reasons.read(directory))
        .withMessage(file + ":" + message);
  }
}
