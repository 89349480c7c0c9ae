package org.e2vpt.harness.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.harness.worker.WorkerMessage.Ended;
import org.e2vpt.harness.worker.WorkerMessage.Epoch;
import org.e2vpt.harness.worker.WorkerMessage.Ready;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerMessageTest {

  static Stream<WorkerMessage> answers() {
    return Stream.of(
        new Ready("c0ffee-dirty", "DJL 0.35.1, PyTorch 2.7.1"),
        new WorkerMessage.Warning("cannot write curves"),
        new WorkerMessage.Continued(0.1 + 0.2),
        new Epoch(3, 1e-7, Double.NaN, 0.1 + 0.2),
        Ended.ok(new Measured(100.0 / 3, 1e-9, 1, 2, 3, 4.5, 1e7)),
        Ended.ok(new Measured(50, 0.5, 1, 2, 3, 4.5, 100, 16)),
        Ended.without(Status.FAILED, "no task 'x'"),
        Ended.without(Status.DIVERGED, ""),
        Ended.without(Status.INTERRUPTED, "paused after epoch 3"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isReadBackAsItWasSaid(WorkerMessage answer) {
    assertThat(WorkerMessage.in(answer.line())).contains(answer);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isFoundBehindChatterThatDidNotEndItsLine(WorkerMessage answer) {
    assertThat(WorkerMessage.in("[W] loading…" + answer.line())).contains(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ok 1 2 3", "e2vpt ready", "@e2vpt"})
  void takesAnythingElseForChatter(String line) {
    assertThat(WorkerMessage.in(line)).isEmpty();
  }

  @Test
  void isOneLineThatAPipeTakesWhole() {
    String line = Ended.without(Status.FAILED, "漢\n".repeat(5000)).line();

    assertThat(line).startsWith("@e2vpt failed 漢 漢 ").endsWith("…").doesNotContain("\n");
    assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4096);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@e2vpt maybe 1",
        "@e2vpt epoch one 1 1 1",
        "@e2vpt continued soon",
        "@e2vpt ok accuracy=50 loss=0.5",
        "@e2vpt "
      })
  void refusesAnAnswerThatCannotBeRead(String line) {
    assertThatThrownBy(() -> WorkerMessage.in(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a worker answered '%s'", line);
  }
}
