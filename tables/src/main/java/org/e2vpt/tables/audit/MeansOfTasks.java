package org.e2vpt.tables.audit;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;

/**
 * A row's columns, added again from its tasks: {@code table1/full}, or {@code table1/adapter by
 * adapter-64 adapter-8} if one of several variants might be meant.
 */
record MeansOfTasks(PrintedNumbers printed) implements Check {

  private static final Pattern FORM = Pattern.compile("(\\S+)/(\\S+)(?: by (.+))?");

  /** A row beside the means of its tasks. */
  private record Compared(boolean fits, String text) {}

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    boolean holds = true;
    boolean open = false;
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = Check.match(FORM, statement, "TABLE/ROW");
      String row = matcher.group(2);
      String variants = matcher.group(3);
      List<Compared> compared =
          Splitter.on(' ')
              .splitToStream(variants == null ? row : variants)
              .map(variant -> compare(matcher.group(1), row, variant))
              .toList();
      compared.forEach(one -> texts.add(one.text));
      boolean fits = compared.stream().anyMatch(Compared::fits);
      open |= !fits && compared.size() > 1;
      holds &= fits;
    }
    String arithmetic = String.join("; ", texts.build());
    return open
        ? CheckedClaim.unchecked(claim, "no variant gives all columns: " + arithmetic)
        : CheckedClaim.of(claim, holds, arithmetic);
  }

  private Compared compare(String table, String row, String variant) {
    boolean fits = true;
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (String column : printed.paper().table(table).columns()) {
      PrintedCell cell = printed.cell(table, row, column).orElseThrow();
      List<Optional<Quantity>> values =
          cell.tasks().stream().map(task -> printed.accuracyOf(table, variant, task)).toList();
      if (values.stream().anyMatch(Optional::isEmpty)) {
        throw new IllegalArgumentException(
            "%s/%s has no value for some task of %s".formatted(table, variant, column));
      }
      Quantity mean = Quantity.mean(values.stream().flatMap(Optional::stream).toList());
      Printed accuracy = cell.accuracy().orElseThrow();
      boolean allows = mean.allows(accuracy);
      fits &= allows;
      texts.add("%s %s for %s%s".formatted(column, mean.text(), accuracy, allows ? "" : " (not)"));
    }
    return new Compared(
        fits, texts.build().stream().collect(Collectors.joining(", ", variant + ": ", "")));
  }
}
