package org.e2vpt.tables.audit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.PaperTask;
import org.e2vpt.tables.paper.Printed;

/**
 * Claimed numbers, computed: {@code table1/e2vpt/* - table1/full/* = 2.50}.
 *
 * <p>An average is computed from the columns and from single tasks, as far as there are numbers,
 * with each aggregator of the claim. One fits if it gives a number that would be printed as
 * claimed; if none does, one all of whose numbers might be, given the slack of what they are
 * computed from. The claim holds if every aggregator fits every equation, and with those that do if
 * only some do.
 *
 * @param tasks of the paper
 * @param shares whether tuned shares are computed, rather than accuracies
 */
record Equations(ImmutableList<PaperTask> tasks, boolean shares) implements Check {

  private static final Pattern FORM = Pattern.compile("(\\S+)(?: - (\\S+))? = (\\S+)");
  private static final String WRITTEN = "TABLE/ROW/COLUMN - TABLE/ROW/COLUMN = NUMBER";

  /**
   * One way to compute a claimed number.
   *
   * @param aggregator id of the aggregator; empty if nothing is averaged
   * @param basis what is averaged
   */
  private record Way(String aggregator, String basis, Quantity number) {
    String text() {
      return aggregator.isEmpty()
          ? number.text()
          : "%s of %s: %s".formatted(aggregator, basis, number.text());
    }
  }

  /** A claimed number, and all ways to compute it for which there are numbers. */
  private record Equation(Printed claimed, ImmutableList<Way> ways, String missing) {

    private boolean exact() {
      return ways.stream().anyMatch(way -> way.number.prints(claimed));
    }

    /** Aggregators one of whose numbers is printed so, or else those all of whose might be. */
    ImmutableSet<String> fitting() {
      return ways.stream()
          .filter(way -> exact() ? way.number.prints(claimed) : allows(way.aggregator))
          .map(Way::aggregator)
          .collect(ImmutableSet.toImmutableSet());
    }

    private boolean allows(String aggregator) {
      return ways.stream()
          .filter(way -> way.aggregator.equals(aggregator))
          .allMatch(way -> way.number.allows(claimed));
    }

    String arithmetic() {
      if (ways.isEmpty()) {
        return "%s claimed, but %s".formatted(claimed, missing);
      }
      String computed = ways.stream().map(Way::text).collect(Collectors.joining(", "));
      String slack = exact() || fitting().isEmpty() ? "" : ", up to the rounding of its inputs";
      return "%s claimed; %s%s".formatted(claimed, computed, slack);
    }
  }

  @Override
  public CheckedClaim of(Claim claim, Numbers numbers) {
    List<Aggregator> aggregators = Aggregator.parse(claim.aggregators());
    List<Equation> equations =
        Check.statements(claim.inputs()).stream()
            .map(statement -> equation(statement, aggregators, numbers))
            .toList();
    String arithmetic =
        equations.stream().map(Equation::arithmetic).collect(Collectors.joining("; "));
    if (equations.stream().anyMatch(equation -> equation.ways.isEmpty())) {
      return CheckedClaim.unchecked(claim, arithmetic);
    }
    if (equations.stream().anyMatch(equation -> equation.fitting().isEmpty())) {
      return CheckedClaim.contradicted(claim, arithmetic);
    }
    String with = with(equations);
    return with.isEmpty()
        ? CheckedClaim.holds(claim, arithmetic)
        : new CheckedClaim(claim, Conclusion.HOLDS_WITH, with, arithmetic);
  }

  /** Which aggregators fit all equations, or each its own; empty if all do. */
  private static String with(List<Equation> equations) {
    Set<String> tried = new LinkedHashSet<>();
    equations.forEach(equation -> equation.ways.forEach(way -> tried.add(way.aggregator)));
    Set<String> common = new LinkedHashSet<>(tried);
    equations.forEach(equation -> common.retainAll(equation.fitting()));
    if (common.equals(tried)) {
      return "";
    }
    return common.isEmpty()
        ? equations.stream()
            .map(e -> "%s for %s".formatted(String.join(" or ", e.fitting()), e.claimed))
            .collect(Collectors.joining(", "))
        : String.join(" or ", common);
  }

  private Equation equation(String statement, List<Aggregator> aggregators, Numbers numbers) {
    Matcher matcher = Check.match(FORM, statement, WRITTEN);
    Place first = Place.parse(matcher.group(1));
    String second = matcher.group(2);
    Optional<Place> subtracted =
        second == null ? Optional.empty() : Optional.of(Place.parse(second));
    Stream<Way> ways =
        first.average()
            ? aggregators.stream()
                .flatMap(
                    aggregator ->
                        Stream.of(true, false)
                            .flatMap(
                                columns ->
                                    way(first, subtracted, aggregator, columns, numbers).stream()))
            : difference(single(first, numbers), subtracted.map(p -> single(p, numbers)))
                .map(number -> new Way("", "", number))
                .stream();
    return new Equation(
        new Printed(matcher.group(3)),
        ways.collect(ImmutableList.toImmutableList()),
        "%s%s %s"
            .formatted(
                first, subtracted.map(place -> " or " + place).orElse(""), numbers.missing()));
  }

  private Optional<Way> way(
      Place first,
      Optional<Place> subtracted,
      Aggregator aggregator,
      boolean columns,
      Numbers numbers) {
    return difference(
            average(first, aggregator, columns, numbers),
            subtracted.map(place -> average(place, aggregator, columns, numbers)))
        .map(number -> new Way(aggregator.id(), columns ? "columns" : "tasks", number));
  }

  private Optional<Quantity> average(
      Place place, Aggregator aggregator, boolean columns, Numbers numbers) {
    if (shares) {
      return columns
          ? Optional.empty() // a table prints one share a row
          : aggregator.ofTasks(tasks, task -> numbers.shareOf(place.table(), place.row(), task));
    }
    return columns
        ? aggregator.ofGroups(tasks, group -> numbers.accuracy(place.table(), place.row(), group))
        : aggregator.ofTasks(tasks, task -> numbers.accuracyOf(place.table(), place.row(), task));
  }

  private Optional<Quantity> single(Place place, Numbers numbers) {
    return shares
        ? numbers.shareOf(place.table(), place.row(), place.column())
        : numbers.accuracy(place.table(), place.row(), place.column());
  }

  private static Optional<Quantity> difference(
      Optional<Quantity> first, Optional<Optional<Quantity>> subtracted) {
    return subtracted.isEmpty() ? first : first.flatMap(a -> subtracted.get().map(a::minus));
  }
}
