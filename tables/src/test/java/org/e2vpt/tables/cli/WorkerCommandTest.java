package org.e2vpt.tables.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Journal;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A job array's two commands: what is to be run, and running it. */
class WorkerCommandTest {

  @TempDir Path reports;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void trialsPrintsWhatCanBeRunNow() {
    assertThat(execute("trials", "mini", "--tasks=digits", "--reports=" + reports)).isZero();

    List<Trial> trials = out.toString().lines().map(Trial::parse).toList();
    assertThat(trials).doesNotHaveDuplicates().hasSizeGreaterThan(20);
    assertThat(trials)
        .filteredOn(
            trial -> trial.method().equals("vpt-deep")) // a row that searches before it ends
        .isNotEmpty()
        .extracting(Trial::split)
        .containsOnly(Trial.Split.SEARCH);
  }

  /** With one epoch of one of them, by the program's real worker. */
  @Test
  @Timeout(300)
  void anotherProcessRunsATrialAndTheJournalTakesItIn() throws IOException {
    Trial trial = shortTrial();

    assertThat(worker(trial.canonical(), "--gpu=off")).as("%s%s", out, err).isZero();

    assertThat(out.toString()).startsWith(trial.id() + " linear digits search, seed 1, ");
    try (Journal journal = Journal.open(directory())) {
      assertThat(journal.results())
          .extracting(TrialResult::trial, TrialResult::status)
          .containsExactly(tuple(trial, Status.OK));
    }
    assertThat(directory().resolve("curves").resolve(trial.id() + ".csv")).exists();
  }

  @Test
  @Timeout(300)
  void exitsWithOneIfTheTrialFails() {
    String refused = shortTrial().canonical().replace("task=digits", "task=nothing");

    assertThat(worker(refused, "--gpu=off")).isEqualTo(1);

    assertThat(out.toString()).contains(": failed, ").contains("nothing");
  }

  @Test
  void saysWhatIsNoTrial() {
    assertThat(worker("seed", "--gpu=off")).isEqualTo(2);

    assertThat(err).hasToString("e2vpt: not a trial: 'seed' in seed%n".formatted());
  }

  @Test
  void saysHowAGpuCanBeAskedFor() {
    assertThat(worker(shortTrial().canonical(), "--gpu=yes")).isEqualTo(2);

    assertThat(err)
        .hasToString("e2vpt: --gpu must be auto, require or off; got 'yes'%n".formatted());
  }

  private Trial shortTrial() {
    execute("trials", "mini", "--tasks=digits", "--reports=" + reports);
    String line =
        out.toString()
            .lines()
            .filter(trial -> trial.contains(";method=linear;"))
            .findFirst()
            .orElseThrow();
    out.getBuffer().setLength(0);
    return Trial.parse(
        line.replaceFirst(";epochs=\\d+;", ";epochs=1;")
            .replaceFirst(";warmup_epochs=\\d+;", ";warmup_epochs=0;"));
  }

  private Path directory() {
    return reports.resolve("mini");
  }

  private int worker(String trial, String... more) {
    return execute(
        Stream.concat(
                Stream.of("worker", "--trial=" + trial, "--directory=" + directory()),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private int execute(String... arguments) {
    CommandLine command = E2vpt.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
