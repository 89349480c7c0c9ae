package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableMap;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Presets;

/** How many prompts a block has if a printed tuned share is right. */
public final class ImpliedLength {

  private ImpliedLength() {}

  /**
   * Visual and key-value prompts together, which are of one size: x in {@link Inversion}'s equation
   * for one task, rounded.
   *
   * @param backbone the id of an architecture
   * @param percent tuned/total; of a pruned model, it says how many are left
   */
  public static int prompts(String backbone, PaperTask task, double percent) {
    Count one = count(backbone, "1", task);
    Count two = count(backbone, "2", task);
    double u = two.kept() - one.kept();
    double p = percent / 100;
    double x = (p * (one.total() - u) - (one.kept() - u)) / (u * (1 - p));
    return (int) Math.round(x);
  }

  private static Count count(String backbone, String visual, PaperTask task) {
    return new Counted(backbone, "vpt-deep", ImmutableMap.of("visual", visual), Presets.NONE)
        .of(task);
  }
}
