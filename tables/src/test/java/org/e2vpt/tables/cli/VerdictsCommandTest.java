package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cell of one task, whose standard error can be computed by hand. */
class VerdictsCommandTest {

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeCase() throws IOException {
    write("cases", "case,tau_mode,tau_fixed,tau0,f0,margin,note\nc,fixed,0,,,1,\n");
    write("tasks", "case,column,task\nc,Natural,digits\n");
    write("runs", "case,row,column,task,campaign,seed,accuracy\nc,full,Natural,digits,1,1,50.0\n");
    write("prints", "case,row,column,task,printed,decimals,runs\nc,full,Natural,,50.5,1,3\n");
    write("repeats", "case,column,tasks,difference,runs\n");
    write("recorded", "case,row,column,task,seed,accuracy\n");
    write("contrasts", "case,claim,row_a,row_b,aggregator,columns\n");
    write("wins", "case,row_a,row_b,printed_wins\n");
    write("expected_columns", "case,column,s_p2,F\nc,Natural,0.7396,4\n");
    write(
        "expected_tasks",
        "case,row,task,campaigns,f,mean,s2,h,s_tilde2\nc,full,digits,1,0,50,,1,0.7396\n");
    write(
        "expected_tables",
        "case,G,J,x,d0,tau_hat2,F_tau,tau2,U,family,omnibus_Q,omnibus_nu,omnibus_p,kappa\n"
            + "c,0,0,,4,,0,0,0,1,0.253301,2.00338,0.664645,\n");
    write("expected_rows", "case,row,columns,d,se,nu,p_two,lo95,hi95\n");
    write(
        "expected_contrasts",
        "case,claim,gain,se_gain,nu_gain,lo95,hi95,p_zero,p_zero_holm,sign,printed_gain,margin,d,"
            + "se,nu,p_two,p_tost,p_holm,word\n");
    write("expected_wins", "case,row_a,row_b,measured,expected,lo95,hi95,printed_wins,inside\n");
    writeCells("consistent");
  }

  private void writeCells(String word) throws IOException {
    write(
        "expected_cells",
        "case,row,column,kind,m,r,d,A,C,se,nu,p_two,p_tost,p_holm,lo95,hi95,word,word_unadjusted,"
            + "better,junit,settle_for,settle_seeds,settle_repeats,floor_se\n"
            + "c,full,Natural,cell,50,50.5,-0.5,0.986133,2,0.993462,2.00338,0.664645,0.332322,"
            + "0.664645,-4.76761,3.76761,"
            + word
            + ",consistent,no,aborted,reproduced,never,never,0.49736\n");
  }

  @Test
  void printsALineForEachQuantity() {
    assertThat(execute()).isZero();

    assertThat(err.toString()).isEqualTo("42 of 42 quantities of 1 case agree\n");
    assertThat(out.toString().lines())
        .startsWith(
            "case,place,quantity,expected,computed,ok",
            "c,Natural,s_p2,0.7396,0.7396,true",
            "c,Natural,F,4,4,true",
            "c,full/digits,campaigns,1,1,true",
            "c,full/digits,f,0,0,true",
            "c,full/digits,mean,50,50,true",
            "c,full/digits,s2,,,true")
        .contains("c,table,tau2,0,0,true", "c,full/Natural,word,consistent,consistent,true")
        .hasSize(43);
  }

  @Test
  void exitsWithOneIfSomethingIsOff() throws IOException {
    writeCells("reproduced");

    assertThat(execute()).isEqualTo(1);

    assertThat(err.toString()).isEqualTo("41 of 42 quantities of 1 case agree\n");
    assertThat(out.toString().lines().filter(line -> line.endsWith("false")))
        .containsExactly("c,full/Natural,word,reproduced,consistent,false");
  }

  @Test
  void exitsWithTwoIfAFileCannotBeUnderstood() throws IOException {
    Files.delete(folder.resolve("runs.csv"));

    assertThat(execute()).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .isEqualTo(
            "e2vpt: %s: there is no such file; write it, even if only with its first line: case,row,column,task,campaign,seed,accuracy\n"
                .formatted(folder.resolve("runs.csv")));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name + ".csv"), text);
  }

  private int execute() {
    return E2vpt.commandLine(new Properties())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute("verdicts", folder.toString());
  }
}
