package org.e2vpt.tables.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.e2vpt.tables.audit.MeasuredGain;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.PaperInfo;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.verdict.VerdictWord;

/**
 * The members of {@code summary.json}: what a page says, for programs. docs/json.md describes them.
 *
 * @param answer the page's first line
 * @param numbers what cells are compared with: {@code printed}, or {@code recorded} by earlier runs
 *     of this program
 * @param verdicts how many cells have each verdict, by its word in {@code cells.csv}
 * @param better how many of the cells that are not reproduced are better than printed
 * @param notCompared cells that were measured but have no reference; they are in no other count
 * @param ownRecordings those of them whose reference was recorded from this run itself
 * @param failing cells whose test fails
 * @param gains what the paper claims to gain, a sentence each
 * @param provenance the lines of {@code provenance.csv}
 */
record RunSummary(
    OfPaper paper,
    String title,
    String answer,
    String numbers,
    ImmutableMap<String, Integer> verdicts,
    int better,
    int notCompared,
    int ownRecordings,
    int failing,
    Cost cost,
    ImmutableList<String> gains,
    ImmutableList<OfCell> cells,
    ImmutableMap<String, String> provenance) {

  static final String FILE = "summary.json";

  /**
   * The paper.
   *
   * @param arxiv its number there; may be empty
   */
  record OfPaper(String name, String title, String venue, String arxiv) {}

  /**
   * A cell. Accuracies, differences and shares are percentages or percentage points.
   *
   * @param outcome of its test: {@code passed}, {@code failed}, or {@code undecided}
   * @param difference measured − reference
   * @param low end of the 95 % interval of {@code difference}
   * @param high the other end
   * @param pHolm p by Holm's correction over the cells of its table
   * @param trainable share of the parameters that is trained
   * @param kept the same after pruning
   */
  record OfCell(
      String table,
      String row,
      String title,
      String column,
      ImmutableList<String> tasks,
      String budget,
      String verdict,
      String outcome,
      boolean better,
      int seedsAsked,
      Summary measured,
      Summary reference,
      double difference,
      double low,
      double high,
      double margin,
      double p,
      double pHolm,
      double trainable,
      double kept,
      Cost cost,
      String sentence) {

    private static OfCell of(Cell cell) {
      AskedCell asked = cell.asked();
      double halfWidth = cell.judgement().halfWidth();
      return new OfCell(
          asked.table(),
          asked.row(),
          asked.title(),
          asked.column(),
          asked.tasks(),
          asked.budget(),
          cell.word(),
          cell.passes() ? "passed" : cell.fails() ? "failed" : "undecided",
          cell.better(),
          asked.seeds(),
          cell.measured(),
          cell.reference(),
          cell.difference(),
          Words.rounded(cell.difference() - halfWidth),
          Words.rounded(cell.difference() + halfWidth),
          cell.judgement().margin(),
          cell.judgement().p(),
          cell.judgement().holmP(),
          cell.tunedShare(),
          cell.keptShare(),
          cell.cost(),
          cell.sentence());
    }
  }

  static RunSummary of(Results results, Page page, FolderNames names) {
    PaperInfo paper = results.paper().info();
    Tally tally = page.tally();
    Map<String, Integer> verdicts = new LinkedHashMap<>();
    for (VerdictWord verdict : tally.verdicts()) {
      verdicts.put(verdict.words(), tally.count(verdict));
    }
    return new RunSummary(
        new OfPaper(paper.name(), paper.title(), paper.venue(), paper.arxiv()),
        page.title(),
        names.in(page.answer(), name -> name),
        paper.recorded() ? "recorded" : "printed",
        ImmutableMap.copyOf(verdicts),
        tally.better(),
        tally.notCompared(),
        tally.ownRecordings(),
        tally.failing(),
        tally.cost(),
        page.gains().stream().map(MeasuredGain::sentence).collect(ImmutableList.toImmutableList()),
        page.rows().stream()
            .flatMap(row -> row.cells().stream())
            .map(OfCell::of)
            .collect(ImmutableList.toImmutableList()),
        results.provenance().entries());
  }
}
