package org.e2vpt.tables.app;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.tables.cost.PlanEstimate;
import org.e2vpt.tables.cost.Speed;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Question;
import org.e2vpt.tables.plan.RowPlan;

/**
 * The cells of a page in the order in which they answer most: for each of the paper's questions
 * both rows of a column together, the cheapest column first, and then the others, the cheapest
 * first.
 */
public record AnswerOrder(ImmutableList<Answer> answers) {

  /**
   * Cells that are whole together.
   *
   * @param plans theirs
   */
  public record Answer(ImmutableList<AskedCell> cells, ImmutableList<RowPlan> plans) {}

  static AnswerOrder of(
      List<Question> questions, List<AskedCell> cells, List<RowPlan> plans, DataFolder folder) {
    Set<AskedCell> left = new LinkedHashSet<>(cells);
    ImmutableList.Builder<Answer> order = ImmutableList.builder();
    PlanEstimate.Counter alone = new PlanEstimate.Counter(folder);
    ToDoubleFunction<Answer> cost = answer -> alone.costOf(answer.plans).flops();
    for (Question question : questions) {
      List<Answer> columns =
          left.stream()
              .map(cell -> cell.table() + " " + cell.column())
              .distinct()
              .map(
                  column ->
                      left.stream()
                          .filter(cell -> column.equals(cell.table() + " " + cell.column()))
                          .filter(cell -> isAbout(cell, question))
                          .collect(toImmutableList()))
              .filter(answer -> !answer.isEmpty())
              .map(answer -> answer(answer, plans))
              .sorted(Comparator.comparingDouble(cost))
              .toList();
      order.addAll(columns);
      columns.forEach(answer -> left.removeAll(answer.cells));
    }
    left.stream()
        .map(cell -> answer(ImmutableList.of(cell), plans))
        .sorted(Comparator.comparingDouble(cost))
        .forEach(order::add);
    return new AnswerOrder(order.build());
  }

  private static boolean isAbout(AskedCell cell, Question question) {
    return Stream.of(question.row(), question.other()).anyMatch(cell.row()::equals);
  }

  private static Answer answer(ImmutableList<AskedCell> cells, List<RowPlan> plans) {
    return new Answer(
        cells,
        plans.stream()
            .filter(plan -> cells.stream().anyMatch(cell -> isOf(plan, cell)))
            .collect(toImmutableList()));
  }

  private static boolean isOf(RowPlan plan, AskedCell cell) {
    return plan.row().table().equals(cell.table())
        && plan.row().id().equals(cell.row())
        && cell.tasks().contains(plan.task());
  }

  /**
   * An answer that fits into the time that was left.
   *
   * @param hours of what it does not share with those before
   */
  public record Fitting(Answer answer, double hours) {}

  /**
   * Those that fit into some hours, each if it fits into what those before leave.
   *
   * @param before what was counted already, and need not be run for these
   */
  public ImmutableList<Fitting> within(
      double hours, Speed speed, int devices, PlanEstimate.Counter before) {
    ImmutableList.Builder<Fitting> fitting = ImmutableList.builder();
    double left = hours;
    for (Answer answer : answers) {
      double needed = speed.hours(before.costOf(answer.plans).flops()) / devices;
      if (needed <= left) {
        left -= needed;
        before.add(answer.plans);
        fitting.add(new Fitting(answer, needed));
      }
    }
    return fitting.build();
  }

  /** The same with those first that fit into some hours. */
  AnswerOrder fittingFirst(double hours, Speed speed, int devices, DataFolder folder) {
    List<Answer> first = new ArrayList<>();
    within(hours, speed, devices, new PlanEstimate.Counter(folder))
        .forEach(fitting -> first.add(fitting.answer));
    answers.stream().filter(answer -> !first.contains(answer)).forEach(first::add);
    return new AnswerOrder(ImmutableList.copyOf(first));
  }

  /** The plans of each answer. */
  ImmutableList<ImmutableList<RowPlan>> plans() {
    return answers.stream().map(Answer::plans).collect(toImmutableList());
  }
}
