package org.e2vpt.tables.cli;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.e2vpt.tables.accounting.Accounting;
import org.e2vpt.tables.accounting.CellAccount;
import org.e2vpt.tables.accounting.CountLine;
import org.e2vpt.tables.accounting.PrintedShare;
import org.e2vpt.tables.accounting.Reproduction;
import org.e2vpt.tables.paper.CsvFile;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.TableId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Counts what every method tunes, and compares with the printed columns. */
@Command(
    name = "params",
    mixinStandardHelpOptions = true,
    versionProvider = E2vpt.Version.class,
    description = {
      "Count the trainable parameters of every method.",
      "They are counted on every backbone, from the definitions of the methods. Shares are"
          + " counted in two ways: tuned_share, as the released code prints it, includes pruned"
          + " parameters; kept_share does not. By default, one line stands for all tasks: shares"
          + " are means over the tasks, and counts omit the last layer of the head, which has 769"
          + " parameters per class (Swin-B: 1025)."
    },
    exitCodeList = {"0:everything was counted, whatever the verdicts"})
final class ParamsCommand implements Callable<Integer> {

  private static final int DECIMALS = 4;

  private static final ImmutableList<String> LINE =
      ImmutableList.of(
          "backbone",
          "method",
          "options",
          "task",
          "tuned",
          "kept",
          "total",
          "tuned_share",
          "kept_share");

  private static final ImmutableList<String> CELL =
      ImmutableList.of(
          "backbone",
          "row",
          "task",
          "printed",
          "tuned_share",
          "kept_share",
          "verdict",
          "arithmetic",
          "reason");

  /** At most one of the two. */
  static final class View {
    @Option(names = "--tasks", description = "Print one line for each task, with its head.")
    private boolean tasks;

    @Option(
        names = "--table",
        paramLabel = "TABLE",
        description = "Compare with the column Tuned/Total of a table, cell by cell.")
    private @Nullable String table;
  }

  @ArgGroup private View view = new View();

  @Option(
      names = "--paper",
      paramLabel = "PAPER",
      description =
          "Paper whose counted.csv lists what to count; default: the first paper that has one.")
  private @Nullable String paper;

  @Mixin private PapersOption papers = new PapersOption();

  @Option(names = "--csv", description = "Print CSV.")
  private boolean csv;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    Papers all = papers.get();
    PrintWriter out = spec.commandLine().getOut();
    if (view.table != null) {
      TableId table = table(all, view.table);
      print(out, new Accounting(all.get(table.paper())).table(table.table()));
    } else {
      Accounting accounting = new Accounting(counted(all));
      String number = csv ? "%d" : "%,d";
      List<CountLine> lines = view.tasks ? accounting.linesOfTasks() : accounting.lines();
      print(out, LINE, lines.stream().map(line -> fields(line, number)).toList());
    }
    out.flush();
    return E2vpt.OK;
  }

  /** A number alone is that of a table, as {@code 1} for {@code table1}. */
  private static TableId table(Papers all, String name) {
    return all.named(name.matches("\\d") ? "table" + name : name).get(0);
  }

  private Paper counted(Papers all) {
    List<Paper> counted = all.all().stream().filter(one -> !one.counted().isEmpty()).toList();
    Paper named = paper == null ? counted.get(0) : all.get(paper);
    if (!counted.contains(named)) {
      throw new IllegalArgumentException(
          "%s has no counted.csv, which says what to count; %s have one"
              .formatted(
                  named.id(), counted.stream().map(Paper::id).collect(Collectors.joining(", "))));
    }
    return named;
  }

  private void print(PrintWriter out, List<CellAccount> cells) throws IOException {
    if (csv) {
      print(out, CELL, cells.stream().map(ParamsCommand::fields).toList());
      return;
    }
    int reason = CELL.size() - 1;
    List<String> aligned =
        Columns.align(
            CELL.subList(0, reason),
            cells.stream().map(cell -> fields(cell).subList(0, reason)).toList());
    out.println(aligned.get(0));
    for (int i = 0; i < cells.size(); i++) {
      out.println(aligned.get(i + 1));
      if (!cells.get(i).reason().isEmpty()) {
        out.println("    " + cells.get(i).reason());
      }
    }
    out.println();
    out.println(
        Arrays.stream(Reproduction.values())
            .map(
                verdict ->
                    String.format(
                        Locale.ROOT,
                        "%s: %d",
                        verdict.words(),
                        cells.stream().filter(cell -> cell.verdict() == verdict).count()))
            .collect(Collectors.joining(", ")));
  }

  private void print(PrintWriter out, List<String> header, List<List<String>> lines)
      throws IOException {
    if (csv) {
      CsvFile.print(out, "params", header, lines);
    } else {
      Columns.align(header, lines).forEach(out::println);
    }
  }

  private static List<String> fields(CountLine line, String number) {
    return ImmutableList.of(
        line.backbone(),
        line.method(),
        line.options(),
        line.task(),
        line.tuned().text(number),
        line.kept().text(number),
        line.total().text(number),
        Decimals.fixed(line.tunedShare(), DECIMALS),
        Decimals.fixed(line.keptShare(), DECIMALS));
  }

  private static List<String> fields(CellAccount account) {
    PrintedShare cell = account.cell();
    return ImmutableList.of(
        cell.backbone(),
        cell.row(),
        cell.task(),
        cell.printed().text(),
        Decimals.fixed(account.tunedShare(), DECIMALS),
        Decimals.fixed(account.keptShare(), DECIMALS),
        account.verdict().words(),
        account.arithmetic(),
        account.reason());
  }
}
