package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The folder of a paper: what it says, and what is wrong with it. */
class PaperTest {

  @TempDir Path papers;
  private Path folder = Path.of("");

  @BeforeEach
  void writePaper() throws IOException {
    folder = InventedPaper.write(papers, "invented");
  }

  @Test
  void saysWhatItIs() throws IOException {
    PaperInfo info = Paper.load(folder, Map.of()).info();

    assertThat(info.title()).isEqualTo("A paper that nobody wrote");
    assertThat(info.nameAndPlace()).isEqualTo("Invented");
    assertThat(info.presets()).isEqualTo("invented");
    assertThat(info.seeds()).containsExactly(42, 44);
    assertThat(info.deadline()).isEqualTo(Duration.ofMinutes(15));
    assertThat(List.of(info.recorded(), info.onePage(), info.gpu(), info.bare()))
        .containsOnly(false);
  }

  @Test
  void saysMoreIfThereIsMore() throws IOException {
    replace("paper.csv", "numbers,printed", "numbers,recorded\nbare tables,yes");
    replace("paper.csv", "pages,table", "pages,paper\narxiv,2307.13770\npresets,e2vpt");
    Files.delete(folder.resolve("presets.csv"));
    replace("paper.csv", "device,processor", "device,gpu");

    PaperInfo info = Paper.load(folder, Map.of("e2vpt", Papers.shipped().get("e2vpt"))).info();

    assertThat(info.nameAndPlace()).isEqualTo("Invented (arXiv 2307.13770)");
    assertThat(info.presets()).isEqualTo("e2vpt");
    assertThat(List.of(info.recorded(), info.onePage(), info.gpu(), info.bare()))
        .containsOnly(true);
  }

  @Test
  void saysHowARowIsRun() throws IOException {
    PaperRow row = Paper.load(folder, Map.of()).row("table1", "linear");

    assertThat(row.ticks()).containsExactly("backbone", "extra");
    assertThat(row.as()).isEqualTo("table1/linear");
    assertThat(row.options())
        .isEqualTo(ImmutableSortedMap.of("prompt-dropout", "0.1", "visual", "4"));
    assertThat(row.prunes()).isTrue();
    assertThat(row.preset()).isEqualTo("released");
    assertThat(row.runs()).isEqualTo(1);
    assertThat(Paper.load(folder, Map.of()).row("table1", "full").runs()).isZero();
  }

  /** Also one that is as a row which itself is as another. */
  @Test
  void runsARowAsTheOneThatItIsAs() throws IOException {
    replace("rows.csv", "p. 2\n", "p. 2\ntable1,third,Third,,,,table1/again,,,,,,,,p. 3\n");
    replace("tables/table1.csv", "p. 2,\n", "p. 2,\nthird,Structured,,,41,,,,p. 3,\n");
    Paper paper = Paper.load(folder, Map.of());
    PaperRow linear = paper.row("table1", "linear");

    for (String row : List.of("again", "third")) {
      assertThat(paper.row("table1", row))
          .usingRecursiveComparison()
          .ignoringFields("row", "title", "cited", "ticks", "source")
          .isEqualTo(linear);
    }
    assertThat(paper.row("table1", "third").source()).isEqualTo("p. 3");
  }

  @Test
  void printsCells() throws IOException {
    PrintedTable table = Paper.load(folder, Map.of()).table("table1");
    PrintedCell group = table.cell("linear", "Structured").orElseThrow();
    PrintedCell task = table.cell("linear", "digits").orElseThrow();
    PrintedCell again = table.cell("again", "Structured").orElseThrow();

    assertThat(table.id()).hasToString("invented/table1");
    assertThat(table.rows()).containsExactly("full", "linear", "again");
    assertThat(table.columns()).containsExactly("Structured", "digits");
    assertThat(table.cell("full", "digits")).isEmpty();
    assertThat(group.tasks()).containsExactly("shapes-count", "shapes-location");
    assertThat(group.byDefault()).containsExactly("shapes-count");
    assertThat(group.accuracy()).contains(new Printed("40.5"));
    assertThat(group.wins()).isEqualTo(ImmutableMap.of("full", 1, "again", 0));
    assertThat(task.tasks()).isEqualTo(task.byDefault()).containsExactly("digits");
    assertThat(task.tunedShare()).isEmpty();
    assertThat(task.pruning()).contains(new Printed("12.5"));
    assertThat(task.note()).isEqualTo("a note");
    assertThat(again.tasks()).containsExactly("shapes-count");
    assertThat(again.byDefault()).isEmpty();
    assertThat(again.accuracy()).isEmpty();
    assertThat(again.title()).isEqualTo("Linear again");
  }

  @Test
  void namesTheTablesRowsAndTasksThatItHas() throws IOException {
    Paper paper = Paper.load(folder, Map.of());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> paper.table("table2"))
        .withMessage("invented has no table 'table2'; it has table1. Did you mean 'table1'?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paper.row("table1", "bias"))
        .withMessage("invented/table1 has no row 'bias'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paper.task("svhn"))
        .withMessage("invented has no task 'svhn'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> paper.task("digits").released("kv"))
        .withMessage("no command released a length kv for digits");
  }

  /** One mistake each: a file, what is replaced in it, and what is said of it. */
  @ParameterizedTest(name = "{0}: {2}")
  @CsvFileSource(resources = "mistakes.csv", numLinesToSkip = 1, delimiter = '|')
  void saysWhereItIsWrong(String file, String from, @Nullable String to, String message)
      throws IOException {
    replace(file, from.replace("\\n", "\n"), to == null ? "" : to.replace("\\n", "\n"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Paper.load(folder, Map.of()))
        .withMessage(
            folder.resolve(message.split("[: ]")[0]) + message.replaceFirst("^[^: ]+", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          figures.csv   | kind,table,title,rows,columns        | pie,table1,Figure 1,,     | column 'kind': expected shares, disk or heatmap, got 'pie'
          figures.csv   | kind,table,title,rows,columns        | heatmap,table1,F.,,visual | column 'columns': a heat map has two options, got 'visual'
          figures.csv   | kind,table,title,rows,columns        | shares,table9,Figure 1,,   | column 'table': expected a table of rows.csv, got 'table9'
          figures.csv   | kind,table,title,rows,columns        | disk,table1,F.,full fulll, | column 'rows': expected rows of table1, got 'full fulll'
          shares.csv    | table,row,column,options,free,candidates,note | table1,fulll,,,,, | column 'row': expected a row of rows.csv, got 'fulll'
          differences.csv | preset,table,row,column,difference,source,direction | ,table1,fulll,,d,s, | column 'row': expected a row of rows.csv, or nothing, got 'fulll'
          differences.csv | preset,table,row,column,difference,source,direction | ,table9,,,d,s, | column 'table': expected a table of rows.csv, or nothing, got 'table9'
          questions.csv | row,other,question                   | full,fulll,Why?            | column 'other': expected a row of rows.csv, got 'fulll'
          causes.csv    | id,condition,argument,text,source    | seeds,fact,x,Seeds.,      | a cause has a text and a source, got 'Seeds.' from ''
          counted.csv   | method,options,backbones             | full,all,vit-b16.in21k          | column 'options': expected options such as 'visual=50 kv=1', got 'all'
          repeats.csv   | table,row,tasks,campaigns,reason     | table9,full,digits,2,     | column 'table': expected a table of rows.csv, got 'table9'
          repeats.csv   | table,row,tasks,campaigns,reason     | table1,fulll,digits,2,    | column 'row': expected a row of rows.csv, got 'fulll'
          repeats.csv   | table,row,tasks,campaigns,reason     | table1,full,digits svhn,2, | column 'tasks': expected tasks of tasks.csv, got 'digits svhn'
          repeats.csv   | table,row,tasks,campaigns,reason     | table1,full,digits,1,cheap | expected at least one task, and 2 to 20 campaigns, got tasks [digits] and 1 campaigns
          repeats.csv   | table,row,tasks,campaigns,reason     | table1,full,,21,cheap     | expected at least one task, and 2 to 20 campaigns, got tasks [] and 21 campaigns
          repeats.csv   | table,row,tasks,campaigns,reason     | table1,full,digits,2,     | column 'reason': expected why the procedure is repeated, got ''
          questions.csv | row,question                         | full,Why?                 | expected the columns row,other,question, got row,question
          """)
  void saysWhereAFileIsWrongThatMayBeLeftOut(
      String name, String header, String line, String message) throws IOException {
    Path file = Files.writeString(folder.resolve(name), header + "\n" + line + "\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Paper.load(folder, Map.of()))
        .withMessage("%s:%s: %s", file, message.contains("columns row") ? "1" : "2", message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "paper.csv",
        "tables.csv",
        "tables/table1.csv",
        "rows.csv",
        "tasks.csv",
        "recipes.csv",
        "presets.csv",
        "noise.csv"
      })
  void saysWhatIsMissing(String file) throws IOException {
    String header = Files.readAllLines(folder.resolve(file)).get(0);
    Files.delete(folder.resolve(file));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Paper.load(folder, Map.of()))
        .withMessage(
            "%s is missing: a paper's folder has it, with the columns %s",
            folder.resolve(file), header);
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = folder.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }
}
