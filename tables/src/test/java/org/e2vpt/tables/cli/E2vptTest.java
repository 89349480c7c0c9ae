package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.RecordedReference;
import org.e2vpt.tables.paper.RunTable;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class E2vptTest {

  private static final String HEADER =
      "schema,table,table_title,row,title,column,tasks,seeds,budget,n,mean,sd,ci_low,ci_high,reference_mean,reference_sd,"
          + "reference_n,margin,margin_source,difference,se,df,half_width,p,p_holm,p_tost,family,partial,verdict,unadjusted,better,sentence,tuned_share,kept_share,seconds,images_per_second,trials\n";
  private static final String REPRODUCED =
      "5,mini/mini,mini,linear,Linear,Natural,digits,2,paper,2,50.00,0.00,50.00,50.00,50.00,0.00,5,2.00,invented,0.00,0.5000,9.00,1.13,1.000000,1.000000,0.001000,1,no,matches,matches,false,matches: invented,1.0000,1.0000,9.00,100.0,2\n";
  private static final String RUNS =
      "schema,table,row,task,group,campaign,seed,status,accuracy,trial_id,settings,searched,precision,tuned,kept,total,"
          + "seconds,images_per_second,commit,device,host,engine,java,weights,data,finished\n";
  private static final String NOT_RUN =
      "5,mini/mini,mini,full,Full,Natural,digits,3,paper,0,,,,,50.00,0.00,5,,,,,,,,,,0,no,not run,not run,false,not run: invented,,,0.00,,0\n";

  @TempDir Path run;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void writeRun() throws IOException {
    Files.writeString(run.resolve("cells.csv"), HEADER + REPRODUCED);
    Files.writeString(run.resolve("runs.csv"), RUNS + run(42, 50) + run(44, 50));
    Files.writeString(run.resolve("provenance.csv"), "key,value\nrecorded commit,c0ffee\n");
  }

  private static String run(int seed, double accuracy) {
    return String.format(
            Locale.ROOT,
            "3,mini/mini,linear,digits,Natural,1,%d,ok,%.2f,0123456789ab,sgd lr 1 wd"
                + " 0,grid,fp32,1,1,100,4.50,100.0,",
            seed,
            accuracy)
        + "c,cpu,A CPU,none,17,w,d,2026-11-20T12:00:00Z\n";
  }

  @Test
  void rendersARunAndSucceedsIfNoCellFails() {
    assertThat(execute("report", run.toString())).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "1 of 1 cell matches our own earlier runs; cost: 2 trials in 9.0 s of"
                + " compute time.",
            run.resolve("index.html").toString());
    assertThat(run.resolve("index.html")).isNotEmptyFile();
    assertThat(run.resolve("summary.md")).isNotEmptyFile();
  }

  @Test
  void rendersARecordedRunIntoAnotherFolderOnly() throws IOException {
    Files.createFile(run.resolve("README.md"));
    Path pages = run.resolve("new/pages");

    assertThat(execute("report", run.toString())).isEqualTo(2);
    assertThat(execute("report", run.toString(), "--output", pages.toString())).isZero();

    assertThat(err)
        .hasToString(
            "e2vpt: %s is a recorded run, which is not changed after it was published: name another folder for the pages, as in --output reports/pages%n"
                .formatted(run));
    assertThat(run.resolve("index.html")).doesNotExist();
    assertThat(pages.resolve("index.html")).isNotEmptyFile();
  }

  @Test
  void auditsNoPaperThatClaimsNothing() {
    assertThat(execute("audit", "mini")).isEqualTo(2);
    assertThat(execute("audit", run.toString())).isEqualTo(2);

    assertThat(out.toString()).isEmpty();
    assertThat(err)
        .hasToString(
            "e2vpt: mini claims nothing: audit e2vpt, vfpt, vpt, or runs of their tables%n"
                .formatted()
                .repeat(2));
  }

  @Test
  void exitsWithOneIfACellFails() throws IOException {
    Files.writeString(run.resolve("cells.csv"), HEADER + REPRODUCED + NOT_RUN);

    assertThat(execute("report", run.toString())).isEqualTo(1);
  }

  @Test
  void saysInOneLineWhatIsWrongWithTheInput() throws IOException {
    Path cells = run.resolve("cells.csv");
    Files.writeString(cells, HEADER + REPRODUCED.replace("50.00,0.00,5,", "50.00,0.00,five,"));

    assertThat(execute("report", run.toString())).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: %s:2: column 'reference_n': expected a whole number, got 'five'%n"
                .formatted(cells));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          repot             | Unmatched argument at index 0: 'repot'; see 'e2vpt --help'. Did you mean 'report'?
          report --colour   | Unknown option: '--colour'; see 'e2vpt report --help'
          reprot            | Unmatched argument at index 0: 'reprot'; see 'e2vpt --help'. Did you mean 'report'?
          data status --data=x | Unknown option: '--data=x'; see 'e2vpt data status --help'. Did you mean '--data-root'?
          tune x --papers-dir=y | Unknown option: '--papers-dir=y'; see 'e2vpt tune --help'
          tune x --tasks=y | Unknown option: '--tasks=y'; see 'e2vpt tune --help'
          tune x --groups=y | Unknown option: '--groups=y'; see 'e2vpt tune --help'
          tune x --lengths=known | Unknown option: '--lengths=known'; see 'e2vpt tune --help'
          plan --data x --device A100 | data must be one of auto, require; got 'x'
          run mini --row=linear | Unknown option: '--row=linear'; see 'e2vpt run --help'. Did you mean '--rows'?
          compare a         | Missing required parameter: 'B'; see 'e2vpt compare --help'
          compare a b       | a has no cells.csv: expected the directory of a finished run, such as reports/mini
          report nowhere    | nowhere has no cells.csv: expected the directory of a finished run, such as reports/mini
          """)
  void saysInOneLineWhatIsWrongWithTheUsage(String arguments, String message) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run mini --seeds one   | seeds must be whole numbers, such as 42,44,82; got 'one'
          run tabel4             | no table 'tabel4'; there are table1, table2, table3, table4, table5, figure3, figure4, mini, vfpt/table1, vfpt/table2, vfpt/table3, vfpt/fourier, vpt/table1, vpt/swin, vpt/self-supervised. Did you mean 'table4'?
          run mini --rows liner  | rows must be some of full,linear,linear-random,partial-1,mlp-3,sidetune,bias,adapter,vpt-shallow,vpt-deep,e2vpt,vfpt,e2vpt-paper,e2vpt-released,visual-1-kv-1,visual-1-kv-2,visual-1-kv-4,visual-4-kv-1,visual-4-kv-2,visual-4-kv-4,visual-8-kv-1,visual-8-kv-2,visual-8-kv-4 of mini; got 'liner'. Did you mean 'linear'?
          run mini --journal x   | there is no journal x: name a trials.csv, or its folder
          run mini --time 8      | time must be hours, minutes or seconds, such as 8h, 90m or 1h30m; got '8'
          run mini --progress loud | progress is one of auto, tty, lines, off; got 'loud'
          run mini --precision bf61 | precision must be one of fp32, tf32, bf16, got 'bf61'. Did you mean 'bf16'?
          run table9             | no table 'table9'; there are table1, table2, table3, table4, table5, figure3, figure4, mini, vfpt/table1, vfpt/table2, vfpt/table3, vfpt/fourier, vpt/table1, vpt/swin, vpt/self-supervised
          run mini --groups FGVC | groups must be some of Natural,Structured of mini; got 'FGVC'
          run table4 --rows full | rows must be some of visual,visual-kv,visual-pruned,e2vpt of table4; got 'full'
          run table4 --data yes  | data must be one of auto, require; got 'yes'
          run table4 --gpu on    | gpu must be one of auto, require, off; got 'on'
          run table4 --journal x | there is no journal x: name a trials.csv, or its folder
          plan table9 --device A100 | no table 'table9'; there are table1, table2, table3, table4, table5, figure3, figure4, mini, vfpt/table1, vfpt/table2, vfpt/table3, vfpt/fourier, vpt/table1, vpt/swin, vpt/self-supervised
          plan --device A100 --devices 0 | --devices must be at least 1, got 0
          plan table1 --rows e2vpt --device A100 --choice segments=7 | row 'e2vpt' of e2vpt/table1: prompts of width 768 cannot be divided into 7 equal segments
          run table5 --choice segments=7 | row 'kv-after' of e2vpt/table5: prompts of width 768 cannot be divided into 7 equal segments
          plan --device A1000    | device must be one of V100, A100, H100, H200, L4, T4, RTX 4090, B200; got 'A1000'. Did you mean 'A100'?
          trials mini --journal x | with journal=x nothing is run, so there are no trials to print: omit journal
          record mini --seeds 1  | a reference needs at least 5 seeds, got 1; omit --seeds
          publish nowhere        | nowhere has no trials.csv: it is not a finished run; run 'mvn verify' first
          """)
  void saysInOneLineWhyItDoesNotRun(String arguments, String message) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
  }

  @ParameterizedTest
  @CsvSource({"worse, 1", "different, 1", "never, 0"})
  void exitsWithOneIfACellGotWorse(String failOn, int code) throws IOException {
    Path before = measured("before", 70.10, 70.20, 70.30);
    Path after = measured("after", 50.10, 50.20, 50.30);
    Path pages = run.resolve("pages");

    assertThat(
            execute(
                "compare",
                before.toString(),
                after.toString(),
                "--fail-on",
                failOn,
                "--output",
                pages.toString()))
        .isEqualTo(code);

    assertThat(out.toString().lines())
        .first()
        .isEqualTo("%s against %s: 1 worse".formatted(after, before));
    assertThat(pages.resolve("index.html")).isNotEmptyFile();
  }

  /** A run of Linear, with a seed for each accuracy. */
  private Path measured(String name, double... accuracies) throws IOException {
    Path directory = Files.createDirectory(run.resolve(name));
    StringBuilder runs = new StringBuilder(RUNS);
    for (int seed = 0; seed < accuracies.length; seed++) {
      runs.append(run(seed, accuracies[seed]));
    }
    Path file = Files.writeString(directory.resolve("runs.csv"), runs);
    AskedCell asked =
        new AskedCell(
            "mini/mini",
            "mini",
            "linear",
            "Linear",
            "Natural",
            ImmutableList.of("digits"),
            accuracies.length,
            "paper");
    CellTable.write(
        directory.resolve("cells.csv"),
        List.of(
            Aggregation.cell(
                asked,
                Cost.NOTHING,
                RunTable.read(file),
                RecordedReference.NONE,
                Judgement.none(
                    VerdictWord.INCONCLUSIVE,
                    "inconclusive: there is nothing to compare it with"))));
    Files.writeString(directory.resolve("provenance.csv"), "key,value\n");
    return directory;
  }

  @Test
  void saysWhyACellWasNotRun() {
    assertThat(executeWithoutFiles("run table4 --rows visual --gpu off")).isEqualTo(1);

    assertThat(out.toString().lines())
        .first()
        .asString()
        .startsWith(
            "Table 4 › Visual › svhn: not run; printed is 78.10 % (spread not printed): svhn,"
                + " weights/")
        .contains(" are not in " + run);
  }

  @Test
  void saysTheSameReasonOnce() {
    assertThat(executeWithoutFiles("run table4 --rows visual,visual-kv --tasks svhn --gpu off"))
        .isEqualTo(1);

    assertThat(out.toString().lines())
        .element(1)
        .isEqualTo(
            "Table 4 › Visual + key-value › svhn: not run; printed is 83.80 % (spread not printed):"
                + " as Table 4 › Visual › svhn");
  }

  @Test
  void saysWhyAJournalGivesACellNoNumber() {
    Journal.open(run).close();

    assertThat(executeWithoutFiles("run table4 --rows visual --tasks svhn --journal " + run))
        .isEqualTo(1);

    assertThat(out.toString().lines())
        .first()
        .isEqualTo(
            "Table 4 › Visual › svhn: not run; printed is 78.10 % (spread not printed): no result"
                + " of 40 trials of the search of row 'visual' on svhn: "
                + run.resolve("trials.csv")
                + " holds no result");
  }

  @Test
  void saysWhyTrialsCannotBeRunAnywhere() {
    assertThat(executeWithoutFiles("trials table4 --rows visual --tasks svhn")).isZero();

    assertThat(out.toString()).isEmpty();
    assertThat(err)
        .hasToString(
            ("table4: 1 of 1 cell not run: svhn, weights/imagenet21k_ViT-B_16.npz are not in"
                    + " %s; 'e2vpt data fetch svhn weights/imagenet21k_ViT-B_16.npz' gets them, or"
                    + " says how to%n")
                .formatted(run));
  }

  private int executeWithoutFiles(String command) {
    return execute(
        "%s --data-root %s --reports %s"
            .formatted(command, run, run.resolve("reports"))
            .split(" "));
  }

  @Test
  void saysWhatATableCosts() {
    assertThat(
            execute(
                "plan table1 --rows e2vpt --tasks dtd,cifar,oxford_flowers102 --protocol released"
                    .concat(" --device A100 --data-root ")
                    .concat(run.toString())
                    .split(" ")))
        .isZero();

    // 118, 86 and 54 trials for lengths of 10, 5 and 1; those of dtd in three campaigns
    assertThat(out.toString().lines())
        .contains("table1")
        .anyMatch(line -> line.startsWith("  all                               494  "))
        .anyMatch(
            line -> line.contains(" hours on A100 in fp32 (19.5 TFLOP/s, 73 % of it, assumed: "))
        .anyMatch(line -> line.matches("  hours +Natural +all"))
        .anyMatch(line -> line.matches("  E²VPT \\(Ours\\)( +[0-9.]+){2}"))
        .anyMatch(line -> line.matches("  most: E²VPT \\(Ours\\) on dtd [0-9.]+ %; .*"))
        .anyMatch(
            line -> line.matches("  hours of the budgets: paper [0-9.]+, tuned [0-9.]+, quick .*"))
        .anyMatch(line -> line.startsWith("  files: "))
        .anyMatch(line -> line.startsWith("  disk: about "));
  }

  @Test
  void plansWhatTheFiltersLeaveOfEachTable() {
    assertThat(execute("plan table1 table5 --rows e2vpt --tasks dtd --device A100".split(" ")))
        .isZero();

    assertThat(out.toString().lines())
        .contains("table1", "table5: the filters leave no cell", "together");
  }

  /** A plan of E²VPT on dtd has 118 trials in the paper's protocol, and others as released. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --protocol=released --seeds=1,2       | ''
          --protocol=Released --SEEDS=1,2       | ''
          --seeds=1,2                           | protocol=released
          ''                                    | protocol=released seeds=1,2
          --protocol=released --seeds=1,2       | protocol=paper seeds=1,2,3,4
          --protocol.runs=5 --protocol=released | seeds=1,2
          --choice=runs=5 --seeds=1,2           | protocol=released
          """)
  void takesTheSameSettingsAsOptionsAndAsSystemProperties(String options, String system) {
    String usual = "plan table1 --rows E2VPT --tasks dtd --device a100 --data-root " + run;
    execute((usual + " --protocol released --seeds 1,2").split(" "));
    String expected = withoutFreeSpace();
    out.getBuffer().setLength(0);

    assertThat(execute(properties(system), (usual + " " + options).trim().split(" "))).isZero();

    assertThat(withoutFreeSpace()).isEqualTo(expected);
    assertThat(expected).contains("  final ");
  }

  /** A plan, but for its line on the disk, whose free space changes all the time. */
  private String withoutFreeSpace() {
    return out.toString()
        .lines()
        .filter(line -> !line.startsWith("  disk: "))
        .collect(Collectors.joining("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          row=linear            | there is no setting -Drow. Did you mean 'rows'?
          Rows=linear           | there is no setting -DRows. Did you mean 'rows'?
          protcol=released      | there is no setting -Dprotcol. Did you mean 'protocol'?
          protocol.segment=16   | there is no setting -Dprotocol.segment. Did you mean 'protocol.segments'?
          protocol.xyz=1        | there is no setting -Dprotocol.xyz
          """)
  void refusesSystemPropertiesThatAreProbablyMisspelt(String system, String message) {
    assertThat(execute(properties(system), "plan", "table1", "--device", "A100")).isEqualTo(2);

    assertThat(err).asString().startsWith("e2vpt: " + message + "; see 'e2vpt --help'");
  }

  @Test
  void trialsSayWhatTheyDoNotDependOn() {
    String command = "trials mini --rows linear --workers 2 --time 8h --reports " + run;

    assertThat(execute(command.split(" "))).isZero();

    assertThat(err).hasToString("e2vpt: the trials do not depend on workers, time%n".formatted());
    assertThat(out).asString().contains("mini-vit.cifar10");
  }

  @Test
  void aPlanSaysWhatItDoesNotDependOn() {
    String command = "plan table4 --rows visual --tasks svhn --device A100 --workers 2";

    assertThat(execute(properties("precision=bf16"), command.split(" "))).isZero();

    assertThat(err).hasToString("e2vpt: the plan does not depend on workers%n".formatted());
    assertThat(out).asString().contains(" hours on A100 in bf16 (312.0 TFLOP/s, ");
  }

  @Test
  void saysWhatFitsIntoSomeHoursAndHowToRunIt() {
    String command =
        "plan table1 --rows full,vpt-deep,e2vpt --groups natural,specialized --tasks cifar,eurosat"
            + " --device A100 --hours 8";

    assertThat(execute(command.split(" "))).isZero();

    List<String> fitting =
        out.toString().lines().dropWhile(line -> !line.contains(" cells fit ")).toList();
    assertThat(fitting.get(0)).matches("table1: \\d of 6 cells fit into 8 hours, and take [0-9.]+");
    assertThat(fitting)
        .anyMatch(line -> line.matches(" +[0-9.]+  Table 1 › Full › (Natural|Specialized)"))
        .contains(
            "  run them: mvn verify -Dtables=table1 -Dseeds=42,44,82 -Drows=full,vpt-deep,e2vpt"
                + " -Dgroups=natural,specialized -Dtasks=cifar,eurosat -Dhours=8");
  }

  private static Properties properties(String settings) {
    Properties properties = new Properties();
    for (String setting : settings.split(" ")) {
      if (!setting.isEmpty()) {
        properties.setProperty(setting.split("=", 2)[0], setting.split("=", 2)[1]);
      }
    }
    return properties;
  }

  static Stream<Arguments> endsThatAreNoBugs() {
    return Stream.of(
        arguments(new IllegalStateException("in use"), "in use"),
        arguments(new CancellationException("the run was stopped"), "the run was stopped"),
        arguments(
            new UncheckedIOException("cannot open x", new IOException("no space")),
            "cannot open x: no space"));
  }

  @ParameterizedTest
  @MethodSource
  void endsThatAreNoBugs(Exception e, String message) {
    CommandLine commandLine = E2vpt.commandLine();
    commandLine.addSubcommand(
        "fail",
        CommandSpec.wrapWithoutInspection(
            (Callable<Integer>)
                () -> {
                  throw e;
                }));
    commandLine.setErr(new PrintWriter(err, true));

    assertThat(commandLine.execute("fail")).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: %s%n".formatted(message));
  }

  @Test
  void saysWhatAFileOfWeightsIs() {
    String file = "../harness/src/test/resources/fixtures/backbone_vit_tiny.npz";

    assertThat(execute("weights", "inspect", file)).isZero();

    assertThat(out.toString().lines())
        .contains(
            "format   npz",
            "weights  none of the published ones",
            "used     cls F32[1, 1, 48]  cls");
  }

  @Test
  void saysInOneLineWhyAFileIsNoWeights() throws IOException {
    Path page = Files.writeString(run.resolve("w.npz"), "<html>404</html>");

    assertThat(execute("weights", "inspect", page.toString())).isEqualTo(2);

    assertThat(err)
        .hasToString(
            "e2vpt: cannot read %s: it is not an npz, safetensors or PyTorch file, but a web page: the download has failed%n"
                .formatted(page));
  }

  @Test
  void helpNamesCommandsAndExitCodes() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString()).contains("Usage: e2vpt", "report", "Exit codes:", "2   wrong usage");
  }

  @Test
  void everyCommandBeginsItsHelpWithAShortSentence() {
    assertThat(descriptions(E2vpt.commandLine()))
        .hasSizeGreaterThan(20)
        .allMatch(line -> line.length() <= 60 && line.endsWith("."));
  }

  /** The lines that lists of commands show, but that of picocli's own command. */
  private static List<String> descriptions(CommandLine command) {
    List<String> lines = new ArrayList<>();
    for (CommandLine sub : command.getSubcommands().values()) {
      if (!(sub.getCommand() instanceof AutoComplete.GenerateCompletion)) {
        lines.add(sub.getCommandSpec().usageMessage().description()[0]);
        lines.addAll(descriptions(sub));
      }
    }
    return lines;
  }

  @Test
  void completesCommandsAndOptionsInAShell() {
    assertThat(execute("generate-completion")).isZero();

    assertThat(out.toString())
        .contains("complete -F _complete_e2vpt -o default e2vpt", "'--checklist'");
  }

  /** Prints the help of every command: what picocli cannot format, it says on standard error. */
  static final class AllHelp {
    private AllHelp() {}

    public static void main(String[] arguments) {
      help(E2vpt.commandLine());
    }

    private static void help(CommandLine command) {
      command.usage(System.out);
      command.getSubcommands().values().forEach(AllHelp::help);
    }
  }

  @Test
  void helpOfNoCommandWritesToTheStandardError() throws IOException {
    Path errors = run.resolve("errors.txt");
    Process process = ChildProcess.java(AllHelp.class).redirectError(errors.toFile()).start();
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(help).contains("Usage: e2vpt parity", "Usage: e2vpt data fetch", "95 % interval");
    assertThat(errors).isEmptyFile();
  }

  @Test
  void tellsItsVersionOrThatItIsNotInAJar() {
    assertThat(execute("--version")).isZero();

    assertThat(out.toString()).startsWith("e2vpt ");
  }

  private int execute(String... arguments) {
    return execute(new Properties(), arguments); // not what Maven was told of a run
  }

  private int execute(Properties system, String... arguments) {
    CommandLine commandLine = E2vpt.commandLine(system);
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
