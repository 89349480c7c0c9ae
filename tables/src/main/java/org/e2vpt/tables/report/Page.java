package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableMultiset;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableTable;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.text.Amounts;
import org.e2vpt.tables.audit.Conclusion;
import org.e2vpt.tables.audit.MeasuredGain;
import org.e2vpt.tables.ledger.RunJournal;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.PaperFigure;
import org.e2vpt.tables.paper.PaperInfo;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Provenance;
import org.e2vpt.tables.paper.Reasons;
import org.e2vpt.tables.paper.Reasons.Reason;
import org.e2vpt.tables.paper.Run;
import org.e2vpt.tables.paper.TableId;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * What the report says, in the order in which it says it; HTML and Markdown only lay it out.
 *
 * @param paper whose tables they are
 * @param titles of the tables, by what cells call them
 * @param gains what the paper claims to gain, as measured, in the paper's order: the answer, if the
 *     rows were run
 * @param ranking of the methods, where there is nothing to compare with: the answer then
 * @param tally of the cells: the answer otherwise
 * @param note a word of caution from the provenance, or empty
 * @param registration whether the run was made as it was registered, or empty
 * @param columns of the tables
 * @param rows the rows of all tables
 * @param findings questions with their answers
 * @param interval what ± means in answers
 * @param notes what the verdicts rest on, and what speaks against trusting them
 * @param figures those that the run has something for
 * @param differences one SVG a group
 * @param sections what is on record about each cell, in the order of the rows
 * @param claims of the paper, if a table of it was run
 * @param predictions of the test images of folders, by folder and row; empty for other tasks
 * @param thumbnails of some of these, as data URIs by folder and image
 * @param journal of the run, as the page links to it; empty if it is not there
 * @param provenance the remaining facts, in order
 */
record Page(
    PaperInfo paper,
    ImmutableMap<String, String> titles,
    ImmutableList<MeasuredGain> gains,
    Optional<Ranking> ranking,
    Tally tally,
    String note,
    String registration,
    ImmutableList<String> columns,
    ImmutableList<PageRow> rows,
    ImmutableList<Finding> findings,
    String interval,
    ImmutableList<String> notes,
    ImmutableList<Figure> figures,
    ImmutableList<String> differences,
    ImmutableList<CellSection> sections,
    ImmutableList<ClaimLine> claims,
    ImmutableListMultimap<String, Predictions> predictions,
    ImmutableTable<String, String, String> thumbnails,
    String journal,
    ImmutableMap<String, String> provenance) {

  /** Where the project shows a commit. */
  static final String COMMITS = "https://github.com/e2vpt-repro/e2vpt-repro/commit/";

  /** Where the project shows its documentation. */
  static final String DOCS = "https://github.com/e2vpt-repro/e2vpt-repro/blob/main/docs/";

  /** The page in the folder of the run. */
  static Page of(Results results) throws IOException {
    return of(results, results.journal().map(RunJournal::link).orElse(""));
  }

  /** The page in a folder from which the run's journal, if it is there, has this link. */
  static Page of(Results results, String journal) throws IOException {
    ImmutableList<Cell> judged =
        results.cells().stream()
            .filter(cell -> isJudged(cell, results))
            .map(cell -> results.isOwnRecording(cell) ? cell.ownRecording() : cell)
            .collect(ImmutableList.toImmutableList());
    ImmutableList<String> columns = columns(judged, results.printed());
    ImmutableList<PageRow> rows = rows(judged, results);
    Map<String, String> provenance = new LinkedHashMap<>(folded(results.reasons()));
    provenance.putAll(results.provenance().entries());
    String note = provenance.remove("note");
    String registration = provenance.remove(Provenance.REGISTRATION);
    return new Page(
        results.paper().info(),
        results.printed().stream()
            .collect(
                ImmutableMap.toImmutableMap(table -> table.id().toString(), PrintedTable::title)),
        results.claims().stream()
            .flatMap(line -> line.measured().stream())
            .flatMap(claim -> claim.gains().stream())
            .collect(ImmutableList.toImmutableList()),
        isCompared(judged, results.paper().info())
            ? Optional.empty()
            : Ranking.of(
                results.paper(),
                results.judged().verdicts().values(),
                judged,
                results.predictions()),
        Tally.of(judged, results.runs(), results.paper().info().recorded()),
        note == null ? "" : withShortCommits(note),
        registration == null ? "" : registration,
        columns,
        rows,
        Finding.of(results.paper(), results.judged().verdicts(), rows),
        VerdictNotes.interval(results.judged().verdicts().values()),
        VerdictNotes.of(results.paper(), results.judged().verdicts(), results.runs()),
        Figures.of(results, columns, rows),
        columns.stream()
            .map(column -> ForestPlot.svg(column, cells(rows, column)))
            .collect(ImmutableList.toImmutableList()),
        sections(rows, results),
        results.claims(),
        Multimaps.index(results.predictions(), Predictions::task),
        results.thumbnails(),
        journal,
        ImmutableMap.copyOf(provenance));
  }

  /** Whether there is something to compare with. */
  boolean isCompared() {
    return isCompared(rows.stream().flatMap(row -> row.cells().stream()).toList(), paper);
  }

  /** Whether some cell is compared with more than runs that it repeats to the last digit. */
  boolean hasDifferences() {
    return rows.stream()
        .flatMap(row -> row.cells().stream())
        .anyMatch(
            cell -> !Double.isNaN(cell.difference()) && cell.verdict() != VerdictWord.IDENTICAL);
  }

  private static boolean isCompared(List<Cell> cells, PaperInfo paper) {
    return paper.recorded() || cells.stream().anyMatch(cell -> cell.reference().n() > 0);
  }

  /** The provenance has all digits. */
  private static String withShortCommits(String note) {
    return note.replaceAll("\\b([0-9a-f]{8})[0-9a-f]{32}\\b", "$1");
  }

  /** Equal reasons for what is missing become one line that counts what it is true of. */
  private static Map<String, String> folded(Reasons reasons) {
    ListMultimap<List<String>, Reason> same =
        Multimaps.index(reasons.lines(), reason -> List.of(reason.kind().words(), reason.text()));
    Map<String, String> lines = new LinkedHashMap<>();
    same.asMap()
        .forEach(
            (key, all) -> {
              Reason first = all.iterator().next();
              String place = first.row() + " " + first.place();
              lines.put(
                  all.size() == 1
                      ? "%s %s".formatted(key.get(0), place)
                      : String.format(
                          Locale.ROOT, "%s %d in all: %s, …", key.get(0), all.size(), place),
                  key.get(1));
            });
    return lines;
  }

  /** The rows of each table, by its id. */
  ImmutableListMultimap<String, PageRow> tables() {
    return Multimaps.index(rows, row -> row.cells().get(0).asked().table());
  }

  /** As the paper orders them. */
  private static ImmutableList<String> columns(List<Cell> cells, List<PrintedTable> tables) {
    Stream<String> measured = cells.stream().map(cell -> cell.asked().column());
    Stream<String> printed = tables.stream().flatMap(table -> table.columns().stream());
    ImmutableSet<String> known = measured.collect(ImmutableSet.toImmutableSet());
    return printed.distinct().filter(known::contains).collect(ImmutableList.toImmutableList());
  }

  /** Whether the marks of shares are to be explained. */
  boolean showsShares() {
    return figures.stream().anyMatch(figure -> figure.id().startsWith("shares"));
  }

  /** The paper and the table: {@code E²VPT, Table 1}; of a paper on one page its name. */
  String title() {
    return paper.onePage() ? paper.name() : "%s, %s".formatted(paper.name(), tableTitles());
  }

  /** The first section that was not run for the same reason: the page says it only there. */
  CellSection first(CellSection section) {
    return sections.stream()
        .filter(other -> other.notRun().equals(section.notRun()))
        .findFirst()
        .orElse(section);
  }

  /** The cells that are shown without being asked for, or the others. */
  ImmutableList<CellSection> sections(boolean open) {
    return sections.stream()
        .filter(section -> section.isOpen() == open)
        .collect(ImmutableList.toImmutableList());
  }

  private String tableTitles() {
    return String.join(", ", titles.values());
  }

  /** Whether a fact is a commit of the project, with nothing changed. */
  static boolean isCommit(String fact) {
    return fact.matches("[0-9a-f]{40}");
  }

  /** What is said of a folder's classes: of one alone without its id. */
  String classesOf(String task) {
    return predictions.keySet().size() == 1 ? "Class by class" : "Class by class: " + task;
  }

  /** What a link to a folder's classes leads to. */
  String classesAnchor(String task) {
    return predictions.keySet().size() == 1 ? "classes" : "classes-" + Svg.id(task);
  }

  /** The claims, by what the paper's own numbers say of them. */
  String claimsInShort() {
    ImmutableMultiset<String> conclusions =
        claims.stream()
            .map(line -> line.printed().conclusion())
            .sorted()
            .map(conclusion -> conclusion == Conclusion.HOLDS_WITH ? Conclusion.HOLDS : conclusion)
            .map(Conclusion::words)
            .collect(ImmutableMultiset.toImmutableMultiset());
    return conclusions.entrySet().stream()
        .map(entry -> String.format(Locale.ROOT, "%d %s", entry.getCount(), entry.getElement()))
        .collect(
            Collectors.joining(
                ", ",
                Amounts.count(claims.size(), "claim") + ", by the paper's own numbers: ",
                ""));
  }

  /** What cells are compared with: {@code printed} numbers, or {@code recorded} ones. */
  String origin() {
    return rows.stream()
        .flatMap(row -> row.cells().stream())
        .filter(cell -> cell.reference().n() > 0)
        .map(Cell::origin)
        .findFirst()
        .orElse("recorded");
  }

  /** How verdicts come about. */
  String rule() {
    return (paper.recorded()
            ? "Each cell is compared with earlier runs of this program. The standard error of a"
                + " difference comes from the variance over seeds, shrunk towards that of the"
                + " column."
            : "A printed number is taken to be a mean over its paper's runs after a search of their"
                + " own. The standard error of a difference comes from the variance over seeds,"
                + " shrunk towards that of the column, and from the variance between whole"
                + " campaigns.")
        + " The margin is the smallest difference that matters, chosen before anything was run."
        + " Whether a difference may be chance is decided for all cells of the table together"
        + " (Holm's correction). See docs/verdicts.md.";
  }

  /** The page's parts that it has, by what links lead to. */
  ImmutableMap<String, String> contents() {
    ImmutableMap.Builder<String, String> contents = ImmutableMap.builder();
    contents.put("table", "The table");
    if (hasDifferences()) {
      contents.put("differences", "Differences");
    }
    if (!findings.isEmpty()) {
      contents.put("answers", "What the numbers say");
    }
    predictions.keySet().forEach(task -> contents.put(classesAnchor(task), classesOf(task)));
    if (!notes.isEmpty()) {
      contents.put("basis", basis());
    }
    if (!figures.isEmpty()) {
      contents.put("figures", "Figures");
    }
    if (!claims.isEmpty()) {
      contents.put("claims", "What the paper claims");
    }
    contents.put("cells", cellByCell());
    contents.put("provenance", "Where the numbers come from");
    if (isCompared()) {
      contents.put("verdicts", "How to read the verdicts");
    }
    return contents.buildOrThrow();
  }

  /** The title of the table. */
  String measured() {
    return isCompared() ? "Measured and " + origin() : "Measured";
  }

  /** The title of the notes. */
  String basis() {
    return isCompared() ? "What the verdicts rest on" : "What to know about these numbers";
  }

  /** The title of the cells. */
  String cellByCell() {
    return isCompared() ? "Cell by cell" : "Method by method";
  }

  /**
   * The answer in a sentence: the gain that the paper claims; of several, how many have which
   * verdict; without one the ranking of the methods, or the cells.
   */
  String answer() {
    if (ranking.isPresent()) {
      return ranking.get().sentence();
    }
    if (gains.size() <= 1) {
      return gains.stream().map(MeasuredGain::sentence).findFirst().orElseGet(this::cells);
    }
    ImmutableMultiset<String> words =
        gains.stream()
            .filter(gain -> gain.word() != VerdictWord.REPRODUCED)
            .sorted(Comparator.comparing(gain -> tally.verdicts().indexOf(gain.word())))
            .map(MeasuredGain::words)
            .collect(ImmutableMultiset.toImmutableMultiset());
    return String.format(
        Locale.ROOT,
        "%d claimed gains: %d reproduced (to within half of what is printed)%s",
        gains.size(),
        gains.size() - words.size(),
        words.entrySet().stream()
            .map(
                entry ->
                    String.format(Locale.ROOT, ", %d %s", entry.getCount(), entry.getElement()))
            .collect(Collectors.joining()));
  }

  /** The gains one by one, if the answer only counts them. */
  ImmutableList<String> gainsOneByOne() {
    return gains.size() == 1
        ? ImmutableList.of()
        : gains.stream().map(MeasuredGain::sentence).collect(ImmutableList.toImmutableList());
  }

  /** The cells: {@code 17 of 36 cells of Table 1 reproduced, 3 worse than printed, 16 not run}. */
  String cells() {
    return tally.answer(paper.onePage() ? "" : tableTitles());
  }

  /** Which tasks a column's numbers are the mean of; none if its {@link #heading} says it. */
  String tasks(String column) {
    ImmutableSet<String> tasks = tasksOf(column);
    return Words.isFolder(tasks) ? "" : Words.tasks(tasks);
  }

  /** What a column is called: where it is one folder of images, as this. */
  String heading(String column) {
    ImmutableSet<String> tasks = tasksOf(column);
    return Words.isFolder(tasks) ? Words.tasks(tasks) : column;
  }

  private ImmutableSet<String> tasksOf(String column) {
    return rows.stream()
        .flatMap(row -> row.cell(column).stream())
        .flatMap(cell -> cell.asked().tasks().stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  private static ImmutableList<CellSection> sections(List<PageRow> rows, Results results) {
    return rows.stream()
        .flatMap(
            row -> row.cells().stream().map(cell -> CellSection.of(cell, row.settings(), results)))
        .collect(ImmutableList.toImmutableList());
  }

  /** A figure's cells that nothing is printed or recorded for are drawn, but not judged. */
  private static boolean isJudged(Cell cell, Results results) {
    return cell.reference().n() > 0
        || results
            .paper()
            .figures(PaperFigure.Kind.HEATMAP, TableId.parse(cell.asked().table()).table())
            .findAny()
            .isEmpty();
  }

  private static ImmutableList<PageRow> rows(List<Cell> cells, Results results) {
    Map<String, List<Cell>> byRow = new LinkedHashMap<>();
    for (Cell cell : cells) {
      String row = cell.asked().table() + " " + cell.asked().row();
      byRow.computeIfAbsent(row, key -> new ArrayList<>()).add(cell);
    }
    return byRow.values().stream()
        .map(ofRow -> row(ofRow, results.runs(), results.printed()))
        .collect(ImmutableList.toImmutableList());
  }

  private static PageRow row(
      List<Cell> cells, List<Run> runs, ImmutableList<PrintedTable> printed) {
    AskedCell asked = cells.get(0).asked();
    return new PageRow(
        asked.row(),
        asked.title(),
        ImmutableList.copyOf(cells),
        Setting.of(
            runs.stream()
                .filter(run -> run.row().equals(asked.row()) && run.table().equals(asked.table()))
                .toList()),
        printed.stream()
            .flatMap(table -> table.cells().stream())
            .filter(c -> c.table().toString().equals(asked.table()) && c.row().equals(asked.row()))
            .collect(ImmutableList.toImmutableList()));
  }

  private static List<Cell> cells(List<PageRow> rows, String column) {
    return rows.stream().flatMap(row -> row.cell(column).stream()).toList();
  }
}
