package org.e2vpt.tables.audit;

import static com.google.common.collect.ImmutableSortedSet.toImmutableSortedSet;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.reverseOrder;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.harness.text.PlainNumbers;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.plan.PruneSpace;

/**
 * Whether printed fractions of pruned numbers can come from prompts of R segments: {@code
 * table4/e2vpt/svhn from 4 segments, not 8; prompts 10 20; percents 50}. Of P prompts, t tokens go,
 * and of those that are left s segments each: 1 − (P − t)/P · (R − s)/R, with P among the prompts
 * and t and s by the percentages. The claim holds if each fraction comes from its R; the other R
 * stands beside it.
 */
record PrunedFractions(PrintedNumbers printed) implements Check {

  private static final Pattern FORM =
      Pattern.compile(
          "(.+) from (\\d+) segments, not (\\d+); prompts ([\\d ]+); percents ([\\d ]+)");

  private static final Splitter WORDS = Splitter.on(' ');

  /** What is tried: lengths of prompts, and percentages of tokens and segments. */
  private record Grid(ImmutableSortedSet<Integer> prompts, ImmutableSortedSet<Integer> percents) {

    /** The prunings that print a fraction, of the most prompts that have any; may be none. */
    String ways(Printed fraction, int segments) {
      for (int all : prompts) {
        ImmutableList.Builder<String> ways = ImmutableList.builder();
        for (int tokens : PruneSpace.counts(percents, all, 1)) {
          for (int parts : PruneSpace.counts(percents, segments, 1)) {
            double kept = (double) (all - tokens) / all * (segments - parts) / segments;
            if (fraction.prints(100 * (1 - kept))) {
              ways.add(String.format(Locale.ROOT, "(%d, %d)", tokens, parts));
            }
          }
        }
        ImmutableList<String> found = ways.build();
        if (!found.isEmpty()) {
          return String.format(Locale.ROOT, "%s of %d tokens", String.join(", ", found), all);
        }
      }
      return "";
    }
  }

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    Matcher form =
        Check.match(
            FORM,
            claim.inputs(),
            "TABLE/ROW/COLUMN from 4 segments, not 8; prompts 10 20; percents 50");
    int segments = PlainNumbers.integer(form.group(2));
    int others = PlainNumbers.integer(form.group(3));
    Grid grid =
        new Grid(
            WORDS
                .splitToStream(form.group(4))
                .map(PlainNumbers::integer)
                .collect(toImmutableSortedSet(reverseOrder())),
            WORDS
                .splitToStream(form.group(5))
                .map(PlainNumbers::integer)
                .collect(toImmutableSortedSet(naturalOrder())));
    boolean holds = true;
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (String word : WORDS.split(form.group(1))) {
      Place place = Place.parse(word);
      Printed fraction =
          printed
              .cell(place.table(), place.row(), place.column())
              .flatMap(PrintedCell::pruning)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "expected a place with a fraction of pruned numbers, got '%s'"
                              .formatted(place)));
      holds &= !grid.ways(fraction, segments).isEmpty();
      texts.add("%s (%s):%s".formatted(fraction, place, ways(grid, fraction, segments, others)));
    }
    return CheckedClaim.of(
        claim,
        holds,
        texts.build().stream()
            .collect(
                Collectors.joining("; ", "pruned (tokens, segments of each that is left): ", "")));
  }

  private static String ways(Grid grid, Printed fraction, int segments, int others) {
    return ImmutableList.of(segments, others).stream()
        .map(
            parts -> {
              String ways = grid.ways(fraction, parts);
              return String.format(
                  Locale.ROOT, "with %d segments %s", parts, ways.isEmpty() ? "never" : ways);
            })
        .collect(Collectors.joining(", ", " ", ""));
  }
}
