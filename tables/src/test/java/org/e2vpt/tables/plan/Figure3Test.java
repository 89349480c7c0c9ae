package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import org.e2vpt.harness.protocol.Protocol;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;

class Figure3Test {

  private static final ImmutableList<RowPlan> PLANS =
      MiniPlan.plans(
          Protocol.PAPER,
          MiniPlan::tasks,
          ImmutableList.of(42, 44),
          id -> "weights",
          id -> "data",
          method -> ImmutableSet.of());

  private static final RowPlan E2VPT =
      PLANS.stream()
          .filter(plan -> plan.row().id().equals("e2vpt") && plan.task().equals("digits"))
          .findFirst()
          .orElseThrow();

  private final FakeLab lab = new FakeLab();

  @Test
  void showsVptAndE2vptOnDigits() {
    assertThat(PLANS.stream().filter(Figure3::shows))
        .extracting(plan -> plan.row().table() + " " + plan.row().id() + " " + plan.task())
        .containsExactly("mini vpt-deep digits", "mini e2vpt digits");
  }

  @Test
  void embedsTheFirstSeedOnceTheRowIsDone() {
    assertThat(Figure3.trial(E2VPT, lab::known)).isEmpty();
    assertThat(Figure3.waits(E2VPT, lab::known)).isTrue();

    lab.runToEnd(E2VPT);

    Trial trial = Figure3.trial(E2VPT, lab::known).orElseThrow();
    Step.Done done = (Step.Done) E2VPT.next(lab::known);
    assertThat(trial).isEqualTo(done.finals().get(0).trial().withSplit(Split.EMBED));
    assertThat(trial.seed()).isEqualTo(42);
    assertThat(Figure3.waits(E2VPT, lab::known)).isTrue();

    lab.finish(ImmutableList.of(trial), 90);
    assertThat(Figure3.waits(E2VPT, lab::known)).isFalse();
  }

  @Test
  void waitsForNothingIfTheRowIsBlocked() {
    Trial first = ((Step.Needs) E2VPT.next(trial -> Optional.<TrialResult>empty())).trials().get(0);
    lab.fail(first, Status.FAILED);
    lab.runToEnd(E2VPT);

    assertThat(E2VPT.next(lab::known)).isInstanceOf(Step.Blocked.class);
    assertThat(Figure3.waits(E2VPT, lab::known)).isFalse();
    assertThat(Figure3.trial(E2VPT, lab::known)).isEmpty();
  }

  @Test
  void embedsNoOtherRow() {
    RowPlan linear =
        PLANS.stream().filter(p -> p.row().id().equals("linear")).findFirst().orElseThrow();
    lab.runToEnd(linear);

    assertThat(Figure3.trial(linear, lab::known)).isEmpty();
    assertThat(Figure3.waits(linear, lab::known)).isFalse();
  }
}
