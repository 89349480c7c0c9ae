package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Question;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Contrast.Side;

/**
 * A question about two rows, answered for each column that has both, and for each of its tasks if
 * there are a few.
 *
 * @param question for people
 * @param answers a sentence each
 */
record Finding(String question, ImmutableList<String> answers) {

  /** The questions that the two rows answer. */
  static ImmutableList<Finding> of(List<Question> questions, List<PageRow> rows) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    for (Question asked : questions) {
      Optional<PageRow> first = row(rows, asked.row());
      Optional<PageRow> second = row(rows, asked.other());
      if (first.isPresent() && second.isPresent()) {
        ImmutableList<String> answers = answers(first.get(), second.get());
        if (!answers.isEmpty()) {
          findings.add(new Finding(asked.question(), answers));
        }
      }
    }
    return findings.build();
  }

  private static ImmutableList<String> answers(PageRow first, PageRow second) {
    ImmutableList.Builder<String> answers = ImmutableList.builder();
    for (Cell cell : first.cells()) {
      second
          .cell(cell.asked().column())
          .ifPresent(other -> answers.addAll(answers(first, cell, second, other)));
    }
    boolean measured = !first.measuredCells().isEmpty() && !second.measuredCells().isEmpty();
    if (measured && !first.shares().equals(second.shares())) {
      answers.add(
          "Tuned: %s %s, %s %s."
              .formatted(first.title(), first.shares(), second.title(), second.shares()));
    }
    return answers.build();
  }

  private static List<String> answers(PageRow first, Cell cell, PageRow second, Cell other) {
    List<String> answers = new ArrayList<>();
    ImmutableList<String> tasks = cell.asked().tasks();
    if (cell.measured().n() > 0 && other.measured().n() > 0) {
      String where = "%s (%s)".formatted(cell.asked().column(), Words.tasks(tasks));
      answers.add(sentence(where, first, cell.measured(), second, other.measured()));
    }
    if (tasks.size() > 1 && tasks.size() <= Words.FEW) {
      for (String task : tasks) {
        Summary a = first.measured(task);
        Summary b = second.measured(task);
        if (a.n() > 0 && b.n() > 0) {
          answers.add(sentence(task, first, a, second, b));
        }
      }
    }
    return answers;
  }

  private static String sentence(
      String where, PageRow first, Summary a, PageRow second, Summary b) {
    return new Contrast(where, new Side(first.title(), a), new Side(second.title(), b)).sentence();
  }

  private static Optional<PageRow> row(List<PageRow> rows, String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }
}
