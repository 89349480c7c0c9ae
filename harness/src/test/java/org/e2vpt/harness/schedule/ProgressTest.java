package org.e2vpt.harness.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.e2vpt.harness.file.BestEffort;
import org.e2vpt.harness.schedule.Progress.Console;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.trial.Trials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);
  private static final Trial THIRD = Trials.doing("succeed", 3);
  private static final TrialKind KIND = TrialKind.of(FIRST);
  private static final TrialKind OTHER_KIND =
      new TrialKind("mini", "full", "digits", Split.FINAL, 100);
  private static final String NAME = "fake digits search, seed %d, sgd lr 0.5 wd 0.0001";

  @TempDir Path directory;

  private final ManualClock clock = new ManualClock();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void statusFileTellsWhatRunsAndHowLongItWillTake() throws IOException {
    Progress progress = progress(new StatusFile(status()));
    progress.planned(10, Collections.nCopies(4, KIND), 2);
    progress.started(FIRST, 2);
    clock.pass(2.5);
    progress.epoch(FIRST, 1, 0.75, 321.5);

    // Four trials of 12.5 s each two at a time, of which one has had 2.5 s.
    assertThat(Files.readString(status()))
        .isEqualTo(
            """
            {
              "state": "running",
              "updated": "2026-11-20T10:00:02.500Z",
              "elapsed_seconds": 2,
              "eta_seconds": 23,
              "eta_is_at_least": false,
              "trials_of_unknown_length": 0,
              "planned": 10,
              "done": 6,
              "failed": 0,
              "interrupted": 0,
              "running": [
                {
                  "id": "%s",
                  "trial": "%s",
                  "attempt": 2,
                  "epoch": 1,
                  "epochs": 2,
                  "loss": 0.75,
                  "images_per_second": 321.5,
                  "seconds": 2
                }
              ]
            }
            """
                .formatted(FIRST.id(), String.format(Locale.ROOT, NAME, 1)));
  }

  @Test
  void statusFileIsWrittenAtOnceThenEachSecondAndAtTheEnd() throws IOException {
    Progress progress = progress(new StatusFile(status()));
    progress.planned(1, List.of(KIND), 1);
    assertThat(json().get("running").getAsJsonArray()).isEmpty();

    clock.pass(0.5);
    progress.started(FIRST, 1);
    assertThat(json().get("running").getAsJsonArray()).isEmpty();

    clock.pass(0.5);
    progress.tick();
    assertThat(json().get("running").getAsJsonArray()).hasSize(1);

    clock.pass(0.1);
    progress.finished(Trials.ok(FIRST, 1, 50));
    progress.planned(1, List.of(), 1);
    progress.close();
    assertThat(json().get("state").getAsString()).isEqualTo("ended");
    assertThat(json().get("done").getAsInt()).isEqualTo(1);
    assertThat(json().get("eta_seconds").getAsInt()).isZero();
    assertThat(json().get("running").getAsJsonArray()).isEmpty();
    assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatIsNotKnownIsNullInTheStatusFile() throws IOException {
    Progress progress = progress(new StatusFile(status()));
    progress.started(FIRST, 1);
    clock.pass(1);
    progress.epoch(FIRST, 1, Double.NaN, Double.POSITIVE_INFINITY);
    clock.pass(1);
    progress.planned(3, List.of(OTHER_KIND, OTHER_KIND), 1);

    assertThat(json().get("eta_seconds").isJsonNull()).isTrue();
    assertThat(json().get("trials_of_unknown_length").getAsInt()).isEqualTo(2);
    JsonObject attempt = json().get("running").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(attempt.get("loss").isJsonNull()).isTrue();
    assertThat(attempt.get("images_per_second").isJsonNull()).isTrue();
  }

  @Test
  void linesTellOfEachEndAndOnceAMinuteOfWhatRuns() {
    Progress progress = progress(new ProgressLines(print()));
    progress.planned(3, List.of(KIND, KIND, OTHER_KIND), 1);
    progress.started(FIRST, 1);
    clock.pass(59);
    progress.tick();
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();

    clock.pass(1);
    progress.tick();
    clock.pass(30);
    progress.epoch(FIRST, 1, 0.75, 321.5);
    clock.pass(30);
    progress.tick();
    progress.finished(Trials.without(FIRST, 1, Status.CRASHED, "the worker died"));
    progress.started(FIRST, 2);
    clock.pass(5);
    progress.planned(3, List.of(KIND, OTHER_KIND), 1);
    progress.finished(Trials.ok(FIRST, 2, 66.6667));
    progress.planned(3, List.of(), 1);
    progress.close();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            NAME: starting, 1 min 00 s
            NAME: epoch 1/2 loss 0.7500 322 images/s, 2 min 00 s
            [0 of 3 trials done in 2 min 00 s · 1 failed · at least 25 s to go, 1 of unknown length] NAME: attempt 1 crashed: the worker died
            [1 of 3 trials done in 2 min 05 s · at least 12 s to go, 1 of unknown length] NAME: 66.67 % in 12.5 s
            3 of 3 trials done in 2 min 05 s
            """
                .replace("NAME", String.format(Locale.ROOT, NAME, 1)));
  }

  @Test
  void terminalRedrawsABlockAndMakesRoomForWhatHasEnded() {
    Progress progress = progress(new TerminalView(print()));
    progress.started(FIRST, 1);
    progress.started(SECOND, 1);
    clock.pass(0.1);
    progress.epoch(FIRST, 1, 0.75, 321.5);
    clock.pass(0.1);
    progress.tick();
    progress.finished(Trials.ok(FIRST, 1, 66.6667));
    clock.pass(0.1);
    progress.tick();
    clock.pass(0.1);
    progress.tick();
    progress.close();

    String erase = "\r\033[J";
    String block = erase + "\n\033[?7l";
    String end = "0 of 0 trials done in 0 s\033[?7h";
    assertThat(
            out.toString(StandardCharsets.UTF_8)
                .replace(String.format(Locale.ROOT, NAME, 1), "FIRST")
                .replace(String.format(Locale.ROOT, NAME, 2), "SECOND"))
        .isEqualTo(
            block
                + "FIRST: starting, 0 s\n"
                + end
                + "\033[2A\r"
                + block
                + "FIRST: epoch 1/2 loss 0.7500 322 images/s, 0 s\nSECOND: starting, 0 s\n"
                + end
                + "\033[3A\r"
                + erase
                + block
                + "SECOND: starting, 0 s\n"
                + end
                + "\033[2A\r"
                + erase);
  }

  @Test
  void standardOutputHasItsLinesWhetherOrNotThereIsATerminal() throws IOException {
    Path terminal = Files.createFile(directory.resolve("tty"));
    Progress progress = progress(Progress.views(Console.AUTO, print(), terminal));
    progress.planned(1, List.of(KIND), 1);
    progress.started(FIRST, 1);
    clock.pass(60);
    progress.tick();
    progress.planned(1, List.of(), 1);
    progress.finished(Trials.ok(FIRST, 1, 66.6667));
    progress.close();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            NAME: starting, 1 min 00 s
            [1 of 1 trial done in 1 min 00 s] NAME: 66.67 % in 12.5 s
            1 of 1 trial done in 1 min 00 s
            """
                .replace("NAME", String.format(Locale.ROOT, NAME, 1)));
    assertThat(terminal).content().contains("starting, 1 min 00 s").doesNotContain("66.67");
  }

  /** A laptop that wakes up, a host whose clock is set by the network. */
  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT1H"})
  void aClockThatIsSetChangesNoDuration(Duration change) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    Progress progress =
        progress(
            List.of(
                new StatusFile(status()),
                new ProgressLines(print()),
                new TerminalView(new PrintStream(block, true, StandardCharsets.UTF_8))));
    progress.planned(2, List.of(KIND, KIND), 1);
    progress.started(FIRST, 1);
    clock.pass(10);
    clock.set(change);
    progress.tick();

    assertThat(json().get("updated").getAsString())
        .isEqualTo(Instant.parse("2026-11-20T10:00:10Z").plus(change).toString());
    assertThat(json().get("elapsed_seconds").getAsInt()).isEqualTo(10);
    assertThat(json().get("eta_seconds").getAsInt()).isEqualTo(15);
    JsonObject attempt = json().get("running").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(attempt.get("seconds").getAsInt()).isEqualTo(10);
    assertThat(block.toString(StandardCharsets.UTF_8))
        .contains("starting, 10 s\n0 of 2 trials done in 10 s");

    clock.pass(50);
    progress.tick();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("%s: starting, 1 min 00 s\n".formatted(String.format(Locale.ROOT, NAME, 1)));
  }

  @Test
  void whatWasInterruptedHasNotFailed() throws IOException {
    Progress progress = progress(List.of(new StatusFile(status()), new ProgressLines(print())));
    progress.planned(3, List.of(KIND, KIND, KIND), 1);
    clock.pass(1);
    progress.finished(Trials.without(FIRST, 1, Status.CRASHED, "it died"));
    progress.finished(Trials.without(SECOND, 1, Status.INTERRUPTED, "stopped from outside"));
    progress.close();

    assertThat(json().get("failed").getAsInt()).isEqualTo(1);
    assertThat(json().get("interrupted").getAsInt()).isEqualTo(1);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith("0 of 3 trials done in 1 s · 1 failed · 1 interrupted\n");
  }

  /**
   * A trial of this kind took 12.5 s.
   *
   * @param atATime how many run at a time
   * @param had seconds that the first of three has had
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, about 37 s to go",
    "1, 10, about 27 s to go",
    "4, 0, about 12 s to go", // not a fourth of what the longest takes
    "1, 20, at least 25 s to go", // nobody knows how long it still takes
    "64, 20, at least 1 s to go"
  })
  void theTimeToGoIsNeverNothingWhileSomethingIsLeft(int atATime, double had, String left) {
    Progress progress = progress(new ProgressLines(print()));
    progress.planned(4, List.of(KIND, KIND, KIND), atATime);
    progress.started(FIRST, 1);
    clock.pass(had);
    progress.finished(Trials.without(THIRD, 1, Status.FAILED, "no"));

    assertThat(out.toString(StandardCharsets.UTF_8)).contains(" · " + left + "]");
  }

  /** A trial of this kind took 12.5 s, and another attempt at the first had 10 s of them. */
  @Test
  void theTimeOfTheAttemptsThatATrialContinuesIsNotToComeAgain() throws IOException {
    Progress progress = progress(List.of(new StatusFile(status()), new ProgressLines(print())));
    progress.planned(2, List.of(KIND, KIND), 1);
    progress.started(FIRST, 2);
    progress.continued(FIRST, 10);
    progress.epoch(FIRST, 1, 0.75, 321.5);
    clock.pass(1.5);
    progress.finished(Trials.without(THIRD, 1, Status.FAILED, "no"));
    progress.tick();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains(" · about 13 s to go]");
    assertThat(json().get("eta_seconds").getAsInt()).isEqualTo(13);
    JsonObject attempt = json().get("running").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(attempt.get("seconds").getAsInt()).isEqualTo(1);
  }

  @Test
  void saysHowMuchIsOfUnknownLengthIfAllIs() {
    Progress progress = progress(new ProgressLines(print()));
    progress.planned(2, List.of(OTHER_KIND, OTHER_KIND), 1);
    progress.finished(Trials.without(FIRST, 1, Status.FAILED, "no"));

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("[0 of 2 trials done in 0 s · 1 failed · 2 of unknown length to go] ");
  }

  @Test
  void callsATrialAsItWasNamed() throws IOException {
    Progress progress = progress(List.of(new StatusFile(status()), new ProgressLines(print())));
    progress.named(FIRST, "visual-1-kv-2 digits");
    progress.started(FIRST, 1);
    clock.pass(1);
    progress.finished(Trials.ok(FIRST, 1, 50));
    progress.started(SECOND, 1);
    progress.close();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("] visual-1-kv-2 digits: 50.00 %");
    JsonObject attempt = json().get("running").getAsJsonArray().get(0).getAsJsonObject();
    assertThat(attempt.get("trial").getAsString()).isEqualTo(String.format(Locale.ROOT, NAME, 2));
  }

  /** A full disk, for seconds or for ever. */
  @Test
  void aStatusFileThatCannotBeWrittenCostsOneWarning() throws IOException {
    List<String> warnings = new ArrayList<>();
    Files.createDirectories(status().resolve("in the way")); // no move replaces it
    Progress progress =
        progress(new StatusFile(status(), new BestEffort("status.json", warnings::add)));
    progress.planned(1, List.of(KIND), 1);
    clock.pass(2);
    progress.started(FIRST, 1);
    clock.pass(2);
    progress.epoch(FIRST, 1, 0.75, 321.5);

    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("cannot write status.json: " + status() + " is a folder, not a file")
        .endsWith("; the run goes on without");
    Files.delete(status().resolve("in the way"));
    Files.delete(status());
    progress.close();
    assertThat(json().get("state").getAsString()).isEqualTo("ended");
    assertThat(warnings).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, tty, TerminalView ProgressLines",
    "auto, none, ProgressLines",
    "tty, tty, TerminalView ProgressLines",
    "lines, tty, ProgressLines"
  })
  void chooseTheConsoleByPropertyAndTerminal(String mode, String terminal, String views)
      throws IOException {
    Files.createFile(directory.resolve("tty"));

    assertThat(Progress.views(Console.of(mode), print(), directory.resolve(terminal)))
        .extracting(view -> view.getClass().getSimpleName())
        .containsExactly(views.split(" "));
  }

  @Test
  void canBeOff() {
    assertThat(Progress.views(Console.OFF, print(), directory.resolve("tty"))).isEmpty();
  }

  @Test
  void refusesATerminalThatIsNotThere() {
    Path none = directory.resolve("none");

    assertThatThrownBy(() -> Progress.views(Console.TTY, print(), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("progress=tty, but %s does not open; use progress=lines".formatted(none));
    assertThat(none).doesNotExist();
  }

  @Test
  void refusesAnUnknownMode() {
    assertThatThrownBy(() -> Console.of("loud"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("progress is one of auto, tty, lines, off; got 'loud'");
  }

  @ParameterizedTest
  @CsvSource({"0, 0 s", "59, 59 s", "60, 1 min 00 s", "3599, 59 min 59 s", "90061, 25 h 01 min"})
  void durationsAreForPeople(long seconds, String text) {
    assertThat(Snapshot.human(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  /** With an earlier trial of {@link #KIND} that took 12.5 s. */
  private Progress progress(Progress.View view) {
    return progress(List.of(view));
  }

  private Progress progress(List<Progress.View> views) {
    return new Progress(clock, clock.ticker(), List.of(Trials.ok(SECOND, 1, 50)), views);
  }

  private PrintStream print() {
    return new PrintStream(out, true, StandardCharsets.UTF_8);
  }

  private Path status() {
    return directory.resolve("status.json");
  }

  private JsonObject json() throws IOException {
    return JsonParser.parseString(Files.readString(status())).getAsJsonObject();
  }
}
