package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.verdict.CellReference.Print;
import org.e2vpt.tables.verdict.CellReference.PrintedMean;
import org.e2vpt.tables.verdict.ErrorModel.Campaigns;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/**
 * The gain G = m_A − m_B within a campaign, and beside it the printed one. Rows count as
 * independent, also seeds of one number, each with its own search.
 *
 * <p>Whether there is a gain is asked without the print's parts: A, C and den summed over both
 * rows, with C = Σ w²/R and ρ = 0. How far it lies from the printed gain g, d = G − g, is asked
 * with the print's parts for both rows and ρ = Σ_columns W²(ρ_A + ρ_B), W the weight of a column.
 *
 * @param gain G
 * @param model of its error
 * @param printed g; empty if a cell of either row is not printed
 */
record GainComparison(EstimatedDifference gain, ErrorModel model, Optional<PrintedGain> printed) {

  /**
   * A gain that was printed.
   *
   * @param gain g
   * @param difference d = G − g
   * @param model of the error of d
   */
  record PrintedGain(double gain, EstimatedDifference difference, ErrorModel model) {}

  /** Empty if a task of either row has no run. */
  static Optional<GainComparison> of(GainClaim claim, TableVerdict table) {
    List<TableColumn> columns =
        claim.columns().stream().map(name -> table.measured().column(name)).toList();
    ImmutableList.Builder<Term> terms = ImmutableList.builder();
    double gain = 0;
    for (TableColumn column : columns) {
      double weight = weight(claim, column, columns) / column.tasks().size();
      for (String task : column.tasks()) {
        TaskEstimate a = table.tasks().get(claim.rowA(), task);
        TaskEstimate b = table.tasks().get(claim.rowB(), task);
        if (a == null || b == null) {
          return Optional.empty();
        }
        gain += weight * (a.means().mean() - b.means().mean());
        terms.add(
            new Term(a, weight, 0, Campaigns.MEASURED), new Term(b, weight, 0, Campaigns.MEASURED));
      }
    }
    ErrorModel model = table.errorModel(terms.build(), 0);
    return Optional.of(
        new GainComparison(
            new EstimatedDifference(gain, model.standardError()),
            model,
            printed(claim, columns, table, terms.build(), gain)));
  }

  private static Optional<PrintedGain> printed(
      GainClaim claim,
      List<TableColumn> columns,
      TableVerdict table,
      ImmutableList<Term> terms,
      double gain) {
    double printed = 0;
    double rounding = 0;
    ImmutableList.Builder<Term> withPrint = ImmutableList.builder();
    for (TableColumn column : columns) {
      Optional<PrintedMean> a = print(table, claim.rowA(), column);
      Optional<PrintedMean> b = print(table, claim.rowB(), column);
      if (a.isEmpty() || b.isEmpty()) {
        return Optional.empty();
      }
      double weight = weight(claim, column, columns);
      printed += weight * (a.get().value() - b.get().value());
      rounding += weight * weight * (a.get().roundingVariance() + b.get().roundingVariance());
      for (Term term : terms) {
        if (term.task().place().column().equals(column.name())) {
          boolean ofA = term.task().place().row().equals(claim.rowA());
          int runs = (ofA ? a : b).get().runs();
          withPrint.add(new Term(term.task(), term.weight(), 1.0 / runs, Campaigns.INDEPENDENT));
        }
      }
    }
    ErrorModel model = table.errorModel(withPrint.build(), rounding);
    return Optional.of(
        new PrintedGain(
            printed, new EstimatedDifference(gain - printed, model.standardError()), model));
  }

  private static Optional<PrintedMean> print(TableVerdict table, String row, TableColumn column) {
    return table.measured().references().get(row, column.name()) instanceof Print print
        ? print.column()
        : Optional.empty();
  }

  /** W, the weight of a column in the claim. */
  private static double weight(GainClaim claim, TableColumn column, List<TableColumn> columns) {
    return switch (claim.weights()) {
      case COLUMNS -> 1.0 / columns.size();
      case TASKS ->
          (double) column.tasks().size()
              / columns.stream().mapToInt(other -> other.tasks().size()).sum();
    };
  }
}
