package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.report.Report;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Registers runs of synthetic journals, whose first final run ends on 2026-11-20. */
class PreregistrationTest {

  private static final String TABLE = "tables=table2 budget=tuned ";
  private static final String BEFORE = "2026-11-19T23:30:00Z";

  /** Of the synthetic journal. */
  private static final String COMMIT = "0123456";

  @TempDir private Path folder;
  private Path elsewhere;

  @BeforeEach
  void nameJournal() {
    elsewhere = folder.resolve("elsewhere");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows=linear | rows=linear | before anything was run; run as registered
          rows=linear | rows=linear precision=bf16 | before anything was run; changed: precision was fp32, is bf16
          rows=linear seeds=42,44,82 | rows=linear seeds=42 | before anything was run; changed: seeds were 42, 44, 82, are 42
          rows=linear | rows=linear protocol.segments=16 | before anything was run; changed: protocol was paper, is paper with segments=16; segments was 8, is 16
          rows=linear,bias | rows=linear | before anything was run; changed: 3 of 6 registered cells were run; Holm's correction counts 3 cells of e2vpt/table2 instead of 6
          rows=linear | rows=linear,bias | before anything was run; changed: not registered, but run: 3 cells; Holm's correction counts 6 cells of e2vpt/table2 instead of 3
          """)
  void aReportSaysWhetherItWasRunAsRegistered(String registered, String run, String says)
      throws IOException {
    var unused = register(TABLE + registered, BEFORE);

    assertThat(report(TABLE + run)).isEqualTo("Registered on 2026-11-19, " + says + ".");
  }

  @Test
  void someTasksAreNotTheRegisteredCell() throws IOException {
    String registered = "tables=table1 budget=tuned rows=e2vpt groups=Natural,Structured";
    var unused = register(registered, BEFORE);

    assertThat(report(registered + " tasks=dtd,cifar,kitti"))
        .isEqualTo(
            "Registered on 2026-11-19, before anything was run; changed: 0 of 2 registered cells were run; not registered, but run: 2 cells; Holm's correction counts 0 cells of e2vpt/table1 instead of 2.");
  }

  @Test
  void thePageQuotesIt() throws IOException {
    Path file = register(TABLE + "rows=linear", BEFORE);

    String sentence = report(TABLE + "rows=linear");

    assertThat(sentence)
        .isEqualTo("Registered on 2026-11-19, before anything was run; run as registered.");
    assertThat(file.resolveSibling("index.html"))
        .content()
        .containsOnlyOnce("<p class=\"caption\">" + sentence + "</p>");
    assertThat(file.resolveSibling("summary.md")).content().contains("\n\n" + sentence + "\n");
  }

  @Test
  void aRunThatIsNotRegisteredSaysNothingOfIt() throws IOException {
    assertThat(report(TABLE + "rows=linear")).isEmpty();
  }

  @Test
  void aRegistrationAfterTheFirstRunIsNamedSo() throws IOException {
    var unused = register(TABLE + "rows=linear", "2026-11-21T08:00:00Z");

    assertThat(report(TABLE + "rows=linear"))
        .isEqualTo(
            "Registered on 2026-11-21, after its first final run, of 2026-11-20; run as registered.");
  }

  @Test
  void searchesThatWereRunBeforeAreCounted() throws IOException {
    RunConfig config = config("tables=table2 budget=paper rows=linear groups=Specialized");
    new SyntheticJournal(config)
        .add("table2")
        .forget(trial -> trial.split() == Split.FINAL)
        .write(config.trials(config.onlyPage()));

    var unused = register("tables=table2 budget=paper rows=linear groups=Specialized", BEFORE);

    assertThat(report("tables=table2 budget=paper rows=linear groups=Specialized"))
        .isEqualTo(
            "Registered on 2026-11-19, before any final run, after 160 trials of its searches; run as registered.");
  }

  @Test
  void whatIsRunCannotBeRegistered() throws IOException {
    RunConfig config = config(TABLE + "rows=linear");
    Path journal = config.trials(config.onlyPage());
    new SyntheticJournal(config).add("table2").write(journal);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> register(TABLE + "rows=linear", BEFORE))
        .withMessage(
            "%s holds 57 final runs of these settings, the first of 2026-11-20T10:00:10Z: what is known cannot be registered any more; register other seeds, or a run in another folder (--reports)"
                .formatted(journal.resolve("trials.csv")));
    assertThat(register(TABLE + "rows=linear seeds=1,2,3", BEFORE)).isRegularFile();
  }

  @Test
  void aRegistrationIsNotChanged() throws IOException {
    Path file = register(TABLE + "rows=linear", BEFORE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> register(TABLE + "rows=bias", BEFORE))
        .withMessage(
            "%s already exists, and a registration is never changed: run what it describes, or, as long as nothing was run, delete it and register again"
                .formatted(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          journal=elsewhere | the runs in a journal have been made already and cannot be registered: omit journal and run
          tasks=svhn groups=Structured | no cell of table2 is left by {groups=Structured, tasks=svhn}
          """)
  void registersNothingThatIsNotToBeRun(String settings, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> register(TABLE + settings, BEFORE))
        .withMessage(message);
  }

  @Test
  void registersWhatARefereeAsksFor() throws IOException {
    Path file = register(TABLE + "rows=linear gpu=off", BEFORE);

    assertThat(Files.readAllLines(file))
        .startsWith(
            "kind,name,value,reason",
            "setting,registered,2026-11-19T23:30:00Z,",
            "setting,command,\"mvn verify -Dtables=table2 -Dbudget=tuned -Dseeds=42,44,82 -Drows=linear -Dgpu=off -Dreports=%s -Ddata.root=%s\","
                .formatted(folder, folder.resolve("data")),
            "setting,planned trials,57,",
            "setting,trials run before,0,",
            "setting,commit,0123456,",
            "setting,protocol,paper,",
            "setting,budget,tuned,",
            "setting,lengths,known,",
            "setting,search,grid,",
            "setting,precision,fp32,",
            "setting,numerics,6,",
            "setting,seeds,\"42, 44, 82\",")
        .contains(
            "choice,segments,8,",
            "cell,e2vpt/table2 linear Specialized,patch_camelyon eurosat resisc45 diabetic_retinopathy,",
            "family,e2vpt/table2,3,",
            "noise,runs behind a printed number,3,§4.1: three runs",
            "data,dtd,unknown,")
        .anyMatch(line -> line.startsWith("margin,e2vpt/table2 Natural,1.00,chosen beforehand: "))
        .anyMatch(
            line -> line.startsWith("noise,prior of tau,\"0.50 points, 4.0 degrees of freedom\","))
        .anyMatch(line -> line.matches("file,datasets.lock,[0-9a-f]{64},"))
        .anyMatch(line -> line.matches("file,papers/e2vpt/tables/table2.csv,[0-9a-f]{64},"))
        .last()
        .asString()
        .matches("sha256,registration.csv,[0-9a-f]{64},of the lines above");
  }

  /** What is wrong, and where; a run says so before it begins. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          seeds,"42, 44, 82" | seeds,"42, 44, 83" | :%s: expected the sha256 of the lines above: the file was edited after it was registered; restore it, or delete it if nothing is to be called registered
          setting,budget | setting,bugdet | :8: column 'name': expected one of registered, commit, command, planned trials, trials run before, protocol, budget, lengths, search, precision, numerics, seeds, got 'bugdet'
          setting,budget | sitting,budget | :8: column 'kind': expected setting, choice, cell, campaigns, family, margin, noise, weights, data, file or sha256, got 'sitting'
          setting,lengths | setting,budget | :9: setting 'budget' occurs twice
          2026-11-19T23:30:00Z | yesterday | :2: column 'value': expected an instant such as 2026-11-28T12:00:00Z, got 'yesterday'
          name,value | value,name | :1: expected the columns kind,name,value,reason, got kind,value,name,reason
          """)
  void refusesADamagedRegistration(String text, String edited, String message) throws IOException {
    Path file = register(TABLE + "rows=linear", BEFORE);
    String before = Files.readString(file);
    assertThat(before).contains(text);
    Files.writeString(file, before.replace(text, edited));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> report(TABLE + "rows=linear"))
        .withMessage(file + message.formatted(before.lines().count()));
    assertThat(file.resolveSibling("cells.csv")).doesNotExist();
  }

  /** Also of a run that has ended: what its page quotes must still be there. */
  @Test
  void aReportRefusesARegistrationThatWasDamagedLater() throws IOException {
    Path file = register(TABLE + "rows=linear", BEFORE);
    var unused = report(TABLE + "rows=linear");
    Files.writeString(file, Files.readString(file).replace("82", "83"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), file.resolveSibling("")))
        .withMessageContaining(
            "expected the sha256 of the lines above: the file was edited after it was registered");
  }

  private Path register(String settings, String at) throws IOException {
    return Preregistration.write(
        config(settings), Clock.fixed(Instant.parse(at), ZoneOffset.UTC), COMMIT);
  }

  private RunConfig config(String settings) {
    Properties properties = Configs.properties(settings);
    properties.setProperty("reports", folder.toString());
    properties.setProperty("data.root", folder.resolve("data").toString());
    return RunConfig.of(properties);
  }

  /** What the report of a run says of its registration. */
  private String report(String settings) throws IOException {
    RunConfig config = config(settings);
    new SyntheticJournal(config).add(config.onlyPage().name(config.papers())).write(elsewhere);
    TableRun run = TableRun.of(config(settings + " journal=" + elsewhere));
    var unused = run.run();
    return Provenance.read(run.directory().resolve("provenance.csv"))
        .entries()
        .getOrDefault(Provenance.REGISTRATION, "");
  }
}
