package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import org.e2vpt.tables.paper.Claim;

/**
 * A claim, recomputed.
 *
 * @param claim of the paper
 * @param conclusion what the arithmetic says
 * @param aggregator with which it holds, such as {@code 19w}; else empty
 * @param arithmetic all numbers that the conclusion follows from
 * @param gains what runs say about gains that it states
 */
public record CheckedClaim(
    Claim claim,
    Conclusion conclusion,
    String aggregator,
    String arithmetic,
    ImmutableList<MeasuredGain> gains) {

  CheckedClaim(Claim claim, Conclusion conclusion, String aggregator, String arithmetic) {
    this(claim, conclusion, aggregator, arithmetic, ImmutableList.of());
  }

  static CheckedClaim holds(Claim claim, String arithmetic) {
    return new CheckedClaim(claim, Conclusion.HOLDS, "", arithmetic);
  }

  static CheckedClaim contradicted(Claim claim, String arithmetic) {
    return new CheckedClaim(claim, Conclusion.CONTRADICTED, "", arithmetic);
  }

  static CheckedClaim unchecked(Claim claim, String arithmetic) {
    return new CheckedClaim(claim, Conclusion.CANNOT_BE_CHECKED, "", arithmetic);
  }

  static CheckedClaim of(Claim claim, boolean holds, String arithmetic) {
    return holds ? holds(claim, arithmetic) : contradicted(claim, arithmetic);
  }

  /** The conclusion in words: {@code holds}, {@code holds with 19w}, … */
  public String words() {
    return aggregator.isEmpty() ? conclusion.words() : conclusion.words() + " " + aggregator;
  }
}
