package org.e2vpt.tables.accounting;

import java.util.Locale;
import org.e2vpt.harness.backbone.Architecture;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Printed;

/**
 * How many prompts a block has if a printed tuned share is right: x in {@link Inversion}'s equation
 * for one task. Visual and key-value prompts are of one size, so x is their sum.
 *
 * @param share tuned/total, in percent; of a pruned model, it says how many are left
 * @param k numbers tuned without prompts: the head's
 * @param n all numbers without prompts
 * @param u numbers of one prompt in each block that has prompts of its own
 */
public record ImpliedLength(Printed share, double k, double n, double u) {

  /**
   * Of one task.
   *
   * @param widths of the blocks with prompts of their own, added up
   */
  public static ImpliedLength of(
      Architecture architecture, int widths, PaperTask task, Printed share) {
    double head = (architecture.featureWidth() + 1.0) * task.classes();
    return new ImpliedLength(share, head, architecture.size() + head, widths);
  }

  private double at(double percent) {
    double p = percent / 100;
    return (p * n - k) / (u * (1 - p));
  }

  /** x as the printed digits say. */
  public double exact() {
    return at(share.value());
  }

  /** The least x whose share is printed like this. */
  public double low() {
    return at(share.value() - share.rounding());
  }

  /** The largest x whose share is printed like this. */
  public double high() {
    return at(share.value() + share.rounding());
  }

  /** Whether so many prompts would have been printed like this. */
  public boolean fits(int prompts) {
    return low() <= prompts && prompts <= high();
  }

  /** The equation and its solution. */
  public String arithmetic() {
    return String.format(
        Locale.ROOT,
        "100*(%,.0f + %,.0f*x)/(%,.0f + %2$,.0f*x) = %s at x = %.2f to %.2f",
        k,
        u,
        n,
        share,
        low(),
        high());
  }
}
