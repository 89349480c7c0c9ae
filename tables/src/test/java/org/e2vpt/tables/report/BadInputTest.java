package org.e2vpt.tables.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are torn, foreign, edited or malicious: said with file and line, or shown harmless.
 */
class BadInputTest {

  private static final Path INVENTED =
      Path.of("src/test/resources/org/e2vpt/tables/report/invented");
  private static final String HTML = "<img src=x onerror=alert(1)>\"'&";

  @TempDir Path run;

  @BeforeEach
  void writeRun() throws IOException {
    InventedTable.of("table1", 3).shift("bias", -6).write(run);
  }

  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cells.csv | 5,e2vpt/table1          | 9,e2vpt/table1          | 2: schema 9, but this program reads schema 5: use the program that wrote the file
          cells.csv | e2vpt/table1            | table1                  | 2: expected a table PAPER/TABLE, got 'table1'
          cells.csv | e2vpt/table1            | e2vtp/table1            | 2: table e2vtp/table1 is of the paper 'e2vtp', which is not among e2vpt, mini, vfpt, vpt: if it is one of your own, name the folder that contains its folder with --papers-dir or -Dpapers.dir
          cells.csv | e2vpt/table1            | e2vpt/table6            | 2: e2vpt has no table 'table6'; it has table1, table2, table3, table4, table5, figure3, figure4
          cells.csv | full,Full,FGVC          | fall,Full,FGVC          | 2: Table 1 has no row 'fall' with a column 'FGVC'; its rows are full, linear, partial-1, mlp-3, sidetune, bias, adapter, vpt-deep, e2vpt, its columns FGVC, Natural, Specialized, Structured
          cells.csv | full,Full,FGVC          | full,Full,VTAB          | 2: Table 1 has no row 'full' with a column 'VTAB'; its rows are full, linear, partial-1, mlp-3, sidetune, bias, adapter, vpt-deep, e2vpt, its columns FGVC, Natural, Specialized, Structured
          cells.csv | full,Full,Natural       | full,Full,FGVC          | 3: table e2vpt/table1, row full, column FGVC is already in line 2
          runs.csv  | full,fgvc_nabirds,FGVC,1| full,fgvc_cub,FGVC,1    | 5: table e2vpt/table1, row full, task fgvc_cub, campaign 1, seed 1 is already in line 2
          runs.csv  | table1,full,fgvc_cub,   | table1,<b>,fgvc_cub,    | 2: row '<b>' of table 'e2vpt/table1' on task 'fgvc_cub' has no cell in cells.csv
          """)
  void namesFileAndLine(String name, String from, String to, String message) throws IOException {
    Path file = run.resolve(name);
    String text = Files.readString(file);
    assertThat(text).contains(from);
    Files.writeString(file, text.replaceFirst(from, to));

    refuses(file + ":" + message);
  }

  @Test
  void noticesAnAccuracyThatIsNoNumber() throws IOException {
    Path file = run.resolve("runs.csv");
    replaceField(file, 4, "accuracy", "NaN");

    refuses(file + ":4: column 'accuracy': expected a number, got 'NaN'");
  }

  @Test
  void noticesATrialIdThatWouldNameAnotherFile() throws IOException {
    Path file = run.resolve("runs.csv");
    replaceField(file, 4, "trial_id", "../../x");

    refuses(file + ":4: column 'trial_id': expected 12 hexadecimal digits, got '../../x'");
  }

  @Test
  void noticesACellThatWasEditedConsistently() throws IOException {
    // Every column of the line follows from its others: only the runs tell.
    InventedTable.of("table1", 3).write(run.resolve("other"));
    List<String> cells = new ArrayList<>(Files.readAllLines(run.resolve("cells.csv")));
    List<String> others = Files.readAllLines(run.resolve("other/cells.csv"));
    cells.set(22, others.get(22));
    Files.write(run.resolve("cells.csv"), cells);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessageMatching(
            run.resolve("cells.csv")
                + ":23: Table 1 › Bias › Natural is [^,]*, but runs.csv gives [^:]*: was it edited\\?");
  }

  @Test
  void noticesAVerdictThatDoesNotFollowFromTheRuns() throws IOException {
    Path file = run.resolve("cells.csv");
    String before = natural().judgement().explanation();
    editNatural(Map.of("verdict", "reproduced", "sentence", "reproduced: by hand"));

    refuses(
        ("%s:23: Table 1 › Bias › Natural is 'reproduced: by hand' here, but what follows from"
                + " runs.csv is '%s': was it edited? If the run was made by another version of the"
                + " program, run it again")
            .formatted(file, before));
  }

  @Test
  void noticesAnEditedMargin() throws IOException {
    editNatural(Map.of("margin", "9.66"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessageStartingWith(
            "%s:23: Table 1 › Bias › Natural".formatted(run.resolve("cells.csv")));
  }

  @Test
  void noticesAReferenceThatTurnsARedCellGreen() throws IOException {
    String mean = Decimals.percent(natural().measured().mean());
    editNatural(Map.of("reference_mean", mean));

    refuses(
        ("%s:23: Table 1 › Bias › Natural is compared with %s %% (spread not printed) here, but"
                + " this program ships 73.30 %% (spread not printed): was it edited? If the run was"
                + " made by another version of the program, run it again")
            .formatted(run.resolve("cells.csv"), mean));
  }

  @Test
  void noticesAnEditedRecordedReferenceUnlessTheRunWasComparedWithAnother() throws IOException {
    InventedTable.mini().shift("e2vpt", -6).write(run);
    Path file = run.resolve("cells.csv");
    Cell cell = CellTable.read(file).get(2);
    assertThat(cell.verdict()).isEqualTo(VerdictWord.DIFFERS);
    replaceField(file, 4, "verdict", "matches");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessageStartingWith("%s:4: mini › E²VPT › Natural is 'differs: ".formatted(file));

    InventedTable.mini().shift("e2vpt", -6).fact("recorded commit", "abc").write(run);
    int before = Report.render(Papers.shipped(), run).count(VerdictWord.MATCHES);
    replaceField(file, 4, "verdict", "matches");
    assertThat(Report.render(Papers.shipped(), run).count(VerdictWord.MATCHES))
        .isEqualTo(before + 1);
  }

  private Cell natural() throws IOException {
    return CellTable.read(run.resolve("cells.csv")).get(21);
  }

  private void editNatural(Map<String, String> fields) throws IOException {
    Path file = run.resolve("cells.csv");
    assertThat(CellTable.read(file).get(21).verdict()).isEqualTo(VerdictWord.NOT_REPRODUCED);
    for (Map.Entry<String, String> field : fields.entrySet()) {
      replaceField(file, 23, field.getKey(), field.getValue());
    }
  }

  @ParameterizedTest
  @CsvSource({"cells.csv, 37", "runs.csv, 649", "provenance.csv, 5"})
  void noticesATornLastLine(String name, int line) throws IOException {
    Path file = run.resolve(name);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 3));

    refuses(
        String.format(
            Locale.ROOT,
            "%s:%d: the last line is incomplete, it does not end with a line break; write the file again",
            file,
            line));
  }

  @Test
  void refusesAPageOfSeveralPapers() throws IOException {
    Path file = run.resolve("cells.csv");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("e2vpt/table1", "mini/mini"));

    refuses(file + " has cells of several papers: mini, e2vpt");
  }

  @ParameterizedTest
  @CsvSource({"cells.csv", "runs.csv", "provenance.csv", "reasons.csv"})
  void noticesAForeignFile(String name) throws IOException {
    Path file = run.resolve(name);
    Files.writeString(file, "x,y\n1,2\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessageStartingWith(file + ":1: expected the columns ")
        .withMessageEndingWith(", got x,y");
  }

  @Test
  void noticesBytesThatAreNoText() throws IOException {
    Path file = run.resolve("provenance.csv");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, '\n'});

    refuses(file + ": not a text in UTF-8");
  }

  @Test
  void noticesAnOpenQuote() throws IOException {
    Path file = run.resolve("provenance.csv");
    Files.writeString(file, "key,value\n\"x,y\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessageStartingWith(file + ": a quote is wrong: ");
  }

  @Test
  void noticesATornCurve() throws IOException {
    InventedTable.mini().curves().write(run);
    try (Stream<Path> curves = Files.list(run.resolve("curves"))) {
      Path curve = curves.sorted().findFirst().orElseThrow();
      String text = Files.readString(curve);
      Files.writeString(curve, text.substring(0, text.length() - 2));

      refuses(
          "%s:101: the last line is incomplete, it does not end with a line break; write the file again"
              .formatted(curve));
    }
  }

  static Stream<String> fields() throws IOException {
    List<String> fields = new ArrayList<>();
    for (String name : List.of("cells.csv", "runs.csv", "provenance.csv", "reasons.csv")) {
      for (String column : Files.readAllLines(INVENTED.resolve(name)).get(0).split(",")) {
        fields.add(name + " " + column);
      }
    }
    return fields.stream();
  }

  /** Each field of each file in turn: the file is refused, or the page shows the text as text. */
  @ParameterizedTest
  @MethodSource("fields")
  void letsNoMarkupReachThePages(String field) throws IOException {
    Path file = run.resolve(field.split(" ")[0]);
    String column = field.split(" ")[1];
    InventedTable.mini().curves().shift("e2vpt", -9).notRun("linear", "no file").write(run);
    for (int line = Files.readAllLines(file).size(); line > 1; line--) {
      replaceField(file, line, column, column.equals("key") ? HTML + line : HTML);
    }
    try {
      Report.render(Papers.shipped(), run);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageStartingWith(run.toString());
      return;
    }
    for (String page : List.of("index.html", "summary.md")) {
      assertThat(run.resolve(page)).content().doesNotContain("<img");
    }
  }

  private void refuses(String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), run))
        .withMessage(message);
  }

  private static void replaceField(Path file, int line, String column, String value)
      throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    List<String> cells = new ArrayList<>(parse(lines.get(line - 1)));
    cells.set(List.of(lines.get(0).split(",")).indexOf(column), value);
    StringBuilder text = new StringBuilder();
    CsvFile.print(text, "", cells, List.of());
    lines.set(line - 1, text.toString().stripTrailing());
    Files.writeString(file, String.join("\n", lines) + "\n");
  }

  private static List<String> parse(String line) {
    try (CSVParser parser = CSVParser.parse(line, CSVFormat.DEFAULT)) {
      return parser.getRecords().get(0).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
