package org.e2vpt.tables.verdict;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.e2vpt.tables.verdict.CampaignVariance.Source;

/**
 * What a laboratory's own repeats alone say of τ².
 *
 * @param places how many rows × tasks were run in several campaigns
 * @param campaigns how many of them, all together
 * @param freedom Σ (R − 1)
 * @param estimate of τ², in points²; negative if the campaigns differ by less than their seeds say
 */
public record OwnRepeats(int places, int campaigns, double freedom, double estimate) {

  /** Empty if nothing was repeated. */
  static Optional<OwnRepeats> of(Collection<TaskEstimate> tasks) {
    List<TaskEstimate> repeated =
        tasks.stream().filter(task -> task.means().replication().campaigns() > 1).toList();
    if (repeated.isEmpty()) {
      return Optional.empty();
    }
    double freedom = 0;
    double sum = 0;
    int campaigns = 0;
    for (TaskEstimate task : repeated) {
      Source source = Source.of(task);
      freedom += source.freedom();
      sum += source.freedom() * (source.variance() - source.seedVariance());
      campaigns += task.means().replication().campaigns();
    }
    return Optional.of(new OwnRepeats(repeated.size(), campaigns, freedom, sum / freedom));
  }
}
