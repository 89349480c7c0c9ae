package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordedReferenceTest {

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void writeProvenance() throws IOException {
    file = directory.resolve("mini.csv");
    Files.writeString(directory.resolve("mini.provenance.csv"), "key,value\ncommit,abc\n");
  }

  @Test
  void summarisesSeedsThatHaveAllAskedTasks() throws IOException {
    Files.writeString(
        file,
        """
        row,task,seed,accuracy
        linear,count,1,30.00
        linear,location,1,20.00
        linear,count,2,40.00
        linear,location,2,24.00
        linear,count,3,90.00
        """);

    RecordedReference reference = RecordedReference.read(file);

    assertThat(reference.of("linear", List.of("count", "location")))
        .isEqualTo(Summary.of(List.of(25.0, 32.0)));
    assertThat(reference.of("linear", List.of("count")).n()).isEqualTo(3);
    assertThat(reference.of("full", List.of("count"))).isEqualTo(Summary.NONE);
    assertThat(reference.provenance().entries()).containsEntry("commit", "abc");
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    RecordedReference reference =
        new RecordedReference(
            ImmutableList.of(
                new Score("e2vpt", "digits", 1, 71.204), new Score("e2vpt", "digits", 2, 70)),
            new Provenance(ImmutableMap.of("command", "mvn verify, with a comma")));

    reference.write(file);

    assertThat(RecordedReference.read(file)).isEqualTo(reference);
    assertThat(file)
        .hasContent("row,task,seed,accuracy\ne2vpt,digits,1,71.20\ne2vpt,digits,2,70.00\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          linear,count,1,NaN    | 2: column 'accuracy': expected a number, got 'NaN'
          linear,count,1,fine   | 2: column 'accuracy': expected a number, got 'fine'
          linear,count,1,130.00 | 2: accuracy of linear on count, seed 1: expected 0 to 100 percent, got 130.0
          linear,count,one,9.00 | 2: column 'seed': expected a whole number, got 'one'
          linear,count,1        | 2: expected 4 fields, got 3
          linear,count,1,38.2   | 2: column 'accuracy' says '38.2', but the rest of the line gives '38.20': was it edited?
          """)
  void saysWhereALineIsWrong(String line, String message) throws IOException {
    Files.writeString(file, "row,task,seed,accuracy\n" + line + "\n");

    assertThatThrownBy(() -> RecordedReference.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":" + message);
  }

  @Test
  void refusesAnotherHeader() throws IOException {
    Files.writeString(file, "row,task,seed,top1\n");

    assertThatThrownBy(() -> RecordedReference.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s:1: expected the columns row,task,seed,accuracy, got row,task,seed,top1", file);
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.writeString(file, "");

    assertThatThrownBy(() -> RecordedReference.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s: empty, expected a first line row,task,seed,accuracy", file);
  }

  @Test
  void saysWhatToDoIfATableHasNone() {
    assertThatThrownBy(() -> Reference.load("table99"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no resource org/e2vpt/tables/paper/reference/table99.csv:"
                + " record a reference for table 'table99' first");
  }
}
