package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.Answer.Ended;
import org.e2vpt.harness.trial.Answer.Epoch;
import org.e2vpt.harness.trial.Answer.Ready;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

  static Stream<Answer> answers() {
    return Stream.of(
        new Ready("c0ffee-dirty", "DJL 0.35.1, PyTorch 2.7.1"),
        new Answer.Warning("cannot write curves"),
        new Epoch(3, 1e-7, Double.NaN, 0.1 + 0.2),
        Ended.ok(new Measured(100.0 / 3, 1e-9, 1, 2, 3, 4.5, Double.POSITIVE_INFINITY)),
        Ended.ok(new Measured(50, 0.5, 1, 2, 3, 4.5, 100, 16)),
        Ended.without(Status.FAILED, "no task 'x'"),
        Ended.without(Status.DIVERGED, ""));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isReadBackAsItWasSaid(Answer answer) {
    assertThat(Answer.in(answer.line())).contains(answer);
  }

  @ParameterizedTest
  @MethodSource("answers")
  void isFoundBehindChatterThatDidNotEndItsLine(Answer answer) {
    assertThat(Answer.in("[W] loading…" + answer.line())).contains(answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ok 1 2 3", "e2vpt ready", "@e2vpt"})
  void takesAnythingElseForChatter(String line) {
    assertThat(Answer.in(line)).isEmpty();
  }

  @Test
  void isOneLineThatAPipeTakesWhole() {
    String line = Ended.without(Status.FAILED, "漢\n".repeat(5000)).line();

    assertThat(line).startsWith("@e2vpt failed 漢 漢 ").endsWith("…").doesNotContain("\n");
    assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(4096);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"@e2vpt maybe 1", "@e2vpt epoch one 1 1 1", "@e2vpt ok 50 0.5", "@e2vpt "})
  void refusesAnAnswerThatCannotBeRead(String line) {
    assertThatThrownBy(() -> Answer.in(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a worker answered '%s'", line);
  }
}
