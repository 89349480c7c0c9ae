package org.e2vpt.tables.accounting;

import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.tables.paper.PaperTask;

/** How many prompts a block has if a printed tuned share is right. */
public final class ImpliedLength {

  private ImpliedLength() {}

  /**
   * Visual and key-value prompts together, which are of one size: x in {@link Inversion}'s equation
   * for one task, rounded.
   *
   * @param backbone the id of an architecture, in each of whose blocks they stand
   * @param percent tuned/total; of a pruned model, it says how many are left
   */
  public static int prompts(String backbone, PaperTask task, double percent) {
    Architecture architecture = Pretrained.model(backbone).architecture();
    double k = (architecture.featureWidth() + 1.0) * task.classes();
    double n = architecture.size() + k;
    double u = architecture.stages().stream().mapToInt(s -> s.depth() * s.width()).sum();
    double p = percent / 100;
    return (int) Math.round((p * n - k) / (u * (1 - p)));
  }
}
