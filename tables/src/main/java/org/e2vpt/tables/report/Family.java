package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.WholeFile;

/**
 * The methods of several papers side by side: what each paper prints, what one run measured in one
 * protocol, and whether that bears out what is printed.
 *
 * @param papers their names
 * @param run whose the measured numbers are
 * @param answers which method is better, in a sentence for each table of the run, and whether the
 *     run tests what is printed
 * @param contrasts the differences that this follows from
 * @param claims what each paper prints of a pair, and what the run says of that
 * @param measured the accuracies of the run
 * @param printed the same of the papers
 */
record Family(
    String papers,
    String run,
    ImmutableList<String> answers,
    ImmutableList<FamilyNumbers> contrasts,
    FamilyNumbers claims,
    ImmutableList<FamilyNumbers> measured,
    ImmutableList<FamilyNumbers> printed) {

  /** Below the differences. */
  static final String ABOUT_CONTRASTS =
      "Behind ± is half of the 95 % interval of the difference, which allows for the seeds and for"
          + " what a search chooses by chance. A method is above or below another if p is at most"
          + " 0.05 after Holm's correction for all comparisons of the table. Methods that are not"
          + " told apart may differ by anything within the interval.";

  /** Below what papers print. */
  static final String ABOUT_CLAIMS =
      "The order that a paper prints is confirmed if the measured methods are told apart in the"
          + " same order, contradicted if they are in the opposite one, and neither if they are not"
          + " told apart. Only a run on the printed backbone and tasks tests it.";

  /**
   * Writes {@code family.html} and {@code family.md} into a folder that is there.
   *
   * @param ids of the papers; the methods are the rows that the last of them asks about
   * @param directory of a run
   * @return the page
   * @throws IllegalArgumentException if there is no such paper, the run cannot be read, or it has
   *     measured no two of the methods on all tasks of a column
   */
  static Path write(Papers papers, List<String> ids, Path directory, Path folder)
      throws IOException {
    Family family = of(ids.stream().map(papers::get).toList(), Results.read(papers, directory));
    Path page = folder.resolve("family.html");
    WholeFile.write(page, Templates.render("family.jte", family));
    WholeFile.write(folder.resolve("family.md"), family.markdown());
    return page;
  }

  static Family of(List<Paper> family, Results results) {
    Paper last = family.get(family.size() - 1);
    ImmutableSet<String> methods =
        last.questions().stream()
            .flatMap(question -> Stream.of(question.row(), question.other()))
            .collect(ImmutableSet.toImmutableSet());
    ImmutableList<FamilyContrasts> contrasts = FamilyContrasts.of(results, methods);
    if (contrasts.isEmpty()) {
      throw new IllegalArgumentException(
          "a family needs a run of two of the rows that %s asks about, %s, on all tasks of a column; there is %s"
              .formatted(
                  last.info().name(), String.join(", ", methods), measured(results, methods)));
    }
    FamilyClaims claims = FamilyClaims.of(family, methods, contrasts);
    return new Family(
        family.stream().map(paper -> paper.info().name()).collect(Collectors.joining(", ")),
        run(results, contrasts),
        Stream.concat(contrasts.stream().map(FamilyContrasts::answer), Stream.of(claims.answer()))
            .collect(toImmutableList()),
        contrasts.stream().map(FamilyContrasts::numbers).collect(toImmutableList()),
        claims.numbers(),
        results.printed().stream()
            .flatMap(table -> FamilyNumbers.measured(results, table, methods))
            .collect(toImmutableList()),
        family.stream()
            .flatMap(paper -> FamilyNumbers.printed(paper, methods))
            .collect(toImmutableList()));
  }

  private static String measured(Results results, Set<String> methods) {
    String rows =
        results.printed().stream()
            .flatMap(
                table ->
                    FamilyNumbers.measuredTitles(results, table.id().table()).keySet().stream())
            .filter(methods::contains)
            .distinct()
            .collect(Collectors.joining(", "));
    return rows.isEmpty() ? "none" : "only " + rows;
  }

  /** Whose numbers these are: protocol, backbones, and how often each was trained. */
  private static String run(Results results, List<FamilyContrasts> contrasts) {
    int seeds = results.cells().stream().mapToInt(cell -> cell.asked().seeds()).max().orElse(0);
    return "Measured by one run of %s, protocol %s, on %s, with %s"
        .formatted(
            results.paper().info().name(),
            results.provenance().entries().get("protocol"),
            contrasts.stream()
                .flatMap(each -> each.all().stream())
                .map(FamilyContrasts.Contrast::backbone)
                .distinct()
                .collect(Collectors.joining(", ")),
            Amounts.count(seeds, "seed"));
  }

  private String markdown() {
    MarkdownText text = new MarkdownText();
    text.line("# " + MarkdownText.plain(papers));
    text.section("Which is better?");
    text.line(MarkdownText.plain(run) + ".");
    text.line("");
    answers.forEach(sentence -> text.line("- " + MarkdownText.plain(sentence)));
    text.section("Differences in points");
    contrasts.forEach(numbers -> numbers.writeTo(text, 1));
    text.line(MarkdownText.plain(ABOUT_CONTRASTS));
    text.section("What the papers print, and what was measured");
    claims.writeTo(text, claims.header().size());
    text.line(MarkdownText.plain(ABOUT_CLAIMS));
    text.section("Measured accuracies");
    measured.forEach(numbers -> numbers.writeTo(text, 1));
    text.section("Printed accuracies");
    printed.forEach(numbers -> numbers.writeTo(text, 1));
    return text.toString();
  }
}
