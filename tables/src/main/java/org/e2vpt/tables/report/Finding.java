package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Question;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.TableColumn;

/**
 * A question about two rows, answered for each column of which both have all tasks. The answers of
 * a table are corrected for their number.
 *
 * @param question for people
 * @param answers a sentence each
 */
record Finding(String question, ImmutableList<String> answers) {

  /** The questions that rows of the paper answer. */
  static ImmutableList<Finding> of(
      Paper paper, Map<String, TableVerdicts> judged, List<PageRow> rows) {
    Map<Question, List<String>> answers = new LinkedHashMap<>();
    paper.questions().forEach(question -> answers.put(question, new ArrayList<>()));
    judged.forEach(
        (table, verdicts) ->
            answers(paper, TableId.parse(table).table(), verdicts)
                .forEach(
                    (question, answer) -> answers.getOrDefault(question, List.of()).add(answer)));
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    answers.forEach(
        (question, sentences) -> {
          shares(question, rows).ifPresent(sentences::add);
          if (!sentences.isEmpty()) {
            findings.add(new Finding(question.question(), ImmutableList.copyOf(sentences)));
          }
        });
    return findings.build();
  }

  private static ImmutableListMultimap<Question, String> answers(
      Paper paper, String table, TableVerdicts judged) {
    ImmutableListMultimap.Builder<Question, String> answers = ImmutableListMultimap.builder();
    verdicts(paper, judged)
        .forEach(
            (question, verdict) ->
                answers.put(
                    question,
                    verdict.answer(
                            row -> paper.row(table, row).title(),
                            where(judged, verdict.claim().columns().get(0)))
                        + settling(paper, verdict)
                        + "."));
    return answers.build();
  }

  /** What the questions' rows gain over each other on each column, where both were run. */
  static ImmutableListMultimap<Question, GainVerdict> verdicts(Paper paper, TableVerdicts judged) {
    Map<GainClaim, Question> asked = new LinkedHashMap<>();
    ImmutableSet<String> rows = judged.verdict().measured().runs().rowKeySet();
    for (Question question : paper.questions()) {
      String row = judged.first(question.row());
      String other = judged.first(question.other());
      if (rows.contains(row) && rows.contains(other) && !row.equals(other)) {
        for (TableColumn column : judged.verdict().measured().columns()) {
          asked.put(
              new GainClaim(
                  question.question(), row, other, Weights.TASKS, ImmutableList.of(column.name())),
              question);
        }
      }
    }
    ImmutableListMultimap.Builder<Question, GainVerdict> verdicts = ImmutableListMultimap.builder();
    for (GainVerdict verdict : judged.verdict().gains(ImmutableList.copyOf(asked.keySet()))) {
      Question question = asked.get(verdict.claim());
      if (verdict.gain().isPresent() && question != null) {
        verdicts.put(question, verdict);
      }
    }
    return verdicts.build();
  }

  /** What would settle it; nothing is repeated that is only compared with recorded runs. */
  private static String settling(Paper paper, GainVerdict verdict) {
    return paper.info().recorded() ? "" : verdict.settlingSentence().map(". "::concat).orElse("");
  }

  /** A column with its tasks, in words; of one folder of images, this alone. */
  static String where(TableVerdicts judged, String column) {
    return judged.verdict().measured().columns().stream()
        .filter(each -> each.name().equals(column))
        .map(
            each ->
                Words.isFolder(each.tasks())
                    ? Words.tasks(each.tasks())
                    : "%s (%s)".formatted(column, Words.tasks(each.tasks())))
        .findFirst()
        .orElse(column);
  }

  private static Optional<String> shares(Question question, List<PageRow> rows) {
    Optional<PageRow> first = row(rows, question.row());
    Optional<PageRow> second = row(rows, question.other());
    return first.isEmpty()
            || second.isEmpty()
            || first.get().measuredCells().isEmpty()
            || second.get().measuredCells().isEmpty()
            || first.get().shares().equals(second.get().shares())
        ? Optional.empty()
        : Optional.of(
            "Trainable: %s %s, %s %s."
                .formatted(
                    first.get().title(),
                    first.get().shares(),
                    second.get().title(),
                    second.get().shares()));
  }

  private static Optional<PageRow> row(List<PageRow> rows, String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst();
  }
}
