package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Question;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Sign;
import org.e2vpt.tables.verdict.TableColumn;

/**
 * What a run says of each pair of some rows: in each column of a table of which both have all
 * tasks, and over all of its columns. The contrasts of a table are corrected for their number.
 *
 * @param titles of the rows, by their ids
 * @param all the contrasts
 */
record FamilyContrasts(ImmutableMap<String, String> titles, ImmutableList<Contrast> all) {

  /**
   * A row over another.
   *
   * @param row id of the one; the verdict may name another row of the same trials
   * @param other id of the other
   * @param backbone of both; empty if they have two
   * @param tasks of its columns
   * @param sentence what was measured
   */
  private record Contrast(
      String row,
      String other,
      String backbone,
      ImmutableSet<String> tasks,
      GainVerdict verdict,
      String sentence) {

    /** Whether it is of this column alone. */
    boolean isIn(String column) {
      return verdict.claim().columns().equals(ImmutableList.of(column));
    }

    boolean isOf(Question question) {
      List<String> rows = List.of(question.row(), question.other());
      return rows.contains(row) && rows.contains(other);
    }
  }

  /** The name of a claim is the two rows that it is of. */
  private static final String OVER = " over ";

  static FamilyContrasts of(Results results, ImmutableMap<String, String> titles) {
    ImmutableList.Builder<Contrast> all = ImmutableList.builder();
    results
        .judged()
        .byName()
        .forEach(
            (name, table) ->
                table.verdict().gains(pairs(table, titles.keySet().asList())).stream()
                    .filter(verdict -> verdict.gain().isPresent())
                    .map(verdict -> contrast(results.paper(), name, table, titles, verdict))
                    .forEach(all::add));
    return new FamilyContrasts(titles, all.build());
  }

  private static Contrast contrast(
      Paper paper,
      String name,
      TableVerdicts table,
      ImmutableMap<String, String> titles,
      GainVerdict verdict) {
    String pair = verdict.claim().name();
    String row = pair.substring(0, pair.indexOf(OVER));
    String other = pair.substring(pair.indexOf(OVER) + OVER.length());
    List<String> columns = verdict.claim().columns();
    String where =
        columns.size() == 1 ? Finding.where(table, columns.get(0)) : String.join(", ", columns);
    String backbone = paper.row(name, row).backbone();
    return new Contrast(
        row,
        other,
        backbone.equals(paper.row(name, other).backbone()) ? backbone : "",
        table.verdict().measured().columns().stream()
            .filter(column -> columns.contains(column.name()))
            .flatMap(column -> column.tasks().stream())
            .collect(ImmutableSet.toImmutableSet()),
        verdict,
        verdict.answer(
            id -> Objects.requireNonNull(titles.get(id.equals(table.first(row)) ? row : other)),
            where));
  }

  /** The later row over the earlier, in each column and in all of them. */
  private static List<GainClaim> pairs(TableVerdicts table, List<String> rows) {
    ImmutableList<String> columns =
        table.verdict().measured().columns().stream()
            .map(TableColumn::name)
            .collect(toImmutableList());
    List<ImmutableList<String>> places = new ArrayList<>();
    columns.forEach(column -> places.add(ImmutableList.of(column)));
    if (columns.size() > 1) {
      places.add(columns);
    }
    List<GainClaim> pairs = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (String other : rows.subList(0, i)) {
        String a = table.first(rows.get(i));
        String b = table.first(other);
        if (!a.equals(b)) {
          for (ImmutableList<String> place : places) {
            pairs.add(new GainClaim(rows.get(i) + OVER + other, a, b, Weights.TASKS, place));
          }
        }
      }
    }
    return pairs;
  }

  /** A sentence for each. */
  ImmutableList<String> sentences() {
    return all.stream().map(contrast -> contrast.sentence + ".").collect(toImmutableList());
  }

  /**
   * What papers print of the pairs that they ask about, each in the first table that has both; of
   * the run's backbone, if there is one.
   */
  ImmutableList<String> claims(List<Paper> papers) {
    return papers.stream()
        .flatMap(paper -> paper.questions().stream().flatMap(question -> claims(paper, question)))
        .collect(toImmutableList());
  }

  private Stream<String> claims(Paper paper, Question question) {
    return paper.tables().values().stream()
        .filter(table -> table.rows().containsAll(List.of(question.row(), question.other())))
        .min(
            Comparator.comparing(
                table -> !isOfTheRun(paper.row(table.id().table(), question.row()))))
        .stream()
        .flatMap(
            table ->
                table.columns().stream().flatMap(column -> claim(paper, table, question, column)));
  }

  private boolean isOfTheRun(PaperRow row) {
    return all.stream().anyMatch(contrast -> contrast.backbone.equals(row.backbone()));
  }

  private Stream<String> claim(Paper paper, PrintedTable table, Question question, String column) {
    Optional<PrintedCell> own = accuracy(table, question.row(), column);
    Optional<PrintedCell> other = accuracy(table, question.other(), column);
    return own.isEmpty() || other.isEmpty()
        ? Stream.empty()
        : all.stream()
            .filter(contrast -> contrast.isIn(column) && contrast.isOf(question))
            .map(contrast -> sentence(paper, table, own.get(), other.get(), contrast));
  }

  private static Optional<PrintedCell> accuracy(PrintedTable table, String row, String column) {
    return table.cell(row, column).filter(cell -> cell.accuracy().isPresent());
  }

  private String sentence(
      Paper paper, PrintedTable table, PrintedCell own, PrintedCell other, Contrast contrast) {
    Printed first = own.accuracy().orElseThrow();
    Printed second = other.accuracy().orElseThrow();
    double gain = first.value() - second.value();
    return "%s prints %s for %s and %s for %s, %s, in %s of %s. Measured: %s: %s."
        .formatted(
            paper.info().name(),
            first,
            titles.get(own.row()),
            second,
            titles.get(other.row()),
            Words.signed(gain),
            own.column(),
            table.title(),
            contrast.sentence,
            conclusion(contrast, own, contrast.row.equals(own.row()) ? gain : -gain));
  }

  /**
   * Whether the run agrees with which of the rows is printed to be better. It tests that if it is
   * of the printed backbone and tasks.
   */
  private static String conclusion(Contrast contrast, PrintedCell printed, double gain) {
    Sign sign = contrast.verdict.sign().orElse(Sign.NOT_TOLD_APART);
    boolean same = sign == (gain > 0 ? Sign.ABOVE : Sign.BELOW);
    boolean tests =
        contrast.backbone.equals(printed.of().backbone())
            && contrast.tasks.equals(ImmutableSet.copyOf(printed.tasks()));
    if (sign == Sign.NOT_TOLD_APART || gain == 0) {
      return "neither confirmed nor contradicted";
    }
    return tests
        ? same ? "confirmed" : "contradicted"
        : "%s as printed, on another backbone or other tasks, so it tests nothing that is printed"
            .formatted(same ? "the same order" : "not the order");
  }
}
