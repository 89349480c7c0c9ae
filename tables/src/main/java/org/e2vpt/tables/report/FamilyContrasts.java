package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.verdict.EstimatedDifference;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Sign;
import org.e2vpt.tables.verdict.TableColumn;

/**
 * What a run says of each pair of some methods on one encoder: in each column of a table of which
 * both have all tasks, and over all of its columns. The contrasts of a table are corrected for
 * their number.
 *
 * @param heading of the table
 * @param rows of the methods
 * @param all the contrasts
 */
record FamilyContrasts(String heading, FamilyRows rows, ImmutableList<Contrast> all) {

  /**
   * A method over another.
   *
   * @param method the one; the verdict may name another row of the same trials
   * @param other the other
   * @param backbone of both; empty if they have two
   * @param place the column with its tasks, or all columns
   * @param tasks of its columns
   */
  record Contrast(
      String method,
      String other,
      String backbone,
      String place,
      ImmutableSet<String> tasks,
      GainVerdict verdict) {

    /** Whether it is of this column alone. */
    boolean isIn(String column) {
      return verdict.claim().columns().equals(ImmutableList.of(column));
    }

    boolean isOf(String either) {
      return method.equals(either) || other.equals(either);
    }

    boolean isOf(String one, String another) {
      return isOf(one) && isOf(another);
    }

    Sign sign() {
      return verdict.sign().orElse(Sign.NOT_TOLD_APART);
    }

    private double value() {
      return verdict.gain().orElseThrow().value();
    }

    /** The difference with half of its interval, one over the other or the other way round. */
    String words(String over) {
      EstimatedDifference gain = verdict.gain().orElseThrow();
      return "%s ± %s"
          .formatted(
              Words.signed(over.equals(method) ? value() : -value()),
              Words.percent(gain.halfWidth()));
    }

    /** What {@link #words} and the correction come to. */
    String words() {
      return "%s, %s".formatted(words(method), sign().words()) + chance();
    }

    /** An interval that leaves out 0 needs a reason why the methods are not told apart. */
    private String chance() {
      return verdict.mayBeChanceAmongClaims()
          ? String.format(Locale.ROOT, ": it may be chance among %d comparisons", verdict.claims())
          : "";
    }
  }

  /** The name of a claim is the two methods that it is of. */
  private static final String OVER = " over ";

  /** Those of all tables of a run. */
  static ImmutableList<FamilyContrasts> of(Results results, Set<String> methods) {
    ImmutableList.Builder<FamilyContrasts> all = ImmutableList.builder();
    results
        .judged()
        .byName()
        .forEach(
            (name, table) ->
                FamilyRows.of(methods, FamilyNumbers.measuredTitles(results, name)).stream()
                    .map(rows -> of(results.paper(), name, table, rows))
                    .filter(contrasts -> !contrasts.all.isEmpty())
                    .forEach(all::add));
    return all.build();
  }

  private static FamilyContrasts of(
      Paper paper, String name, TableVerdicts table, FamilyRows rows) {
    return new FamilyContrasts(
        rows.heading(paper.table(name).title()),
        rows,
        table.verdict().gains(pairs(table, rows.rows())).stream()
            .filter(verdict -> verdict.gain().isPresent())
            .map(verdict -> contrast(paper, name, table, rows.rows(), verdict))
            .collect(toImmutableList()));
  }

  private static Contrast contrast(
      Paper paper,
      String name,
      TableVerdicts table,
      ImmutableMap<String, String> rows,
      GainVerdict verdict) {
    String pair = verdict.claim().name();
    String method = pair.substring(0, pair.indexOf(OVER));
    String other = pair.substring(pair.indexOf(OVER) + OVER.length());
    String backbone = backbone(paper, name, rows, method);
    List<String> columns = verdict.claim().columns();
    ImmutableSet<String> tasks =
        table.verdict().measured().columns().stream()
            .filter(column -> columns.contains(column.name()))
            .flatMap(column -> column.tasks().stream())
            .collect(ImmutableSet.toImmutableSet());
    return new Contrast(
        method,
        other,
        backbone.equals(backbone(paper, name, rows, other)) ? backbone : "",
        columns.size() == 1
            ? Words.column(columns.get(0), tasks)
            : String.format(Locale.ROOT, "all tasks (%d)", tasks.size()),
        tasks,
        verdict);
  }

  private static String backbone(
      Paper paper, String table, ImmutableMap<String, String> rows, String method) {
    return paper.row(table, rows.getOrDefault(method, method)).backbone();
  }

  /** The later method over the earlier, in each column and in all of them. */
  private static List<GainClaim> pairs(TableVerdicts table, ImmutableMap<String, String> rows) {
    ImmutableList<String> columns =
        table.verdict().measured().columns().stream()
            .map(TableColumn::name)
            .collect(toImmutableList());
    List<ImmutableList<String>> places = new ArrayList<>();
    columns.forEach(column -> places.add(ImmutableList.of(column)));
    if (columns.size() > 1) {
      places.add(columns);
    }
    List<GainClaim> pairs = new ArrayList<>();
    List<String> before = new ArrayList<>();
    rows.forEach(
        (method, row) -> {
          for (String other : before) {
            String a = table.first(row);
            String b = table.first(rows.getOrDefault(other, other));
            if (!a.equals(b)) {
              places.forEach(
                  place ->
                      pairs.add(new GainClaim(method + OVER + other, a, b, Weights.TASKS, place)));
            }
          }
          before.add(method);
        });
    return pairs;
  }

  /** Which methods are above which over the most tasks, and which are not told apart there. */
  String answer() {
    int most = all.stream().mapToInt(contrast -> contrast.tasks.size()).max().orElse(0);
    List<Contrast> widest = all.stream().filter(contrast -> contrast.tasks.size() == most).toList();
    Map<String, List<String>> above = new LinkedHashMap<>();
    List<Contrast> apart = new ArrayList<>();
    for (Contrast contrast : widest) {
      switch (contrast.sign()) {
        case ABOVE -> add(above, contrast.method, contrast.other);
        case BELOW -> add(above, contrast.other, contrast.method);
        case NOT_TOLD_APART -> apart.add(contrast);
      }
    }
    List<String> parts = new ArrayList<>();
    above.forEach((method, others) -> parts.add("%s is above %s".formatted(method, and(others))));
    if (!apart.isEmpty()) {
      parts.add(notToldApart(apart));
    }
    return "%s, %s: %s.".formatted(heading, widest.get(0).place, String.join("; ", parts));
  }

  private void add(Map<String, List<String>> above, String method, String other) {
    above.computeIfAbsent(title(method), each -> new ArrayList<>()).add(title(other));
  }

  /** All methods at once if no two of them are told apart; else the pairs. */
  private String notToldApart(List<Contrast> pairs) {
    List<String> methods =
        rows.rows().keySet().stream()
            .filter(method -> pairs.stream().anyMatch(pair -> pair.isOf(method)))
            .map(this::title)
            .toList();
    return pairs.size() == methods.size() * (methods.size() - 1) / 2
        ? and(methods) + " are not told apart"
        : "not told apart are "
            + pairs.stream()
                .map(pair -> title(pair.other) + " and " + title(pair.method))
                .collect(Collectors.joining(", "));
  }

  /** Such as {@code A, B and C}. */
  private static String and(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  String title(String method) {
    return rows.titles().getOrDefault(method, method);
  }

  /** A line for each pair, a column for each place. */
  FamilyNumbers numbers() {
    ImmutableList<String> places =
        all.stream().map(Contrast::place).distinct().collect(toImmutableList());
    Map<String, Map<String, String>> lines = new LinkedHashMap<>();
    for (Contrast contrast : all) {
      lines
          .computeIfAbsent(
              title(contrast.method) + OVER + title(contrast.other), pair -> new LinkedHashMap<>())
          .put(contrast.place, contrast.words());
    }
    return new FamilyNumbers(
        heading,
        ImmutableList.<String>builder().add("").addAll(places).build(),
        lines.entrySet().stream()
            .map(
                line ->
                    FamilyNumbers.line(
                        line.getKey(), places, place -> line.getValue().getOrDefault(place, "")))
            .collect(toImmutableList()));
  }
}
