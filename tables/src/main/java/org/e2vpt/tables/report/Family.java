package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Aggregation;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Reference;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.paper.WholeFile;

/**
 * The methods of several papers side by side: what each paper prints, what one run measured in one
 * protocol, and whether that bears out what is printed.
 *
 * @param papers their names
 * @param run whose the measured numbers are
 * @param titles of the methods
 * @param printed what is printed, a table for each of the papers' that has two of the methods
 * @param measured the same of the run
 * @param contrasts what the run says of each pair of methods
 * @param claims what each paper prints of a pair, and what the run says of that
 */
record Family(
    String papers,
    String run,
    ImmutableList<String> titles,
    ImmutableList<Numbers> printed,
    ImmutableList<Numbers> measured,
    ImmutableList<String> contrasts,
    ImmutableList<String> claims) {

  /**
   * Numbers of the methods.
   *
   * @param title of their table
   * @param lines a column or a task each: its name, and a number for each method, which may be
   *     empty
   */
  record Numbers(String title, ImmutableList<ImmutableList<String>> lines) {}

  /** Tables under one heading. */
  record Section(String title, ImmutableList<Numbers> tables) {}

  /**
   * Writes {@code family.html} and {@code family.md} into a folder that is there.
   *
   * @param ids of the papers; the methods are the rows that the last of them asks about
   * @param directory of a run
   * @return the page
   * @throws IllegalArgumentException if there is no such paper, the run cannot be read, or it has
   *     measured fewer than two of the methods
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
    ImmutableSet<String> asked =
        last.questions().stream()
            .flatMap(question -> Stream.of(question.row(), question.other()))
            .collect(ImmutableSet.toImmutableSet());
    ImmutableMap<String, String> titles =
        results.cells().stream()
            .filter(cell -> cell.measured().n() > 0 && asked.contains(cell.asked().row()))
            .collect(
                ImmutableMap.toImmutableMap(
                    cell -> cell.asked().row(), cell -> cell.asked().title(), (a, b) -> a));
    if (titles.size() < 2) {
      throw new IllegalArgumentException(
          "a family needs a run of two of the rows that %s asks about, %s; there is %s"
              .formatted(
                  last.info().name(),
                  String.join(", ", asked),
                  titles.isEmpty() ? "none" : "only " + titles.keySet().iterator().next()));
    }
    ImmutableList<String> rows = titles.keySet().asList();
    FamilyContrasts contrasts = FamilyContrasts.of(results, titles);
    return new Family(
        family.stream().map(paper -> paper.info().name()).collect(Collectors.joining(", ")),
        "%s, protocol %s"
            .formatted(
                results.paper().info().name(), results.provenance().entries().get("protocol")),
        titles.values().asList(),
        family.stream()
            .flatMap(paper -> paper.tables().values().stream())
            .filter(table -> table.rows().stream().filter(rows::contains).count() > 1)
            .map(table -> printed(paper(family, table), table, rows))
            .collect(toImmutableList()),
        results.printed().stream()
            .map(table -> measured(results, table, rows))
            .filter(numbers -> !numbers.lines().isEmpty())
            .collect(toImmutableList()),
        contrasts.sentences(),
        contrasts.claims(family));
  }

  private static Paper paper(List<Paper> family, PrintedTable table) {
    return family.stream()
        .filter(paper -> paper.id().equals(table.id().paper()))
        .findFirst()
        .orElseThrow();
  }

  private static Numbers printed(Paper paper, PrintedTable table, List<String> rows) {
    Reference reference = paper.reference(table.id().table());
    Stream<ImmutableList<String>> columns =
        table.columns().stream()
            .map(
                column ->
                    line(
                        column,
                        rows,
                        row ->
                            table
                                .cell(row, column)
                                .flatMap(PrintedCell::accuracy)
                                .map(Object::toString)
                                .orElse("")));
    Stream<ImmutableList<String>> tasks =
        paper.tasks().stream()
            .map(PaperTask::id)
            .filter(task -> !table.columns().contains(task))
            .map(task -> line(task, rows, row -> words(reference.of(row, List.of(task)))));
    return new Numbers(
        "%s, %s".formatted(paper.info().name(), table.title()),
        some(Stream.concat(columns, tasks)));
  }

  private static Numbers measured(Results results, PrintedTable table, List<String> rows) {
    List<AskedCell> cells =
        results.cells().stream()
            .map(Cell::asked)
            .filter(cell -> cell.table().equals(table.id().toString()))
            .filter(cell -> rows.contains(cell.row()))
            .toList();
    Stream<ImmutableList<String>> columns =
        cells.stream()
            .map(AskedCell::column)
            .distinct()
            .map(
                column ->
                    line(
                        column,
                        rows,
                        row ->
                            cells.stream()
                                .filter(cell -> cell.row().equals(row))
                                .filter(cell -> cell.column().equals(column))
                                .map(cell -> words(measured(results, cell, cell.tasks())))
                                .findFirst()
                                .orElse("")));
    Stream<ImmutableList<String>> tasks =
        cells.stream()
            .flatMap(cell -> cell.tasks().stream())
            .distinct()
            .map(
                task ->
                    line(
                        task,
                        rows,
                        row ->
                            cells.stream()
                                .filter(cell -> cell.row().equals(row))
                                .filter(cell -> cell.tasks().contains(task))
                                .map(cell -> words(measured(results, cell, List.of(task))))
                                .findFirst()
                                .orElse("")));
    return new Numbers(table.title(), some(Stream.concat(columns, tasks)));
  }

  private static Summary measured(Results results, AskedCell cell, List<String> tasks) {
    AskedCell some =
        new AskedCell(
            cell.table(),
            cell.tableTitle(),
            cell.row(),
            cell.title(),
            cell.column(),
            ImmutableList.copyOf(tasks),
            cell.seeds(),
            cell.budget());
    return Summary.of(Aggregation.seedMeans(some, results.runs()).values());
  }

  private static String words(Summary summary) {
    return switch (summary.n()) {
      case 0 -> "";
      case 1 -> Decimals.percent(summary.mean());
      default -> summary.toString();
    };
  }

  private static ImmutableList<String> line(
      String name, List<String> rows, Function<String, String> number) {
    return Stream.concat(Stream.of(name), rows.stream().map(number)).collect(toImmutableList());
  }

  /** Those that have some number. */
  private static ImmutableList<ImmutableList<String>> some(Stream<ImmutableList<String>> lines) {
    return lines
        .filter(line -> line.stream().skip(1).anyMatch(number -> !number.isEmpty()))
        .collect(toImmutableList());
  }

  /** What stands above its numbers: a column for each method. */
  ImmutableList<String> header() {
    return ImmutableList.<String>builder().add("").addAll(titles).build();
  }

  /** The numbers: measured, then printed. */
  ImmutableList<Section> sections() {
    return ImmutableList.of(
        new Section("Measured: " + run, measured), new Section("Printed", printed));
  }

  private String markdown() {
    MarkdownText text = new MarkdownText();
    text.line("# " + MarkdownText.plain(papers));
    text.section("Which is better");
    contrasts.forEach(sentence -> text.line("- " + MarkdownText.plain(sentence)));
    text.section("What each paper prints, and what was measured");
    claims.forEach(sentence -> text.line("- " + MarkdownText.plain(sentence)));
    for (Section section : sections()) {
      text.section(MarkdownText.plain(section.title()));
      for (Numbers numbers : section.tables()) {
        text.line("**" + MarkdownText.plain(numbers.title()) + "**");
        text.line("");
        text.header(header(), 1);
        numbers.lines().forEach(text::row);
        text.line("");
      }
    }
    return text.toString();
  }
}
