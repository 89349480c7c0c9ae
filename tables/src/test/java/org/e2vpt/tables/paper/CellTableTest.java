package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.e2vpt.tables.paper.Fixtures.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellTableTest {

  @TempDir Path directory;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = directory.resolve("cells.csv");
  }

  @Test
  void isReadAsItWasWritten() throws IOException {
    List<Cell> cells =
        List.of(
            cell(new Summary(3, 38.2, 1.1)),
            cell(new Summary(1, 41.5, Double.NaN)),
            new Cell(
                Fixtures.STRUCTURED,
                Summary.NONE,
                Summary.NONE,
                Judgement.none(VerdictWord.NOT_RUN, "not run: as invented"),
                Double.NaN,
                Double.NaN,
                Cost.NOTHING,
                Double.NaN));

    CellTable.write(file, cells);

    assertThat(CellTable.read(file)).isEqualTo(cells);
    assertThat(file)
        .hasContent(
            """
            schema,table,table_title,row,title,column,tasks,seeds,budget,n,mean,sd,ci_low,ci_high,reference_mean,reference_sd,reference_n,margin,margin_source,difference,se,df,half_width,p,p_holm,p_tost,family,partial,verdict,unadjusted,better,sentence,tuned_share,kept_share,seconds,images_per_second,trials
            5,mini/mini,mini,vpt-deep,VPT-deep,Structured,count location,3,mini,3,38.20,1.10,35.47,40.93,41.50,0.62,5,2.10,a guess,-3.30,0.5000,9.00,1.13,0.000100,0.000400,0.020000,4,no,differs,differs,false,differs: as invented,2.0000,1.0000,300.00,1500.0,30
            5,mini/mini,mini,vpt-deep,VPT-deep,Structured,count location,3,mini,1,41.50,,,,41.50,0.62,5,2.10,a guess,0.00,0.5000,9.00,1.13,0.000100,0.000400,0.020000,4,no,matches,matches,false,matches: as invented,2.0000,1.0000,300.00,1500.0,30
            5,mini/mini,mini,vpt-deep,VPT-deep,Structured,count location,3,mini,0,,,,,,,0,,,,,,,,,,0,no,not run,not run,false,not run: as invented,,,0.00,,0
            """);
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          differs,false        | differs,true         | column 'better' says 'true', but the rest of the line gives 'false': was it edited?
          no,differs,          | no,reproduces,       | column 'verdict': expected a verdict, got 'reproduces'
          no,differs,          | no,not run,          | a cell is 'not run' if, and only if, nothing was measured: measured 38.20 ± 0.30 % (n = 3), verdict not run
          no,differs,          | maybe,differs,       | column 'partial': expected yes or no, got 'maybe'
          3,38.20              | 3,41.20              | column 'ci_low' says '37.45', but the rest of the line gives '40.45': was it edited?
          3,38.20              | 3,NaN                | column 'mean': expected a number, got 'NaN'
          3,38.20              | 3,                   | no summary of n = 3 values: mean NaN, standard deviation 0.3
          location,3,mini      | location,2,mini      | 2 seeds were asked for, but 3 measured
          count location       | ''                   | mini › VPT-deep › Structured asks for no task
          location,3,mini      | location,3,          | mini › VPT-deep › Structured does not say its budget
          5,mini/mini          | 4,mini/mini          | schema 4, but this program reads schema 5: use the program that wrote the file
          """)
  void refusesALineThatContradictsItself(String from, String to, String message)
      throws IOException {
    CellTable.write(file, List.of(cell(new Summary(3, 38.2, 0.3))));
    Files.writeString(file, Files.readString(file).replace(from, to));

    assertThatThrownBy(() -> CellTable.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":2: " + message);
  }

  @Test
  void saysThatAFileIsOfAnotherSchema() throws IOException {
    Files.writeString(file, "schema,table,row\n3,mini,full\n");

    assertThatThrownBy(() -> CellTable.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            file
                + ":1: another schema, use the program that wrote the file: expected the columns"
                + " schema,table,table_title,row,title,")
        .hasMessageEndingWith(",trials, got schema,table,row");
  }

  @Test
  void namesTheLineOfABlankLine() throws IOException {
    CellTable.write(file, List.of(cell(new Summary(3, 38.2, 0.3))));
    Files.writeString(file, Files.readString(file) + "\n");

    assertThatThrownBy(() -> CellTable.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("%s:3: expected 37 fields, got 1", file);
  }
}
