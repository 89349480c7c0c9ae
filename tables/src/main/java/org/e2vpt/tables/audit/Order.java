package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.e2vpt.tables.paper.Claim;

/**
 * One row above others, strictly: {@code table2/e2vpt > bias vpt-deep in Natural Structured}; or
 * its tuned share below theirs: {@code table3/mae-e2vpt < mae-vpt-deep}.
 */
record Order() implements Check {

  private static final Pattern FORM = Pattern.compile("(\\S+)/(\\S+) (?:> (.+) in (.+)|< (.+))");

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    boolean holds = true;
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = Check.match(FORM, statement, "TABLE/ROW > ROW ROW in COLUMN COLUMN");
      String table = matcher.group(1);
      String row = matcher.group(2);
      boolean accuracy = matcher.group(5) == null;
      List<String> rivals = words(accuracy ? matcher.group(3) : matcher.group(5));
      for (String column : accuracy ? words(matcher.group(4)) : List.of("")) {
        Optional<Quantity> own = number(numbers, table, row, column);
        List<Optional<Quantity>> theirs =
            rivals.stream().map(rival -> number(numbers, table, rival, column)).toList();
        if (own.isEmpty() || theirs.stream().anyMatch(Optional::isEmpty)) {
          return CheckedClaim.unchecked(
              claim,
              "%s/%s or one of %s in %s %s"
                  .formatted(
                      table,
                      row,
                      String.join(", ", rivals),
                      column.isEmpty() ? "tuned share" : column,
                      numbers.missing()));
        }
        Map.Entry<String, Quantity> rival = strongest(rivals, theirs, accuracy);
        int sign = Double.compare(own.get().value(), rival.getValue().value());
        holds &= accuracy ? sign > 0 : sign < 0;
        texts.add(
            "%s %s %s %s (%s)"
                .formatted(
                    column.isEmpty() ? row : column,
                    own.get().text(),
                    sign > 0 ? ">" : sign < 0 ? "<" : "=",
                    rival.getValue().text(),
                    rival.getKey()));
      }
    }
    return CheckedClaim.of(claim, holds, String.join(", ", texts.build()));
  }

  /** A row's accuracy in a column, or without column its tuned share. */
  private static Optional<Quantity> number(
      Numbers numbers, String table, String row, String column) {
    return column.isEmpty() ? numbers.share(table, row) : numbers.accuracy(table, row, column);
  }

  private static Map.Entry<String, Quantity> strongest(
      List<String> rivals, List<Optional<Quantity>> numbers, boolean highest) {
    Comparator<Map.Entry<String, Quantity>> byValue =
        Comparator.comparingDouble(entry -> entry.getValue().value());
    ImmutableList.Builder<Map.Entry<String, Quantity>> entries = ImmutableList.builder();
    for (int i = 0; i < rivals.size(); i++) {
      entries.add(Map.entry(rivals.get(i), numbers.get(i).orElseThrow()));
    }
    return entries.build().stream().max(highest ? byValue : byValue.reversed()).orElseThrow();
  }

  private static List<String> words(String text) {
    return Splitter.on(' ').splitToList(text);
  }
}
