package org.e2vpt.tables.audit;

import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.PaperTask;

/**
 * On how many tasks a row is above another, strictly: {@code table1/e2vpt > full in Natural FGVC =
 * 10}, with several numbers if the paper says several; with {@code brackets} instead of numbers,
 * each column's count is held to the one in brackets or braces.
 *
 * @param tasks of the paper
 */
record Wins(ImmutableList<PaperTask> tasks) implements Check {

  private static final Pattern FORM = Pattern.compile("(\\S+)/(\\S+) > (\\S+) in ([^=]+) = (.+)");
  private static final String WRITTEN = "TABLE/ROW > ROW in COLUMN COLUMN = NUMBER";
  private static final String BRACKETS = "brackets";

  /** A column's wins: as stated, and counted, with the tasks that are none. */
  private record Column(OptionalInt stated, OptionalInt counted, ImmutableList<String> losses) {
    boolean agrees() {
      return stated.isEmpty() || counted.isEmpty() || stated.equals(counted);
    }
  }

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    boolean holds = true;
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = Check.match(FORM, statement, WRITTEN);
      String over = matcher.group(3);
      List<Column> columns =
          Splitter.on(' ')
              .splitToStream(matcher.group(4))
              .map(column -> column(numbers, matcher.group(1), matcher.group(2), over, column))
              .toList();
      boolean stated = columns.stream().allMatch(column -> column.stated.isPresent());
      boolean counted = columns.stream().allMatch(column -> column.counted.isPresent());
      boolean brackets = matcher.group(5).equals(BRACKETS);
      if (brackets ? !(stated && counted) : !(stated || counted)) {
        return CheckedClaim.unchecked(
            claim,
            "%s/%s or %s on some task %s"
                .formatted(matcher.group(1), matcher.group(2), over, numbers.missing()));
      }
      int wins = total(columns, counted);
      holds &= columns.stream().allMatch(Column::agrees);
      holds &=
          brackets
              || Splitter.on(' ')
                  .splitToStream(matcher.group(5))
                  .allMatch(claimed -> Integer.parseInt(claimed) == wins);
      texts.add(
          "%s over %s%s%s%s"
              .formatted(
                  matcher.group(2),
                  over,
                  stated ? ", in brackets " + sum(columns, false) : "",
                  counted ? ", counted " + sum(columns, true) + losses(columns) : "",
                  brackets ? "" : ", claimed " + matcher.group(5).replace(" ", " and ")));
    }
    return CheckedClaim.of(claim, holds, String.join("; ", texts.build()));
  }

  private Column column(Numbers numbers, String table, String row, String over, String title) {
    int wins = 0;
    boolean known = true;
    ImmutableList.Builder<String> losses = ImmutableList.builder();
    for (PaperTask task : tasks) {
      if (task.group().title().equals(title)) {
        Optional<Quantity> own = numbers.accuracyOf(table, row, task.id());
        Optional<Quantity> other = numbers.accuracyOf(table, over, task.id());
        known &= own.isPresent() && other.isPresent();
        if (known && own.orElseThrow().value() > other.orElseThrow().value()) {
          wins++;
        } else {
          losses.add(task.id());
        }
      }
    }
    return new Column(
        numbers.statedWins(table, row, over, title),
        known ? OptionalInt.of(wins) : OptionalInt.empty(),
        losses.build());
  }

  private static int total(List<Column> columns, boolean counted) {
    return columns.stream()
        .mapToInt(column -> (counted ? column.counted : column.stated).orElseThrow())
        .sum();
  }

  /** Such as {@code 4 + 6 + 3 + 8 = 21}. */
  private static String sum(List<Column> columns, boolean counted) {
    return String.format(
        Locale.ROOT,
        "%s = %d",
        Joiner.on(" + ")
            .join(
                columns.stream()
                    .map(column -> (counted ? column.counted : column.stated).orElseThrow())
                    .toList()),
        total(columns, counted));
  }

  private static String losses(List<Column> columns) {
    List<String> losses = columns.stream().flatMap(column -> column.losses.stream()).toList();
    return losses.isEmpty() || losses.size() > 8
        ? ""
        : " (not on %s)".formatted(String.join(", ", losses));
  }
}
