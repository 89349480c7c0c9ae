package org.e2vpt.tables.verdict;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.e2vpt.tables.verdict.GainVerdict.Printed;
import org.e2vpt.tables.verdict.GainVerdict.Sign;

/**
 * A claim's verdict in words.
 *
 * @param title of a row, by its id
 * @param where the tasks, in words
 */
record GainSentence(GainVerdict verdict, UnaryOperator<String> title, String where) {

  private static final String ONE_SEARCH = "the printed means are of few runs after one search";

  /** Such as {@code E²VPT beats VPT by 2.10 ± 0.75 points on VTAB-1k (printed 1.99)}. */
  String answer() {
    if (verdict.gain().isEmpty()) {
      return "%s over %s on %s: not run on all tasks".formatted(rowA(), rowB(), where);
    }
    EstimatedDifference gain = verdict.gain().get();
    String printed =
        verdict
            .printed()
            .map(print -> " (printed %s)".formatted(Wording.points(print.gain())))
            .orElse("");
    String interval = "± " + Wording.points(gain.halfWidth()) + " points on " + where + printed;
    String size = Wording.points(Math.abs(gain.value()));
    return switch (verdict.sign().orElse(Sign.NOT_TOLD_APART)) {
      case ABOVE -> "%s beats %s by %s %s".formatted(rowA(), rowB(), size, interval);
      case BELOW -> "%s is below %s by %s %s".formatted(rowA(), rowB(), size, interval);
      case NOT_TOLD_APART ->
          "%s and %s are not told apart, %s %s%s"
              .formatted(rowA(), rowB(), Wording.signed(gain.value()), interval, chance());
    };
  }

  /** An interval that leaves out 0 needs a reason why the gain is not told apart from it. */
  private String chance() {
    return verdict.mayBeChanceAmongClaims()
        ? ", which may be chance among %s comparisons".formatted(verdict.claims())
        : "";
  }

  private String rowA() {
    return title.apply(verdict.claim().rowA());
  }

  private String rowB() {
    return title.apply(verdict.claim().rowB());
  }

  String text() {
    if (verdict.gain().isEmpty()) {
      return answer();
    }
    EstimatedDifference gain = verdict.gain().get();
    return "%s: 95 %% interval from %s to %s, %s (%s)%s%s"
        .formatted(
            answer(),
            Wording.signed(gain.low()),
            Wording.signed(gain.high()),
            Wording.error(gain.error()),
            Wording.holm(gain.twoSidedP(), verdict.zeroHolmP(), verdict.claims(), "claims"),
            settling().map(sentence -> ". " + sentence).orElse(""),
            verdict.printed().map(GainSentence::printed).orElse(""));
  }

  /** What would tell a gain from 0 that is not told apart from it. */
  Optional<String> settling() {
    return verdict.signSettling().map(this::settling);
  }

  private String settling(Settling settling) {
    String gain =
        verdict
            .printed()
            .map(print -> "the printed gain of %s".formatted(Wording.points(print.gain())))
            .orElse("the measured difference");
    if (settling.seeds().isPresent()) {
      return "To tell %s from 0, it takes %s seeds after each search"
          .formatted(gain, settling.seeds().getAsInt());
    }
    if (settling.campaigns().isPresent()) {
      return "To tell %s from 0, it takes %s searches, each with its final runs"
          .formatted(gain, settling.campaigns().getAsInt());
    }
    return "To tell %s from 0, even 20 searches with their final runs are too few".formatted(gain);
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
    return ". The printed gain of %s is %s: the measured one differs by %s points, %s; %s%s"
        .formatted(
            Wording.points(printed.gain()),
            printed.word().words(),
            Wording.signed(difference.value()),
            Wording.error(difference.error()),
            conclusion,
            printed
                .settling()
                .map(settling -> ". " + settling.words(settling.goal().words(), ONE_SEARCH))
                .orElse(""));
  }
}
