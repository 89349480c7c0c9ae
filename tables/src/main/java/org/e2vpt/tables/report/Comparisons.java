package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Json;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.WholeFile;

/** Compares two runs, or a run with the paper, and writes a page about it. */
public final class Comparisons {

  /** What stands for the paper's printed numbers, instead of a path. */
  public static final String PAPER = "paper";

  private Comparisons() {}

  /**
   * The answer.
   *
   * @param lines for a terminal: the sum, what has changed, and the cells of which there is
   *     something to say
   * @param worse cells that got significantly worse
   * @param better cells that got significantly better
   * @param json the same for programs: {@code summary.json}
   */
  public record Answer(ImmutableList<String> lines, int worse, int better, String json) {}

  /**
   * Compares {@code second} with {@code first}, and writes {@code index.html}, {@code summary.md}
   * and {@code summary.json}.
   *
   * @param first a run folder, a journal, or {@code paper}
   * @param second the same; if it is {@code paper}, the first is compared with it
   * @param output the folder of these
   * @throws IllegalArgumentException if a side cannot be read, naming file and line, or both are
   *     the paper
   */
  public static Answer write(Papers papers, String first, String second, Path output)
      throws IOException {
    Comparison comparison = compare(papers, first, second);
    WholeFile.write(output.resolve("index.html"), Templates.render("comparison.jte", comparison));
    WholeFile.write(output.resolve("summary.md"), ComparisonMarkdown.of(comparison));
    String json = Json.of(ComparisonSummary.of(comparison));
    WholeFile.write(output.resolve(RunSummary.FILE), json);
    return new Answer(
        lines(comparison), comparison.count(Outcome.WORSE), comparison.count(Outcome.BETTER), json);
  }

  static Comparison compare(Papers papers, String first, String second) throws IOException {
    if (second.equals(PAPER)) {
      return againstPaper(papers, first);
    }
    if (first.equals(PAPER)) {
      return againstPaper(papers, second);
    }
    Path a = Path.of(first);
    Path b = Path.of(second);
    return Source.isJournal(a) || Source.isJournal(b)
        ? Comparison.of(Source.journal(papers, a), Source.journal(papers, b), papers.margins())
        : Comparison.of(Source.run(papers, a), Source.run(papers, b), papers.margins());
  }

  private static Comparison againstPaper(Papers papers, String run) throws IOException {
    if (run.equals(PAPER)) {
      throw new IllegalArgumentException("the paper cannot be compared with itself");
    }
    Path folder = Path.of(run);
    if (Source.isJournal(folder)) {
      throw new IllegalArgumentException(
          "%s is a journal, which does not record rows of the paper: compare its run folder; %s"
              .formatted(run, Source.HOW_TO_GET_A_FOLDER));
    }
    Results results = Results.read(papers, folder);
    if (results.paper().info().recorded()) {
      throw new IllegalArgumentException(
          "%s: no paper prints its tables (%s): compare it with another run"
              .formatted(
                  run,
                  results.printed().stream()
                      .map(table -> table.id().toString())
                      .collect(Collectors.joining(", "))));
    }
    return Comparison.withPaper(PAPER, run, results.cells());
  }

  private static ImmutableList<String> lines(Comparison comparison) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add(comparison.sentence());
    comparison
        .changes()
        .forEach(
            change ->
                lines.add(
                    "changed %s: %s, was %s"
                        .formatted(change.setting(), change.second(), change.first())));
    comparison.differences().stream()
        .filter(difference -> !difference.outcome().agrees())
        .forEach(difference -> lines.add(difference.sentence()));
    comparison.pairs().stream().limit(1).forEach(all -> lines.add(all.sentence()));
    return lines.build();
  }
}
