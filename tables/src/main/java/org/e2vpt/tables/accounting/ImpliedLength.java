package org.e2vpt.tables.accounting;

import com.google.common.collect.ImmutableMap;
import org.e2vpt.harness.tuning.Count;
import org.e2vpt.tables.paper.PaperTask;

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
    Count one = new Counted(backbone, "vpt-deep", ImmutableMap.of("visual", "1")).of(task);
    Count two = new Counted(backbone, "vpt-deep", ImmutableMap.of("visual", "2")).of(task);
    double u = two.kept() - one.kept();
    double p = percent / 100;
    double x = (p * (one.total() - u) - (one.kept() - u)) / (u * (1 - p));
    return (int) Math.round(x);
  }
}
