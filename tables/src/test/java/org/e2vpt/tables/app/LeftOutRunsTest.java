package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.plan.RowPlan;
import org.e2vpt.tables.plan.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A report of some rows, tasks and seeds must not hide what the journal has of the others. */
class LeftOutRunsTest {

  @TempDir Path folder;

  @Test
  void aSubsetSaysWhatTheSubsetBeforeLeftInTheJournal() throws IOException {
    journal(mini("linear", "digits", "42,44,82"), mini("linear", "shapes-count", "42,44,82"));

    assertThat(noteOf(mini("linear", "shapes-count", "42,44,82")))
        .endsWith(
            "; the journal holds more than this report shows: 3 final runs of row linear on task"
                + " digits, which 'mvn verify -Dtables=mini -Dseeds=42,44,82"
                + " -Drows=linear -Dtasks=shapes-count,digits' shows too");
  }

  @Test
  void namesSeedsThatWereNotAskedFor() throws IOException {
    journal(mini("linear,bias", "digits", "7,8"));

    assertThat(noteOf(mini("linear", "digits", "8")))
        .contains(
            "3 final runs of rows linear, bias on task digits, which 'mvn verify"
                + " -Dtables=mini -Dseeds=8,7 -Drows=linear,bias -Dtasks=digits' shows too");
  }

  @Test
  void countsRunsOfAnotherProtocol() throws IOException {
    Properties released = mini("adapter", "digits", "42");
    released.setProperty("protocol", "released");
    journal(released, mini("adapter", "digits", "42"));

    assertThat(noteOf(mini("adapter", "digits", "42")))
        .endsWith(
            "the journal holds more than this report shows: 1 final run of the same methods and"
                + " tasks, but of other settings");
  }

  @Test
  void saysNothingIfTheReportShowsAll() throws IOException {
    journal(mini("linear", "digits", "42"));

    assertThat(noteOf(mini("linear", "digits", "42"))).doesNotContain("the journal holds more");
  }

  @Test
  void aTableOfThePaperLeavesOutOtherTablesRuns() throws IOException {
    Properties asked = new Properties();
    asked.setProperty("reports", folder.toString());
    asked.setProperty("budget", "tuned");
    asked.setProperty("seeds", "1,2");
    asked.setProperty("tables", "table4,table5");
    RunConfig all = RunConfig.of(asked);
    Path trials = folder.resolve("elsewhere");
    new SyntheticJournal(all)
        .add("table4", cell -> cell.column().equals("svhn") && isVisual(cell))
        .add("table5", cell -> cell.column().equals("Natural"))
        .write(trials);
    asked.setProperty("rows", "visual");
    asked.setProperty("run", "never");
    asked.setProperty("journal", trials.toString());
    asked.setProperty("tables", "table4");
    TableRun run = TableRun.of(RunConfig.of(asked));

    var unused = run.run();

    assertThat(note(run))
        .contains(
            "the journal holds more than this report shows: 2 final runs of row visual-kv on task"
                + " svhn, which 'mvn verify -Dtables=table4 -Dbudget=tuned -Dseeds=1,2"
                + " -Drows=visual,visual-kv -Dtasks=");
  }

  private static boolean isVisual(AskedCell cell) {
    return cell.row().equals("visual") || cell.row().equals("visual-kv");
  }

  private Properties mini(String rows, String tasks, String seeds) {
    Properties properties = new Properties();
    properties.setProperty("tables", "mini");
    properties.setProperty("reports", folder.toString());
    properties.setProperty("rows", rows);
    properties.setProperty("tasks", tasks);
    properties.setProperty("seeds", seeds);
    return properties;
  }

  /** All trials of these runs, which end well. */
  private void journal(Properties... runs) throws IOException {
    Map<Trial, TrialResult> results = new HashMap<>();
    try (Journal journal = Journal.open(folder.resolve("mini"))) {
      for (Properties properties : runs) {
        for (RowPlan plan : TableRun.of(RunConfig.of(properties)).plans()) {
          while (plan.progress(trial -> Optional.ofNullable(results.get(trial))).next()
              instanceof Step.Needs needs) {
            for (Trial trial : needs.trials()) {
              results.put(trial, SyntheticJournal.ok(trial, 50));
              journal.append(results.get(trial));
            }
          }
        }
      }
    }
  }

  /** Of the report of a run that finds all of its trials in the journal. */
  private String noteOf(Properties properties) throws IOException {
    TableRun run = TableRun.of(RunConfig.of(properties));
    var unused = run.run();
    return note(run);
  }

  private static String note(TableRun run) throws IOException {
    return Provenance.read(run.directory().resolve("provenance.csv"))
        .entries()
        .getOrDefault("note", "");
  }
}
