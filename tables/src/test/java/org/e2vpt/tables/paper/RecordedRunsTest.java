package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.e2vpt.tables.paper.RecordedRuns.Line;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedRunsTest {

  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void writeProvenance() throws IOException {
    file = folder.resolve("recorded.csv");
    Files.writeString(folder.resolve("recorded.provenance.csv"), "key,value\ncommit,abc\n");
  }

  @Test
  void summariseSeedsThatHaveAllAskedTasks() throws IOException {
    Files.writeString(
        file,
        """
        table,row,task,seed,accuracy
        mini,linear,count,1,30.00
        mini,linear,location,1,20.00
        mini,linear,count,2,40.00
        mini,linear,location,2,24.00
        mini,linear,count,3,90.00
        other,linear,count,1,99.00
        """);

    RecordedReference reference = RecordedRuns.read(folder).of("mini");

    assertThat(reference.of("linear", List.of("count", "location")))
        .isEqualTo(Summary.of(List.of(25.0, 32.0)));
    assertThat(reference.of("linear", List.of("count")).n()).isEqualTo(3);
    assertThat(reference.of("full", List.of("count"))).isEqualTo(Summary.NONE);
    assertThat(reference.without(ImmutableSet.of("linear")).of("linear", List.of("count")))
        .isEqualTo(Summary.NONE);
    assertThat(reference.provenance().entries()).containsEntry("commit", "abc");
  }

  @Test
  void areReadAsTheyWereWritten() throws IOException {
    RecordedRuns runs =
        new RecordedRuns(
            ImmutableList.of(
                new Line("mini", new Score("e2vpt", "digits", 1, 71.204)),
                new Line("other", new Score("e2vpt", "digits", 2, 70))),
            new Provenance(ImmutableMap.of("command", "mvn verify, with a comma")));

    assertThat(runs.write(folder)).isEqualTo(file);

    assertThat(RecordedRuns.read(folder)).isEqualTo(runs);
    assertThat(file)
        .hasContent(
            "table,row,task,seed,accuracy\nmini,e2vpt,digits,1,71.20\nother,e2vpt,digits,2,70.00\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mini,linear,count,1,NaN    | 2: column 'accuracy': expected a number, got 'NaN'
          mini,linear,count,1,fine   | 2: column 'accuracy': expected a number, got 'fine'
          mini,linear,count,1,130.00 | 2: accuracy of linear on count, seed 1: expected 0 to 100 percent, got 130.0
          mini,linear,count,one,9.00 | 2: column 'seed': expected a whole number, got 'one'
          mini,linear,count,1        | 2: expected 5 fields, got 4
          mini,linear,count,1,38.2   | 2: column 'accuracy' says '38.2', but the rest of the line gives '38.20': was it edited?
          """)
  void sayWhereALineIsWrong(String line, String message) throws IOException {
    Files.writeString(file, "table,row,task,seed,accuracy\n" + line + "\n");

    assertThatThrownBy(() -> RecordedRuns.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":" + message);
  }

  @Test
  void refuseAnotherHeader() throws IOException {
    Files.writeString(file, "row,task,seed,accuracy\n");

    assertThatThrownBy(() -> RecordedRuns.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s:1: expected the columns table,row,task,seed,accuracy, got row,task,seed,accuracy",
            file);
  }

  @Test
  void refuseAnEmptyFile() throws IOException {
    Files.writeString(file, "");

    assertThatThrownBy(() -> RecordedRuns.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s: empty, expected a first line table,row,task,seed,accuracy", file);
  }

  @Test
  void refuseAProvenanceThatSaysSomethingTwice() throws IOException {
    Files.writeString(file, "table,row,task,seed,accuracy\n");
    Path provenance =
        Files.writeString(
            folder.resolve("recorded.provenance.csv"), "key,value\ncommit,abc\ncommit,def\n");

    assertThatThrownBy(() -> RecordedRuns.read(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: a key occurs twice: Multiple entries with same key: commit=def and commit=abc",
            provenance);
  }

  /** The recording of count by another commit than the rest, over two hours. */
  @ParameterizedTest
  @CsvSource({
    "location, 1, 20.00, aaa, 2026-11-20T11:00:00Z, true",
    "location, 1, 20.00, aaa, 2026-11-20T10:00:00Z, true",
    "location, 1, 20.00, aaa, 2026-11-20T12:00:00Z, true",
    "location, 1, 20.00, aaa, 2026-11-20T09:59:59Z, false",
    "location, 1, 20.00, aaa, 2026-11-20T12:00:01Z, false",
    "location, 1, 20.01, aaa, 2026-11-20T11:00:00Z, false",
    "location, 2, 20.00, aaa, 2026-11-20T11:00:00Z, false",
    "location, 1, 20.00, ccc, 2026-11-20T11:00:00Z, false",
    "count,    1, 30.00, aaa, 2026-11-20T11:00:00Z, false",
    "count,    1, 30.00, bbb, 2026-11-20T11:00:00Z, true",
    "count,    1, 30.00, ccc, 2026-11-20T11:00:00Z, true"
  })
  void holdARunThatEndedWhileTheyWereMade(
      String task, int seed, double accuracy, String commit, Instant finished, boolean held)
      throws IOException {
    Files.writeString(
        file,
        """
        table,row,task,seed,accuracy
        mini,linear,count,1,30.00
        mini,linear,location,1,20.00
        """);
    Files.writeString(
        folder.resolve("recorded.provenance.csv"),
        """
        key,value
        commit,aaa
        commit of row linear on count,"bbb, ccc"
        first final run,2026-11-20T10:00:00.500Z
        last final run,2026-11-20T12:00:00.775Z
        """);

    assertThat(
            RecordedRuns.read(folder)
                .of("mini")
                .holds(Fixtures.run("linear", task, seed, accuracy, commit, finished)))
        .isEqualTo(held);
  }

  @Test
  void holdNoRunIfTheyDoNotSayWhenTheyWereMade() throws IOException {
    Files.writeString(file, "table,row,task,seed,accuracy\nmini,linear,count,1,30.00\n");

    assertThat(
            RecordedRuns.read(folder)
                .of("mini")
                .holds(Fixtures.run("linear", "count", 1, 30, "abc", Instant.EPOCH)))
        .isFalse();
  }

  /** A paper whose numbers are recorded needs none before its first recording. */
  @Test
  void areNotNeededByAPaper(@TempDir Path papers) throws IOException {
    Path invented = InventedPaper.write(papers, "invented");
    Path info = invented.resolve("paper.csv");
    Files.writeString(info, Files.readString(info).replace("printed", "recorded"));

    assertThat(Paper.load(invented, Map.of()).reference("table1")).isSameAs(RecordedReference.NONE);

    Files.writeString(
        invented.resolve("recorded.csv"),
        "table,row,task,seed,accuracy\ntable1,full,digits,42,90.00\n");
    Files.writeString(invented.resolve("recorded.provenance.csv"), "key,value\n");

    assertThat(
            Paper.load(invented, Map.of()).reference("table1").of("full", List.of("digits")).mean())
        .isEqualTo(90);
  }
}
