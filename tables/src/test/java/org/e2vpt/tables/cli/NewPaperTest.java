package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A paper that is nothing but a folder is planned, run, judged, reported and audited, as {@code
 * docs/add-a-paper.md} says. Its trials are real ones of the smallest backbone.
 */
class NewPaperTest {

  private static final ImmutableMap<String, String> FILES =
      ImmutableMap.<String, String>builder()
          .put(
              "paper.csv",
              """
              key,value
              name,Mine
              title,A paper that nobody wrote
              numbers,printed
              pages,paper
              preset,short
              seeds,1 2 3
              device,processor
              deadline,PT5M
              """)
          .put(
              "tables.csv",
              """
              table,title,about
              table1,Table 1,Two methods on digits
              table2,Table 2,One method on shapes
              """)
          .put(
              "tables/table1.csv",
              """
              row,column,tasks,by_default,accuracy,wins,tuned_share,pruning,place,note
              linear,Natural,,,81.00,,,,p. 1,
              prompts,Natural,,,12.00,,,,p. 1,
              """)
          .put(
              "tables/table2.csv",
              """
              row,column,tasks,by_default,accuracy,wins,tuned_share,pruning,place,note
              bias,Structured,,,30.00,,,,p. 2,
              """)
          .put(
              "rows.csv",
              """
              table,row,title,cited,copied,ticks,as,backbone,method,options,prunes,recipe,preset,runs,source
              table1,linear,Linear head,,,,,mini-vit.cifar10,linear,,no,short,,,p. 1
              table1,prompts,Prompts,,,input,,mini-vit.cifar10,e2vpt,visual=2 kv=1,yes,short,,,p. 1
              table2,bias,Biases,,,backbone,,mini-vit.cifar10,bias,,no,short,shorter,1,p. 2
              """)
          .put(
              "tasks.csv",
              """
              task,visual,kv,place
              digits,,,
              shapes-count,,,
              """)
          .put(
              "recipes.csv",
              """
              recipe,on,optimizer,learning_rates,weight_decays,epochs,warmup,batch,tuned_rate,tuned_decay,token_percents,segment_percents,tuned_tokens,tuned_segments,source
              short,VTAB-1k,SGD,1,0.001,1,0,64,1,0.001,50,50,50,50,p. 3
              """)
          .put(
              "presets.csv",
              """
              preset,choice,word,source,direction
              short,runs,3,p. 3,
              short,importance,signed,p. 3,
              shorter,runs,1,run.sh,
              """)
          .put(
              "noise.csv",
              """
              kind,table,column,points,tasks,runs,freedom,source
              margin,table1,Natural,90,,,,a guess
              margin,table2,Structured,90,,,,a guess
              print,,,,,3,,p. 3
              tau,,,0.5,,,4,a guess
              """)
          .put("figures.csv", "kind,table,title,rows,columns\nshares,table1,Figure 1,,\n")
          .put("questions.csv", "row,other,question\nprompts,linear,Do prompts help?\n")
          .put(
              "claims.csv",
              """
              claim,place,text,check,inputs,aggregators,known,note
              1,p. 3,Prompts are better than a linear head,order,table1/prompts > linear in Natural,,contradicted,
              """)
          .buildOrThrow();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeThePaper() throws IOException {
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = folder.resolve("papers/mine").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  @Test
  void isPlannedRunJudgedReportedAndAudited() throws IOException {
    assertThat(execute("plan", "mine")).as("%s", err).isZero();
    assertThat(out.toString()).contains("trials");

    assertThat(execute("run", "mine", "--reports", folder.resolve("reports").toString()))
        .as("%s", err)
        .isZero();
    Path run = folder.resolve("reports/mine");
    List<Cell> cells = CellTable.read(run.resolve("cells.csv"));
    assertThat(cells)
        .extracting(cell -> cell.asked().name())
        .containsExactly(
            "Table 1 › Linear head › Natural",
            "Table 1 › Prompts › Natural",
            "Table 2 › Biases › Structured");
    assertThat(cells).noneMatch(cell -> cell.verdict() == VerdictWord.NOT_RUN);
    assertThat(run.resolve("provenance.csv"))
        .content()
        .contains("protocol,short\n", "protocol of row bias,shorter\n");
    assertThat(run.resolve("index.html"))
        .content()
        .contains("Mine", "Do prompts help?", "Figure 1");

    assertThat(execute("report", run.toString())).as("%s", err).isZero();
    assertThat(execute("audit", "mine")).as("%s", err).isZero();
    assertThat(execute("audit", run.toString())).as("%s", err).isZero();
  }

  private int execute(String... arguments) {
    List<String> all = new ArrayList<>(ImmutableList.copyOf(arguments));
    all.add("--papers-dir=" + folder.resolve("papers"));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = E2vpt.commandLine(new Properties());
    commandLine.setOut(new PrintWriter(out));
    commandLine.setErr(new PrintWriter(err));
    return commandLine.execute(all.toArray(String[]::new));
  }
}
