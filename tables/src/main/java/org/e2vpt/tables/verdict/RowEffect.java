package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/**
 * A row's mean deviation from its prints over L ≥ 2 columns: a cell whose tasks have the weights w
 * = 1/(L k), and ρ the sum of the columns', divided by L².
 *
 * @param columns L
 */
public record RowEffect(String row, int columns, EstimatedDifference difference) {

  static RowEffect of(String row, List<CellComparison> cells) {
    double share = 1.0 / cells.size();
    ImmutableList<Term> terms =
        cells.stream()
            .flatMap(cell -> cell.model().terms().stream())
            .map(term -> term.scaled(share))
            .collect(ImmutableList.toImmutableList());
    double rounding = cells.stream().mapToDouble(cell -> cell.model().rounding()).sum();
    ErrorModel first = cells.get(0).model();
    ErrorModel model =
        new ErrorModel(terms, rounding * share * share, first.shrinkage(), first.campaigns());
    double mean = cells.stream().mapToDouble(cell -> cell.difference().value()).sum() * share;
    return new RowEffect(row, cells.size(), new EstimatedDifference(mean, model.standardError()));
  }
}
