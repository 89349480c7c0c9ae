package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Printed;

/**
 * Numbers that stand twice: {@code 2 in 1 3 5}, or {@code table4/visual/svhn in
 * figure4/visual-50-kv-0/svhn}. Readings that {@code |} separates exclude each other; the claim
 * holds if all statements of one do.
 */
record Membership(PrintedNumbers printed) implements Check {

  private static final Pattern FORM = Pattern.compile("(\\S+) in (.+)");

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    boolean holds = false;
    ImmutableList.Builder<String> readings = ImmutableList.builder();
    for (String reading : Splitter.on('|').split(claim.inputs())) {
      List<Matcher> statements =
          Check.statements(reading).stream()
              .map(statement -> Check.match(FORM, statement, "2 in 1 3 5"))
              .toList();
      holds |= statements.stream().allMatch(this::isMember);
      readings.add(statements.stream().map(this::text).collect(Collectors.joining(", ")));
    }
    return CheckedClaim.of(claim, holds, String.join("; or ", readings.build()));
  }

  private boolean isMember(Matcher statement) {
    double sought = number(statement.group(1)).value();
    return members(statement).stream().anyMatch(member -> member.value() == sought);
  }

  private String text(Matcher statement) {
    return "%s is %samong %s"
        .formatted(
            named(statement.group(1)),
            isMember(statement) ? "" : "not ",
            members(statement).stream().map(Quantity::text).collect(Collectors.joining(", ")));
  }

  private String named(String word) {
    String number = number(word).text();
    return number.equals(word) ? word : "%s (%s)".formatted(number, word);
  }

  private List<Quantity> members(Matcher statement) {
    return Splitter.on(' ').splitToStream(statement.group(2)).map(this::number).toList();
  }

  private Quantity number(String word) {
    if (!word.contains("/")) {
      return Quantity.of(new Printed(word));
    }
    Place place = Place.parse(word);
    return printed.accuracy(place.table(), place.row(), place.column()).orElseThrow();
  }
}
