package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.app.AnswerOrder.Answer;
import org.e2vpt.tables.app.AnswerOrder.Fitting;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.paper.AskedCell;
import org.junit.jupiter.api.Test;

class AnswerOrderTest {

  private static final String SETTINGS =
      "tables=table1 rows=full,linear,bias,vpt-deep,e2vpt tasks=cifar,dtd,eurosat";

  /** The paper's questions are about VPT, about Full and about Linear, in this order. */
  @Test
  void answersThePapersQuestionsFirstAndTheCheapestColumnOfEach() throws IOException {
    assertThat(order().answers())
        .extracting(AnswerOrderTest::cells)
        .containsExactly(
            List.of("vpt-deep Specialized", "e2vpt Specialized"),
            List.of("vpt-deep Natural", "e2vpt Natural"),
            List.of("full Specialized"),
            List.of("full Natural"),
            List.of("linear Specialized"),
            List.of("linear Natural"),
            List.of("bias Specialized"),
            List.of("bias Natural"));
  }

  @Test
  void choosesWholeAnswersThatFit() throws IOException {
    Speed speed = Speed.of("A100", Precision.FP32);
    AnswerOrder order = order();
    double first =
        speed.hours(PlanEstimate.of(order.answers().get(0).plans(), NoData.FOLDER).flops());
    double third =
        speed.hours(PlanEstimate.of(order.answers().get(2).plans(), NoData.FOLDER).flops());

    List<Fitting> fitting =
        order.within(first + third, speed, 1, new PlanEstimate.Counter(NoData.FOLDER));

    assertThat(fitting.get(0).hours()).isEqualTo(first);
    assertThat(fitting)
        .extracting(each -> cells(each.answer()))
        .startsWith(List.of("vpt-deep Specialized", "e2vpt Specialized"))
        .doesNotContain(List.of("vpt-deep Natural", "e2vpt Natural"))
        .contains(List.of("full Specialized"));
    assertThat(order.fittingFirst(first + third, speed, 1, NoData.FOLDER).answers())
        .containsExactlyInAnyOrderElementsOf(order.answers())
        .startsWith(order.answers().get(0), order.answers().get(2));
  }

  /** A run that ends early has both rows of a column, not parts of all. */
  @Test
  void trialsOfAnAnswerEndBeforeThoseOfTheNextBegin() throws IOException {
    AnswerOrder order = order();
    PlannedTrials trials = new PlannedTrials(order.plans());
    Map<Trial, TrialResult> known = new HashMap<>();
    List<String> begun = new ArrayList<>();
    List<Trial> missing = missing(trials, known);
    while (!missing.isEmpty()) {
      String next = load(missing.get(0));
      if (begun.isEmpty() || !begun.get(begun.size() - 1).equals(next)) {
        begun.add(next);
      }
      missing.stream()
          .takeWhile(trial -> load(trial).equals(next))
          .forEach(trial -> known.put(trial, SyntheticJournal.ok(trial, 50)));
      missing = missing(trials, known);
    }

    assertThat(begun.subList(0, 2)).containsExactlyInAnyOrder("e2vpt eurosat", "vpt-deep eurosat");
    assertThat(begun.lastIndexOf("e2vpt eurosat")).isLessThan(begun.indexOf("e2vpt dtd"));
    assertThat(begun.lastIndexOf("e2vpt cifar")).isLessThan(begun.indexOf("full eurosat"));
  }

  private static List<Trial> missing(PlannedTrials trials, Map<Trial, TrialResult> known) {
    return trials.needed(trial -> Optional.ofNullable(known.get(trial))).stream()
        .filter(trial -> !known.containsKey(trial))
        .toList();
  }

  private static String load(Trial trial) {
    return trial.method() + " " + trial.task();
  }

  private static AnswerOrder order() throws IOException {
    RunConfig config = Configs.of(SETTINGS);
    return TableRun.answers(config, config.onlyPage());
  }

  private static List<String> cells(Answer answer) {
    return answer.cells().stream().map(AnswerOrderTest::name).toList();
  }

  private static String name(AskedCell cell) {
    return cell.row() + " " + cell.column();
  }
}
