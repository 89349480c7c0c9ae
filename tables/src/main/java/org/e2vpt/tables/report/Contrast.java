package org.e2vpt.tables.report;

import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Summary;

/**
 * Two rows on the same tasks, compared by {@link Welch}'s 95 % interval for the difference of
 * means.
 *
 * @param where group or task
 */
record Contrast(String where, Side first, Side second) {

  /** A row's title and what it reached. */
  record Side(String title, Summary measured) {}

  /** What the seeds allow to say, in one sentence with all numbers. */
  String sentence() {
    Summary a = first.measured();
    Summary b = second.measured();
    String titleA = first.title();
    String titleB = second.title();
    if (a.n() < 2 || b.n() < 2) {
      return "%s: too few seeds to compare %s, %s, with %s, %s."
          .formatted(where, titleA, a, titleB, b);
    }
    String interval =
        "95 %% interval %s to %s".formatted(Words.signed(low()), Words.signed(high()));
    if (low() <= 0 && high() >= 0) {
      return "%s: the seeds cannot tell %s, %s, from %s, %s; difference %s points, %s."
          .formatted(where, titleA, a, titleB, b, Words.signed(difference()), interval);
    }
    return "%s: %s, %s, is %s points %s %s, %s; %s."
        .formatted(
            where,
            titleA,
            a,
            Words.percent(Math.abs(difference())),
            difference() > 0 ? "above" : "below",
            titleB,
            b,
            interval);
  }

  double difference() {
    return Decimals.round(first.measured().mean() - second.measured().mean(), 2);
  }

  double low() {
    return Decimals.round(difference() - halfWidth(), 2);
  }

  double high() {
    return Decimals.round(difference() + halfWidth(), 2);
  }

  private double halfWidth() {
    return Welch.of(first.measured(), second.measured()).halfWidth(0.95);
  }
}
