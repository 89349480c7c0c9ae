package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannedTrialsTest {

  private static final Environment SOMEWHERE = new Environment("c0ffee", "cpu", "none", "none", "");

  private final Map<Trial, TrialResult> results = new HashMap<>();
  private PlannedTrials planned;

  @BeforeEach
  void planTwoTasks() throws IOException {
    planned = PlannedTrials.of(Configs.run("tables=mini tasks=digits,shapes-location").plans());
  }

  /** Twice two: a control row has a backbone of its own. */
  @Test
  void finishesABackboneOnATaskBeforeItBeginsTheNext() {
    List<String> loads = new ArrayList<>();
    for (List<Trial> ahead = missing(); !ahead.isEmpty(); ahead = missing()) {
      Trial first = ahead.get(0);
      String load = first.backbone() + " " + first.task();
      boolean figure3 = first.split() == Split.EMBED;
      if (!figure3 && (loads.isEmpty() || !loads.get(loads.size() - 1).equals(load))) {
        loads.add(load);
      }
      finish(first);
    }

    assertThat(loads)
        .containsExactly(
            "mini-vit.cifar10 digits",
            "mini-vit.cifar10 shapes-location",
            "mini-vit.random digits",
            "mini-vit.random shapes-location");
  }

  @Test
  void ofOneBackboneAndTaskThePlanWithMostAheadComesFirst() {
    int most = planned.plans().stream().mapToInt(plan -> plan.planned()).max().orElseThrow();

    assertThat(planned.plans())
        .filteredOn(plan -> plan.planned() == most)
        .extracting(plan -> plan.row().method())
        .contains(missing().get(0).method());
  }

  @Test
  void goesOnWithWhatAnEarlierRunBegan() {
    Trial begun =
        missing().stream()
            .filter(trial -> trial.task().equals("shapes-location"))
            .findFirst()
            .get();
    finish(begun);

    assertThat(missing().get(0).task()).isEqualTo("shapes-location");
    assertThat(missing().get(0).backbone()).isEqualTo(begun.backbone());
  }

  /** A checkpoint of Full is one gigabyte, so those that nothing continues must not add up. */
  @Test
  void givesUpWhatARaceEliminatesUnlessAnotherRowNeedsIt() throws IOException {
    ImmutableList<RowPlan> race = searching("race");
    planned = PlannedTrials.of(race);
    List<Trial> rung = missing();
    for (int i = 0; i < rung.size(); i++) {
      finish(rung.get(i), i);
    }
    Trial best = rung.get(rung.size() - 1);

    Collection<Trial> eliminated = planned.eliminated(results.get(best), this::known);

    assertThat(eliminated).isNotEmpty().doesNotContain(best.whole());
    assertThat(rung).extracting(Trial::whole).containsAll(eliminated);
    planned =
        PlannedTrials.of(
            ImmutableList.<RowPlan>builder().addAll(race).addAll(searching("grid")).build());
    assertThat(planned.eliminated(results.get(best), this::known)).isEmpty();
  }

  /** All 16 settings of the paper. */
  private static ImmutableList<RowPlan> searching(String search) throws IOException {
    return Configs.run(
            "tables=search/grid papers.dir=../docs/racing rows=adapter tasks=digits repeats=1 search="
                + search)
        .plans();
  }

  /** Rows that are the same but for their options or backbone, and prunings of one model. */
  @Test
  void callsEachTrialByItsRowAndNoTwoAlike() {
    Map<String, Trial> called = new HashMap<>();
    for (List<Trial> ahead = missing(); !ahead.isEmpty(); ahead = missing()) {
      for (Trial trial : ahead) {
        assertThat(called.merge(planned.name(trial, this::known), trial, (one, other) -> one))
            .isEqualTo(trial);
      }
      finish(ahead.get(0));
    }

    assertThat(called.keySet())
        .contains(
            "linear digits search, seed 1, sgd lr 1 wd 0.0001",
            "linear-random digits search, seed 1, sgd lr 1 wd 0.0001",
            "visual-8-kv-4 digits final, seed 42, sgd lr 2 wd 0.001",
            "e2vpt, e2vpt-paper digits search, seed 1, sgd lr 1 wd 0.001",
            "e2vpt, e2vpt-paper digits search, seed 1, sgd lr 1 wd 0.001; prune-segments 2; prune-tokens 1",
            "e2vpt-released digits search, seed 5921240, sgd lr 1 wd 0.001",
            "vpt-deep digits embed, seed 42, sgd lr 1 wd 0.001");
  }

  private List<Trial> missing() {
    Collection<Trial> needed = planned.needed(this::known);
    return needed.stream().filter(trial -> known(trial).isEmpty()).toList();
  }

  private Optional<TrialResult> known(Trial trial) {
    return Optional.ofNullable(results.get(trial));
  }

  private void finish(Trial trial) {
    finish(trial, 50);
  }

  private void finish(Trial trial, double accuracy) {
    results.put(
        trial,
        new TrialResult(
            trial,
            1,
            Status.OK,
            new Measured(accuracy, 1 / (1 + accuracy), 1000, 900, 86_000_000, 1, 640),
            "",
            SOMEWHERE,
            Instant.parse("2026-11-20T10:00:00Z")));
  }
}
