package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.paper.Cell;

/**
 * A question about two rows, answered for each group that has both.
 *
 * @param question for people
 * @param answers a sentence each
 */
record Finding(String question, ImmutableList<String> answers) {

  /** What is asked of a table: two row ids and the question. */
  private record Asked(String first, String second, String question) {}

  private static final ImmutableList<Asked> QUESTIONS =
      ImmutableList.of(
          new Asked("e2vpt", "linear", "Does E²VPT beat a linear head?"),
          new Asked("e2vpt", "vpt-deep", "How does E²VPT compare with VPT-deep?"),
          new Asked("e2vpt", "full", "How does E²VPT compare with tuning everything?"),
          new Asked("linear", "linear-random", "Does the pre-trained backbone carry over?"));

  /** The questions whose two rows are both in the table. */
  static ImmutableList<Finding> of(List<PageRow> rows) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    for (Asked asked : QUESTIONS) {
      Optional<PageRow> first = row(rows, asked.first);
      Optional<PageRow> second = row(rows, asked.second);
      if (first.isPresent() && second.isPresent()) {
        findings.add(new Finding(asked.question, answers(first.get(), second.get())));
      }
    }
    return findings.build();
  }

  private static ImmutableList<String> answers(PageRow first, PageRow second) {
    ImmutableList.Builder<String> answers = ImmutableList.builder();
    for (Cell cell : first.measuredCells()) {
      second.measuredCells().stream()
          .filter(other -> other.asked().group() == cell.asked().group())
          .forEach(other -> answers.add(new Contrast(cell, other).sentence()));
    }
    if (!first.shares().equals(second.shares())) {
      answers.add(
          "Tuned: %s %s, %s %s."
              .formatted(first.title(), first.shares(), second.title(), second.shares()));
    }
    return answers.build();
  }

  private static Optional<PageRow> row(List<PageRow> rows, String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }
}
