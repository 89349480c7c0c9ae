package org.e2vpt.tables.verdict;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.e2vpt.tables.verdict.GainComparison.PrintedGain;

/**
 * The verdict on a claim that a row gains something over another.
 *
 * @param gain G; empty if a task of either row has no run
 * @param zeroHolmP p₂ of G after Holm's correction over the claims; NaN without G
 * @param sign whether there is a gain
 * @param claims that the correction for the sign counts
 * @param signSettling of a gain that is not told apart from 0: what would tell the printed gain
 *     from 0, or without one the measured gain; else empty
 * @param printed the printed gain; empty if it cannot be compared
 */
public record GainVerdict(
    GainClaim claim,
    Optional<EstimatedDifference> gain,
    double zeroHolmP,
    Optional<Sign> sign,
    int claims,
    Optional<Settling> signSettling,
    Optional<Printed> printed) {

  /** Where a gain lies, as far as it can be told from 0. */
  public enum Sign {
    ABOVE("above"),
    BELOW("below"),
    NOT_TOLD_APART("not told apart");

    private final String words;

    Sign(String words) {
      this.words = words;
    }

    /** As files write it. */
    public String words() {
      return words;
    }

    static Sign of(double gain, double holmP) {
      if (holmP > VerdictWord.LEVEL) {
        return NOT_TOLD_APART;
      }
      return gain > 0 ? ABOVE : BELOW;
    }
  }

  /**
   * The measured gain beside the printed one.
   *
   * @param gain g
   * @param difference d = G − g
   * @param margin |g|/2
   * @param holmP p₂ of d after Holm's correction over the claims
   * @param claims that the correction counts
   * @param settling what would settle it, if it is consistent or inconclusive
   */
  public record Printed(
      double gain,
      EstimatedDifference difference,
      double margin,
      double holmP,
      int claims,
      VerdictWord word,
      Optional<Settling> settling) {

    static Printed of(PrintedGain printed, double holmP, int claims) {
      double margin = Math.abs(printed.gain()) / 2;
      VerdictWord word = VerdictWord.of(printed.difference(), margin, holmP);
      return new Printed(
          printed.gain(),
          printed.difference(),
          margin,
          holmP,
          claims,
          word,
          word == VerdictWord.REPRODUCED || word == VerdictWord.NOT_REPRODUCED
              ? Optional.empty()
              : Optional.of(
                  Settling.of(printed.model(), printed.difference().value(), margin, claims)));
    }
  }

  static ImmutableList<GainVerdict> of(List<GainClaim> claims, TableVerdict table) {
    List<Optional<GainComparison>> all =
        claims.stream().map(claim -> GainComparison.of(claim, table)).toList();
    List<Optional<PrintedGain>> printed =
        all.stream().map(gain -> gain.flatMap(GainComparison::printed)).toList();
    ImmutableDoubleArray zero = holm(all, gain -> gain.gain().twoSidedP());
    ImmutableDoubleArray same = holm(printed, gain -> gain.difference().twoSidedP());
    int signs = (int) all.stream().filter(Optional::isPresent).count();
    int prints = (int) printed.stream().filter(Optional::isPresent).count();
    ImmutableList.Builder<GainVerdict> verdicts = ImmutableList.builder();
    for (int i = 0; i < claims.size(); i++) {
      double zeroP = zero.get(i);
      double sameP = same.get(i);
      Optional<Sign> sign = all.get(i).map(gain -> Sign.of(gain.gain().value(), zeroP));
      verdicts.add(
          new GainVerdict(
              claims.get(i),
              all.get(i).map(GainComparison::gain),
              zeroP,
              sign,
              signs,
              all.get(i)
                  .filter(gain -> sign.equals(Optional.of(Sign.NOT_TOLD_APART)))
                  .map(gain -> signSettling(gain, signs)),
              printed.get(i).map(gain -> Printed.of(gain, sameP, prints))));
    }
    return verdicts.build();
  }

  private static Settling signSettling(GainComparison gain, int claims) {
    double points = gain.printed().map(PrintedGain::gain).orElse(gain.gain().value());
    return Settling.of(gain.model(), points, 0, claims);
  }

  /** Corrects the values that are there; NaN for the others. */
  private static <T> ImmutableDoubleArray holm(
      Collection<Optional<T>> values, Function<T, Double> p) {
    List<Double> there = new ArrayList<>();
    values.forEach(value -> value.ifPresent(present -> there.add(p.apply(present))));
    ImmutableDoubleArray adjusted = Holm.adjust(ImmutableDoubleArray.copyOf(there));
    ImmutableDoubleArray.Builder all = ImmutableDoubleArray.builder();
    int next = 0;
    for (Optional<T> value : values) {
      all.add(value.isPresent() ? adjusted.get(next++) : Double.NaN);
    }
    return all.build();
  }

  /** Whether the interval leaves out 0, and the correction for all claims does not. */
  public boolean mayBeChanceAmongClaims() {
    return sign.equals(Optional.of(Sign.NOT_TOLD_APART))
        && gain.filter(difference -> difference.twoSidedP() <= VerdictWord.LEVEL).isPresent();
  }

  /**
   * The answer in a few words: {@code E²VPT beats VPT by 2.10 ± 0.75 points on VTAB-1k (printed
   * 1.99)}.
   *
   * @param title of a row, by its id
   * @param where the tasks, in words
   */
  public String answer(UnaryOperator<String> title, String where) {
    return new GainSentence(this, title, where).answer();
  }

  /** What would tell a gain from 0 that is not told apart from it, in a sentence. */
  public Optional<String> settlingSentence() {
    return new GainSentence(this, row -> row, "").settling();
  }

  /**
   * The answer with every number that it follows from, and what would settle it.
   *
   * @param title of a row, by its id
   * @param where the tasks, in words
   */
  public String sentence(UnaryOperator<String> title, String where) {
    return new GainSentence(this, title, where).text();
  }
}
