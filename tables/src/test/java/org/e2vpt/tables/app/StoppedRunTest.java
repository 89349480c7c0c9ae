package org.e2vpt.tables.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.e2vpt.harness.schedule.Device;
import org.e2vpt.harness.training.EpochListener;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.worker.LocalRunner;
import org.e2vpt.harness.worker.TrialBody;
import org.e2vpt.harness.worker.WorkerSettings;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.e2vpt.tables.report.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is stopped midway. Of its two cells, one has two of its three seeds, the other none.
 */
class StoppedRunTest {

  private static final String BEGUN = "begun";

  @TempDir Path folder;

  /** The body of a trial that tells that it has begun, and never ends. */
  public static final class Endless implements TrialBody {

    public Endless(WorkerSettings settings) {}

    @Override
    public Measured run(Trial trial, Path directory, EpochListener epochs) throws IOException {
      Files.createFile(directory.resolve(BEGUN));
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Measured.NONE;
    }
  }

  @Test
  void writesWhatIsKnownAndSaysThatItIsNotFinished() throws IOException {
    TableRun run = halfRun();
    interruptWhenATrialHasBegun(Thread.currentThread());

    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(() -> run.run())
        .withMessage("the run was stopped; starting it again continues it");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Report.render(Papers.shipped(), run.directory()).sentence())
        .startsWith("0 of 2 cells reproduced, 1 consistent, 1 not run;");
    assertThat(Provenance.read(run.directory().resolve("provenance.csv")).entries())
        .hasEntrySatisfying(
            "note",
            note ->
                assertThat(note)
                    .startsWith(
                        "the run is not finished: results are missing for 2 of its 2 pairs of row and task,"
                            + " see 'missing' below; "));
    assertThat(Reasons.read(run.directory()).of(Reasons.Kind.MISSING))
        .extracting(Reason::place, Reason::text)
        .containsExactly(
            tuple(
                "svhn",
                "no result of 1 trial of the final of row 'visual' on svhn: the run was stopped;"
                    + " starting it again continues it"),
            tuple(
                "fgvc_nabirds",
                "no result of 3 trials of the final of row 'visual' on fgvc_nabirds: the run was"
                    + " stopped; starting it again continues it"));
    for (String page : Report.PAGES) {
      assertThat(run.directory().resolve(page))
          .content(UTF_8)
          .contains(
              "the run is not finished: results are missing for 2 of its 2",
              "consistent, 2 of 3 seeds");
      assertThat(folder.resolve("pages/e2vpt/table4").resolve(page))
          .usingCharset(UTF_8)
          .hasSameTextualContentAs(run.directory().resolve(page), UTF_8);
    }
  }

  @Test
  void saysWhatToDoIfTheRunWasKilledBeforeItWroteAnything() throws IOException {
    halfRun();
    Path killed = folder.resolve("trials");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.render(Papers.shipped(), killed))
        .withMessage(
            "%s has no cells.csv: the run was killed before it wrote it, but its results are in"
                + " trials.csv; start it again; if you stop it with Ctrl-C, it writes what there"
                + " is",
            killed);
  }

  /** What a report can do without is in its way: a full disk would be, too. */
  @Test
  void pagesAndCurvesThatCannotBeWrittenCostAWarningEach() throws IOException {
    TableRun run = recordedHalf();
    Path directory = Files.createDirectories(run.directory());
    Files.createFile(directory.resolve("curves"));
    Files.createDirectories(directory.resolve("index.html/in the way"));
    PrintStream before = System.err;
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    System.setErr(new PrintStream(error, true, StandardCharsets.UTF_8));
    try {
      assertThat(run.run()).hasSize(2);
    } finally {
      System.setErr(before);
    }

    assertThat(error.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(
                        "cannot write the files of %s: ".formatted(directory.resolve("curves"))),
            line -> assertThat(line).startsWith("cannot write the pages of the report: "));
  }

  private TableRun halfRun() throws IOException {
    TableRun recorded = recordedHalf();
    return new TableRun(
        recorded.config(),
        recorded.page(),
        recorded.cells(),
        recorded.plans(),
        recorded.withheld(),
        new Lab.Running(
            recorded.config(),
            new LocalRunner.Workers(
                Device.processors(1), 1, Endless.class.getName(), Duration.ofMinutes(5), Map.of()),
            plans -> {}),
        recorded.command());
  }

  private TableRun recordedHalf() throws IOException {
    Properties properties = new Properties();
    properties.setProperty("tables", "table4");
    properties.setProperty("reports", folder.toString());
    properties.setProperty("report", folder.resolve("pages").toString());
    properties.setProperty("budget", "tuned");
    properties.setProperty("rows", "visual");
    properties.setProperty("seeds", "1,2,3");
    Path trials = folder.resolve("trials");
    new SyntheticJournal(RunConfig.of(properties))
        .add("table4", cell -> cell.row().equals("visual") && cell.column().equals("svhn"))
        .forget(trial -> trial.seed() == 3)
        .write(trials);
    properties.setProperty("run", "never");
    properties.setProperty("journal", trials.toString());
    return TableRun.of(RunConfig.of(properties));
  }

  private void interruptWhenATrialHasBegun(Thread run) throws IOException {
    WatchService watch = FileSystems.getDefault().newWatchService();
    folder.resolve("trials").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
    Thread thread = new Thread(() -> awaitAndInterrupt(watch, run), "interrupt");
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitAndInterrupt(WatchService watch, Thread run) {
    try (watch) {
      List<String> created = List.of();
      while (!created.contains(BEGUN)) {
        WatchKey key = watch.take();
        created = key.pollEvents().stream().map(event -> String.valueOf(event.context())).toList();
        key.reset();
      }
      run.interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
