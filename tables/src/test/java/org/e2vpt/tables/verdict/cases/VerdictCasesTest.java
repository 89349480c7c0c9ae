package org.e2vpt.tables.verdict.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The golden cases, and folders with a mistake each. */
class VerdictCasesTest {

  private static final Path CASES = Path.of("src/test/resources/org/e2vpt/tables/verdict/cases");
  private static final Path GOLDEN = CASES.resolve("golden");

  @TempDir private Path folder;

  @BeforeEach
  void copyGoldenCases() throws IOException {
    try (var files = Files.newDirectoryStream(GOLDEN, "*.csv")) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
  }

  @Test
  void agreesWithEveryGoldenNumberAndWord() throws IOException {
    ImmutableList<ComparedQuantity> all = VerdictCases.compare(GOLDEN);

    assertThat(all).filteredOn(quantity -> !quantity.ok()).isEmpty();
    assertThat(all).hasSize(9004);
    assertThat(all.stream().map(ComparedQuantity::caseName).distinct()).hasSize(18);
  }

  @Test
  void agreesWithCasesThatWereDrawn() throws IOException {
    ImmutableList<ComparedQuantity> all = VerdictCases.compare(CASES.resolve("drawn"));

    assertThat(all).filteredOn(quantity -> !quantity.ok()).isEmpty();
    assertThat(all).hasSize(2914);
    assertThat(
            all.stream()
                .filter(quantity -> quantity.quantity().equals("word"))
                .map(ComparedQuantity::computed))
        .as("words of cells")
        .contains(
            "not run",
            "reproduced",
            "not reproduced",
            "consistent",
            "inconclusive",
            "identical",
            "matches",
            "differs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          expected_columns.csv | t01,Natural,0.70683,130         | t01,Natural,0.70693,130   | t01 Natural s_p2 0.70693 0.70682974 false
          expected_tables.csv  | t05,18,2,                       | t05,19,2,                 | t05 table G 19 18 false
          expected_tables.csv  | t03,22,2,-1.64487,inf           | t03,22,2,-1.64487,1000    | t03 table d0 1000 inf false
          expected_tables.csv  | t06,0,0,,4                      | t06,0,0,1,4               | t06 table x 1 '' false
          expected_cells.csv   | t16,b,Natural,recording         | t16,b,Natural,cell        | t16 b/Natural kind cell recording false
          expected_wins.csv    | t15,F,B,2,2.49064,1,5,14,no     | t15,F,B,2,2.49064,1,5,14, | t15 F/B inside '' no false
          expected_wins.csv    | t15,F,B,2,2.49064,1,5,14,no     | t15,F,C,2,2.49064,1,5,14,no | t15 F/B line of expected_wins.csv missing computed false; t15 F/C line of expected_wins.csv expected not computed false
          expected_rows.csv    | t03,a,2                         | t99,a,2                   | t03 a line of expected_rows.csv missing computed false; t99 a line of expected_rows.csv expected not computed false
          """)
  void tellsWhatIsOff(String file, String golden, String changed, String off) throws IOException {
    replace(file, golden, changed == null ? "" : changed);

    assertThat(
            VerdictCases.compare(folder).stream()
                .filter(quantity -> !quantity.ok())
                .map(
                    q ->
                        String.join(
                            " ",
                            q.caseName(),
                            q.place(),
                            q.quantity(),
                            q.expected().isEmpty() ? "''" : q.expected(),
                            q.computed().isEmpty() ? "''" : q.computed(),
                            Boolean.toString(q.ok()))))
        .isEqualTo(List.of(off.split("; ")));
  }

  @Test
  void aProbabilityNearZeroIsNotTakenForARoundingError() {
    assertThat(ComparedQuantity.of("t", "c", "p_two", "1e-15", 2e-15).ok()).isFalse();
    assertThat(ComparedQuantity.of("t", "c", "s2", "7.57306e-29", 0.0).ok()).isTrue();
    assertThat(ComparedQuantity.of("t", "c", "d", "0", 1e-11).ok()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cases.csv     | t02,fixed,0,            | t02,known,0,             | cases.csv:3: column 'tau_mode': expected fixed or estimated, got 'known'
          cases.csv     | t02,fixed,0,            | t02,fixed,,              | cases.csv:3: column 'tau_fixed': expected a number such as 12.5, got ''
          cases.csv     | t02,fixed,0,0.5,4,1,    | t02,fixed,0,0.5,4,0,     | cases.csv:3: column 'margin': expected a number of points > 0, got '0'
          cases.csv     | t01,estimated,,0.5,4,1, | t01,estimated,,0.5,0,1,  | cases.csv:2: a prior of tau is a number of points >= 0 worth more than 0 degrees of freedom, got tau0 = 0.5, f0 = 0.0
          cases.csv     | t02,fixed               | t01,fixed                | cases.csv:3: case 't01' occurs twice; give it another name
          tasks.csv     | t01,Natural,na2         | t01,Natural,na1          | tasks.csv:3: task 'na1' of case 't01' is already in column 'Natural'; give each task one line
          tasks.csv     | t01,Natural,na2         | t01,,na2                 | tasks.csv:3: column 'column': expected a name, got ''
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,1,1,85.74%   | runs.csv:2: column 'accuracy': expected a number such as 12.5, got '85.74%'
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,0,1,85.74    | runs.csv:2: a run has a campaign, 1 or more, and a finite accuracy, got campaign 0, accuracy 85.74
          runs.csv      | Natural,na1,1,2,86.67   | Natural,na1,1,1,86.67    | runs.csv:3: row 'row1', task 'na1' of case 't01' has campaign 1, seed 1 already; keep one of the two
          runs.csv      | t01,row1,Natural,na1    | t77,row1,Natural,na1     | runs.csv:2: column 'case': expected a case of cases.csv, got 't77'
          runs.csv      | t01,row1,Natural,na1    | t01,row1,Natural,sp1     | runs.csv:2: column 'Natural' of case 't01' has no task 'sp1'; add it to tasks.csv
          prints.csv    | t01,row1,Natural,,62.73 | t01,row1,Nature,,62.73   | prints.csv:2: case 't01' has no column 'Nature'; add its tasks to tasks.csv
          prints.csv    | t01,row1,Specialized,   | t01,row1,Natural,        | prints.csv:3: row 'row1', column 'Natural' of case 't01' is printed already; keep one of the two
          prints.csv    | 62.73,2,3               | 62.73,2,0                | prints.csv:2: a printed mean is a finite number with decimals >= 0 of runs >= 1, got 62.73, 2, 0
          repeats.csv   | t01,Natural,7,0.66,3    | t01,Natural,0,0.66,3     | repeats.csv:2: a printed repeat has tasks, runs and a finite difference, got 0, 3, 0.66
          recorded.csv  | t16,a,Natural,na1,1,    | t15,A,Natural,na1,1,     | recorded.csv:2: row 'A', column 'Natural' of case 't15' has a print in prints.csv; keep one of the two
          contrasts.csv | A,B,tasks,Natural       | A,B,task,Natural         | contrasts.csv:2: column 'aggregator': expected tasks or columns, got 'task'
          contrasts.csv | A-B tasks,A,B           | A-B tasks,A,X            | contrasts.csv:2: case 't15' has no row 'X'; add its runs to runs.csv
          contrasts.csv | A-B columns,            | A-B tasks,               | contrasts.csv:3: case 't15' has a claim 'A-B tasks' already; give it another name
          wins.csv      | t15,A,F,21              | t15,A,B,21               | wins.csv:3: case 't15' counts the wins of 'A' over 'B' already; keep one of the two
          wins.csv      | t15,A,F,21              | t15,A,F,many             | wins.csv:3: column 'printed_wins': expected a whole number, got 'many'
          contrasts.csv | tasks,Natural;Specialized;Structured | tasks,Natural;Natural | contrasts.csv:2: claim 'A-B tasks' needs two rows, and a column or several, each once; got 'A', 'B' and [Natural, Natural]
          wins.csv      | t15,A,B,20              | t15,A,A,20               | wins.csv:2: wins are of one row over another, on 0 to 24 tasks of case 't15'; got 'A', 'A' and 20
          wins.csv      | t15,A,B,20              | t15,A,B,25               | wins.csv:2: wins are of one row over another, on 0 to 24 tasks of case 't15'; got 'A', 'B' and 25
          wins.csv      | t15,A,B,20              | t15,A,B,-1               | wins.csv:2: wins are of one row over another, on 0 to 24 tasks of case 't15'; got 'A', 'B' and -1
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,1,1,NaN      | runs.csv:2: column 'accuracy': expected a number such as 12.5, got 'NaN'
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,1,1,         | runs.csv:2: column 'accuracy': expected a number such as 12.5, got ''
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,1,1,1e200    | runs.csv:2: column 'accuracy': expected a number from -1e9 to 1e9, got '1e200'
          runs.csv      | Natural,na1,1,1,85.74   | Natural,na1,1,1,1e400    | runs.csv:2: column 'accuracy': expected a number such as 12.5, got '1e400'
          expected_cells.csv | 62.2886            | 62,2886                  | expected_cells.csv:2: expected 24 fields, got 25
          expected_cells.csv | 62.2886            | some                     | expected_cells.csv:2: column 'm': expected a number such as 12.5, got 'some'
          expected_rows.csv  | t01,row2,4         | t01,row1,4               | expected_rows.csv:3: there is already a line for t01, row1; keep one of the two
          expected_wins.csv  | case,row_a,row_b   | case,row_b,row_a         | expected_wins.csv:1: expected the columns case,row_a,row_b,measured,expected,lo95,hi95,printed_wins,inside, got case,row_b,row_a,measured,expected,lo95,hi95,printed_wins,inside
          """)
  void refusesWhatItCannotUnderstand(String file, String golden, String changed, String message)
      throws IOException {
    replace(file, golden, changed);

    assertThatThrownBy(() -> VerdictCases.compare(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(folder + "/" + message);
  }

  /** As a spreadsheet saves it, with numbers and names in other notations. */
  @Test
  void readsTheSameNumbersInOtherNotations() throws IOException {
    replace("runs.csv", "Natural,na1,1,1,85.74", "Natural,na1,1,1,8.574E1");
    replace("runs.csv", "Natural,na1,1,2,86.67", "Natural,na1,1,2,8667e-2");
    try (var files = Files.newDirectoryStream(folder, "*.csv")) {
      for (Path file : files) {
        String renamed =
            Files.readString(file)
                .replace("t01,row1,", "t01,\"Zeile 1, „✓“\",")
                .replace("\n", "\r\n");
        Files.writeString(file, "\uFEFF" + renamed);
      }
    }
    Files.createDirectory(folder.resolve("notes"));

    assertThat(VerdictCases.compare(folder))
        .hasSize(9004)
        .allMatch(ComparedQuantity::ok)
        .anyMatch(quantity -> quantity.place().equals("Zeile 1, „✓“/na1"));
  }

  /** So what was printed may be pasted into an expected file. */
  @Test
  void printsNumbersAsItReadsThem() {
    ComparedQuantity tiny = ComparedQuantity.of("t", "c", "p_two", "", 1.25e-30);

    assertThat(tiny.computed()).isEqualTo("1.25e-30");
    assertThat(ComparedQuantity.of("t", "c", "p_two", tiny.computed(), 1.25e-30).ok()).isTrue();
  }

  @Test
  void namesAFolderInTheFilesPlace() throws IOException {
    Files.delete(folder.resolve("wins.csv"));
    Files.createDirectory(folder.resolve("wins.csv"));

    assertThatThrownBy(() -> VerdictCases.compare(folder))
        .hasMessage(folder + "/wins.csv: it is a folder, not a file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          expected_columns.csv | case,column,s_p2,F
          wins.csv             | case,row_a,row_b,printed_wins
          runs.csv             | case,row,column,task,campaign,seed,accuracy
          """)
  void missesEveryFile(String file, String header) throws IOException {
    Files.delete(folder.resolve(file));

    assertThatThrownBy(() -> VerdictCases.compare(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: there is no such file; write it, even if only with its first line: %s"
                .formatted(folder.resolve(file), header));
  }

  @Test
  void missesCases() throws IOException {
    Path file = folder.resolve("cases.csv");
    Files.writeString(file, "case,tau_mode,tau_fixed,tau0,f0,margin,note\n");

    assertThatThrownBy(() -> VerdictCases.compare(folder))
        .hasMessage(file + ": there is no case; add a line for each table");
  }

  @Test
  void missesTheTasksOfACase() throws IOException {
    Files.writeString(
        folder.resolve("cases.csv"),
        Files.readString(folder.resolve("cases.csv")) + "t19,fixed,0,,,1,\n");

    assertThatThrownBy(() -> VerdictCases.compare(folder))
        .hasMessage(folder + ": tasks.csv has no task of case 't19'; add its columns and tasks");
  }

  private void replace(String file, String golden, String changed) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(golden);
    int at = text.indexOf(golden);
    Files.writeString(path, text.substring(0, at) + changed + text.substring(at + golden.length()));
  }
}
