package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.verdict.ErrorModel.Campaigns;
import org.e2vpt.tables.verdict.ErrorModel.Term;

/**
 * On how many tasks row A beats row B. A campaign like the printed one wins a task with probability
 * P(T_ν ≤ D/se), D the task's difference, se with the print's parts, w = 1 and ρ = 0; tasks are
 * independent.
 *
 * @param tasks that are counted
 * @param measured tasks where mean_A > mean_B; equal means are no win
 * @param expected sum of the probabilities
 * @param low the smallest count whose cumulative probability reaches 2.5 %
 * @param high the smallest count whose cumulative probability reaches 97.5 %
 */
public record WinCount(
    String rowA, String rowB, int tasks, int measured, double expected, int low, int high) {

  /** Runs behind a printed value, and its one search. */
  private static final double PRINTED_RUNS = 3;

  private static final double TAIL = 0.025;

  /** In points: means of the same accuracies in another order differ by rounding errors. */
  private static final double TIE = 1e-9;

  /** Over all tasks of the table; empty if one has no run of either row. */
  static Optional<WinCount> of(String rowA, String rowB, TableVerdict table) {
    ImmutableList.Builder<Double> probabilities = ImmutableList.builder();
    int measured = 0;
    for (TableColumn column : table.measured().columns()) {
      for (String task : column.tasks()) {
        TaskEstimate a = table.tasks().get(rowA, task);
        TaskEstimate b = table.tasks().get(rowB, task);
        if (a == null || b == null) {
          return Optional.empty();
        }
        EstimatedDifference difference = difference(a, b, table);
        measured += difference.value() > TIE ? 1 : 0;
        probabilities.add(difference.positiveProbability());
      }
    }
    return Optional.of(of(rowA, rowB, measured, probabilities.build()));
  }

  private static EstimatedDifference difference(
      TaskEstimate a, TaskEstimate b, TableVerdict table) {
    ImmutableList<Term> terms =
        ImmutableList.of(
            new Term(a, 1, 1 / PRINTED_RUNS, Campaigns.INDEPENDENT),
            new Term(b, 1, 1 / PRINTED_RUNS, Campaigns.INDEPENDENT));
    return new EstimatedDifference(
        a.means().mean() - b.means().mean(), table.errorModel(terms, 0).standardError());
  }

  static WinCount of(String rowA, String rowB, int measured, List<Double> probabilities) {
    double[] distribution = new double[probabilities.size() + 1]; // of the number of wins
    distribution[0] = 1;
    for (double p : probabilities) {
      for (int wins = probabilities.size(); wins >= 0; wins--) {
        double less = wins == 0 ? 0 : distribution[wins - 1];
        distribution[wins] = distribution[wins] * (1 - p) + less * p;
      }
    }
    return new WinCount(
        rowA,
        rowB,
        probabilities.size(),
        measured,
        probabilities.stream().mapToDouble(p -> p).sum(),
        quantile(distribution, TAIL),
        quantile(distribution, 1 - TAIL));
  }

  private static int quantile(double[] distribution, double probability) {
    double cumulative = distribution[0];
    int count = 0;
    while (cumulative < probability && count < distribution.length - 1) {
      count++;
      cumulative += distribution[count];
    }
    return count;
  }

  /** Whether a printed count is one that a campaign like the printed one may well have. */
  public boolean allows(int printedWins) {
    return low <= printedWins && printedWins <= high;
  }
}
