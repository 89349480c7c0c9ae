package org.e2vpt.tables.paper;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import org.e2vpt.harness.data.Group;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.e2vpt.tables.verdict.VerdictWord;

/** Inputs of tests; all numbers are invented. */
final class Fixtures {

  static final AskedCell STRUCTURED = structured(3);

  private static final Environment ENVIRONMENT =
      new Environment("0123456", "cpu", "Some CPU, 2 cores", "DJL 0.35.1, PyTorch 2.7.1", "17");

  private Fixtures() {}

  static AskedCell structured(int seeds) {
    return new AskedCell(
        "mini/mini",
        "mini",
        "vpt-deep",
        "VPT-deep",
        "Structured",
        ImmutableList.of("count", "location"),
        seeds,
        "mini");
  }

  /** A finished run that tunes 2 % and keeps 1 %. */
  static Run run(String row, String task, int seed, double accuracy) {
    return run(
        row, task, seed, accuracy, ENVIRONMENT.commit(), Instant.parse("2026-11-20T12:00:00Z"));
  }

  /** The same of a commit, at a time. */
  static Run run(
      String row, String task, int seed, double accuracy, String commit, Instant finished) {
    return new Run(
        "mini/mini",
        row,
        task,
        Group.STRUCTURED,
        1,
        seed,
        Status.OK,
        accuracy,
        "0123456789ab",
        "sgd lr 0.5 wd 0.001; visual 4",
        SearchKind.GRID,
        "fp32",
        20_000,
        10_000,
        1_000_000,
        12.5,
        1500,
        new Environment(
            commit,
            ENVIRONMENT.device(),
            ENVIRONMENT.host(),
            ENVIRONMENT.engine(),
            ENVIRONMENT.java()),
        "weights-hash",
        "data-hash",
        finished);
  }

  static Run diverged(String row, String task, int seed) {
    return new Run(
        "mini/mini",
        row,
        task,
        Group.STRUCTURED,
        1,
        seed,
        Status.DIVERGED,
        Double.NaN,
        "ba9876543210",
        "sgd lr 5 wd 0",
        SearchKind.GRID,
        "fp32",
        0,
        0,
        0,
        Double.NaN,
        Double.NaN,
        ENVIRONMENT,
        "weights-hash",
        "data-hash",
        Instant.parse("2026-11-20T12:00:00Z"));
  }

  /** A cell with a reference of 41.50 ± 0.62 % (n = 5) and a margin of 2.10. */
  static Cell cell(Summary measured) {
    return new Cell(
        STRUCTURED,
        measured,
        new Summary(5, 41.5, 0.62),
        measured.n() == 0
            ? Judgement.none(VerdictWord.NOT_RUN, "not run")
            : judgement(measured.mean() - 41.5),
        2,
        1,
        new Cost(30, 300),
        1500);
  }

  /** With a standard error of 0.5, and words by the difference alone. */
  private static Judgement judgement(double difference) {
    VerdictWord word =
        Math.abs(difference) > 2.1
            ? VerdictWord.DIFFERS
            : Math.abs(difference) > 1 ? VerdictWord.INCONCLUSIVE : VerdictWord.MATCHES;
    return new Judgement(
        word,
        word,
        false,
        2.1,
        "a guess",
        difference,
        0.5,
        9,
        1.13,
        0.0001,
        0.0004,
        0.02,
        4,
        word.words() + ": as invented");
  }
}
