package org.e2vpt.tables.verdict;

import org.e2vpt.tables.verdict.GainVerdict.Printed;
import org.e2vpt.tables.verdict.GainVerdict.Sign;

/** A claim's verdict in words. */
final class GainSentence {

  private GainSentence() {}

  static String of(GainVerdict verdict) {
    GainClaim claim = verdict.claim();
    String columns = String.join(", ", claim.columns());
    if (verdict.gain().isEmpty()) {
      return "%s over %s on %s: not run".formatted(claim.rowA(), claim.rowB(), columns);
    }
    EstimatedDifference gain = verdict.gain().get();
    return "%s over %s on %s: %s ± %s points (95 %% interval, %s), %s (%s)%s"
        .formatted(
            claim.rowA(),
            claim.rowB(),
            columns,
            Wording.points(gain.value()),
            Wording.points(gain.halfWidth()),
            Wording.error(gain.error()),
            sign(verdict.sign().orElse(Sign.NOT_TOLD_APART)),
            Wording.holm(gain.twoSidedP(), verdict.zeroHolmP(), verdict.claims(), "claims"),
            verdict.printed().map(GainSentence::printed).orElse(""));
  }

  private static String sign(Sign sign) {
    return sign == Sign.NOT_TOLD_APART ? "not told apart from 0" : sign.words() + " 0";
  }

  private static String printed(Printed printed) {
    String margin = Wording.points(printed.margin());
    EstimatedDifference difference = printed.difference();
    String equivalence = Wording.p(difference.equivalenceP(printed.margin()));
    String chance =
        Wording.holm(difference.twoSidedP(), printed.holmP(), printed.claims(), "claims");
    String conclusion =
        switch (printed.word()) {
          case REPRODUCED ->
              "a difference of more than half the printed gain, %s, is excluded (%s)"
                  .formatted(margin, equivalence);
          case NOT_REPRODUCED ->
              "that is more than half the printed gain, %s, and not by chance (%s)"
                  .formatted(margin, chance);
          case CONSISTENT ->
              "that may be chance (%s), but a difference of more than half the printed gain, %s, is not excluded (%s)"
                  .formatted(Wording.p(difference.twoSidedP()), margin, equivalence);
          default ->
              "that is hardly chance (%s), but whether it is more than half the printed gain, %s, is open (%s)"
                  .formatted(chance, margin, equivalence);
        };
    return ". The printed gain of %s is %s: the measured one differs by %s points, %s; %s"
        .formatted(
            Wording.points(printed.gain()),
            printed.word().words(),
            Wording.points(difference.value()),
            Wording.error(difference.error()),
            conclusion);
  }
}
