package org.e2vpt.tables.audit;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Splitter;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.tables.ledger.TableVerdicts;
import org.e2vpt.tables.paper.Claim;
import org.e2vpt.tables.paper.Decimals;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.verdict.GainClaim;
import org.e2vpt.tables.verdict.GainClaim.Weights;
import org.e2vpt.tables.verdict.GainVerdict;
import org.e2vpt.tables.verdict.GainVerdict.Sign;
import org.e2vpt.tables.verdict.TableColumn;
import org.e2vpt.tables.verdict.VerdictWord;
import org.e2vpt.tables.verdict.WinCount;

/**
 * What a campaign's own runs say about a paper's claims: gains of one row over another, paired by
 * task, and counts of wins. Holm's correction counts the stated gains of a table together, and the
 * rivals and columns of a claim that a row is above all of them.
 */
final class CampaignClaims {

  private static final Pattern GAIN = Pattern.compile("(\\S+) - (\\S+) = (\\S+)");
  private static final Pattern WINS =
      Pattern.compile("(\\S+)/(\\S+) > (\\S+) in ([^=]+) = ([0-9 ]+)");
  private static final Pattern ABOVE = Pattern.compile("(\\S+)/(\\S+) > (.+) in (.+)");

  private final Paper paper;

  /** By the name in the paper. */
  private final ImmutableMap<String, TableVerdicts> tables;

  /** The gains that claims state. */
  private final Map<GainClaim, GainVerdict> gains = new HashMap<>();

  CampaignClaims(Paper paper, ImmutableMap<String, TableVerdicts> tables, List<Claim> claims) {
    this.paper = paper;
    this.tables = tables;
    ListMultimap<String, GainClaim> stated = ArrayListMultimap.create();
    for (Claim claim : claims) {
      for (StatedGain gain : stated(claim)) {
        gain.claims.values().forEach(each -> stated.put(gain.table, each));
      }
    }
    stated.asMap().forEach((table, all) -> gains.putAll(judge(table, ImmutableSet.copyOf(all))));
  }

  /**
   * A statement that a row gains something over another of its table.
   *
   * @param where the tasks, in words
   * @param claims by the aggregator, whose id is empty if nothing is averaged
   */
  private record StatedGain(String table, String where, ImmutableMap<String, GainClaim> claims) {}

  /** Empty if no statement of the claim is of a kind that runs are asked about here. */
  Optional<CheckedClaim> judge(Claim claim) {
    return switch (claim.check()) {
      case "accuracy" ->
          Optional.of(stated(claim)).filter(g -> !g.isEmpty()).map(g -> gains(claim, g));
      case "order" -> order(claim);
      case "wins" -> wins(claim);
      default -> Optional.empty();
    };
  }

  private ImmutableList<StatedGain> stated(Claim claim) {
    if (!claim.check().equals("accuracy")) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<StatedGain> stated = ImmutableList.builder();
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = GAIN.matcher(statement);
      if (matcher.matches()) {
        Place first = Place.parse(matcher.group(1));
        Place second = Place.parse(matcher.group(2));
        if (first.table().equals(second.table())) {
          stated.add(stated(claim, first, second));
        }
      }
    }
    return stated.build();
  }

  private StatedGain stated(Claim claim, Place first, Place second) {
    ImmutableMap.Builder<String, GainClaim> claims = ImmutableMap.builder();
    String where = first.column();
    if (first.average()) {
      for (Aggregator aggregator : Aggregator.parse(claim.aggregators())) {
        where = aggregator.where();
        claims.put(
            aggregator.id(),
            gain(
                first.table(),
                first.row(),
                second.row(),
                aggregator.weights(),
                aggregator.columns()));
      }
    } else {
      claims.put(
          "",
          gain(
              first.table(),
              first.row(),
              second.row(),
              Weights.TASKS,
              ImmutableList.of(first.column())));
    }
    return new StatedGain(first.table(), where, claims.buildOrThrow());
  }

  private GainClaim gain(
      String table, String row, String other, Weights weights, ImmutableList<String> columns) {
    return new GainClaim(
        "%s/%s over %s".formatted(table, row, other),
        first(table, row),
        first(table, other),
        weights,
        columns);
  }

  /** The row whose trials it has, if it is another's. */
  private String first(String table, String row) {
    TableVerdicts judged = tables.get(table);
    return judged == null ? row : judged.first(row);
  }

  /** Those of which the campaign has all columns, judged together. */
  private ImmutableMap<GainClaim, GainVerdict> judge(String table, Set<GainClaim> claims) {
    TableVerdicts judged = tables.get(table);
    if (judged == null) {
      return ImmutableMap.of();
    }
    Set<String> columns =
        judged.verdict().measured().columns().stream()
            .map(TableColumn::name)
            .collect(Collectors.toSet());
    List<GainClaim> there =
        claims.stream().filter(claim -> columns.containsAll(claim.columns())).toList();
    ImmutableMap.Builder<GainClaim, GainVerdict> verdicts = ImmutableMap.builder();
    for (GainVerdict verdict : judged.verdict().gains(there)) {
      if (verdict.gain().isPresent()) {
        verdicts.put(verdict.claim(), verdict);
      }
    }
    return verdicts.buildOrThrow();
  }

  private CheckedClaim gains(Claim claim, List<StatedGain> stated) {
    List<String> sentences = new ArrayList<>();
    ImmutableList.Builder<MeasuredGain> measured = ImmutableList.builder();
    Set<String> holding = new LinkedHashSet<>();
    stated.forEach(gain -> holding.addAll(gain.claims.keySet()));
    ImmutableSet<String> aggregators = ImmutableSet.copyOf(holding);
    boolean contradicted = false;
    for (StatedGain gain : stated) {
      UnaryOperator<String> title = titles(gain.table);
      Map<String, VerdictWord> words = new LinkedHashMap<>();
      Optional<GainVerdict> first = Optional.empty();
      for (Map.Entry<String, GainClaim> each : gain.claims.entrySet()) {
        GainVerdict verdict = gains.get(each.getValue());
        if (verdict == null) {
          return notRun(claim, gain.table, each.getValue(), gain.where);
        }
        VerdictWord word =
            verdict.printed().map(GainVerdict.Printed::word).orElse(VerdictWord.INCONCLUSIVE);
        first = first.or(() -> Optional.of(verdict));
        words.put(each.getKey(), word);
        if (word != VerdictWord.REPRODUCED) {
          holding.remove(each.getKey());
        }
        String way = each.getKey().isEmpty() ? "" : each.getKey() + ": ";
        sentences.add(way + verdict.sentence(title, gain.where));
      }
      first.ifPresent(verdict -> measured.add(measured(verdict, title, gain.where, words)));
      contradicted |= Set.of(VerdictWord.NOT_REPRODUCED).containsAll(words.values());
    }
    Conclusion conclusion =
        contradicted
            ? Conclusion.CONTRADICTED
            : holding.isEmpty()
                ? Conclusion.NOT_CONTRADICTED
                : holding.equals(aggregators) ? Conclusion.HOLDS : Conclusion.HOLDS_WITH;
    return new CheckedClaim(
        claim,
        conclusion,
        conclusion == Conclusion.HOLDS_WITH ? String.join(" or ", holding) : "",
        String.join(". ", sentences),
        measured.build());
  }

  /**
   * The first of several means, with the word for it, its margin, and what the word is if the mean
   * is taken otherwise: {@code reproduced (margin 1.00; averaged over groups: consistent)}.
   */
  private static MeasuredGain measured(
      GainVerdict verdict,
      UnaryOperator<String> title,
      String where,
      Map<String, VerdictWord> byAggregator) {
    VerdictWord word = byAggregator.values().iterator().next();
    Optional<GainVerdict.Printed> printed = verdict.printed();
    boolean larger =
        printed.filter(each -> each.difference().value() * each.gain() > 0).isPresent();
    String details =
        Stream.concat(
                printed.map(each -> "margin " + Decimals.fixed(each.margin(), 2)).stream(),
                others(word, byAggregator))
            .collect(Collectors.joining("; "));
    return new MeasuredGain(
        "%s: %s%s%s"
            .formatted(
                verdict.answer(title, where),
                word.words(),
                word == VerdictWord.NOT_REPRODUCED ? larger ? ", larger" : ", smaller" : "",
                details.isEmpty() ? "" : " (" + details + ")"),
        word,
        larger);
  }

  private static Stream<String> others(VerdictWord first, Map<String, VerdictWord> byAggregator) {
    return byAggregator.entrySet().stream()
        .filter(entry -> entry.getValue() != first)
        .map(
            entry ->
                "averaged over %s: %s"
                    .formatted(
                        Aggregator.parse(entry.getKey()).get(0).units(), entry.getValue().words()));
  }

  private UnaryOperator<String> titles(String table) {
    return row -> paper.row(table, row).title();
  }

  private CheckedClaim notRun(Claim claim, String table, GainClaim gain, String where) {
    return CheckedClaim.unchecked(
        claim,
        "%s over %s on %s: not run on all tasks"
            .formatted(
                paper.row(table, gain.rowA()).title(),
                paper.row(table, gain.rowB()).title(),
                where));
  }

  /** A row is above each of others, in each column: all must be told apart. */
  private Optional<CheckedClaim> order(Claim claim) {
    List<String> sentences = new ArrayList<>();
    Set<Sign> signs = new LinkedHashSet<>();
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = ABOVE.matcher(statement);
      if (!matcher.matches()) {
        return Optional.empty(); // about tuned shares
      }
      String table = matcher.group(1);
      List<GainClaim> contrasts = new ArrayList<>();
      for (String column : words(matcher.group(4))) {
        for (String rival : words(matcher.group(3))) {
          contrasts.add(
              gain(table, matcher.group(2), rival, Weights.TASKS, ImmutableList.of(column)));
        }
      }
      Map<GainClaim, GainVerdict> judged = judge(table, ImmutableSet.copyOf(contrasts));
      for (GainClaim contrast : contrasts) {
        String column = contrast.columns().get(0);
        GainVerdict verdict = judged.get(contrast);
        if (verdict == null) {
          return Optional.of(notRun(claim, table, contrast, column));
        }
        signs.add(verdict.sign().orElse(Sign.NOT_TOLD_APART));
        sentences.add(verdict.answer(titles(table), column));
      }
    }
    Conclusion conclusion =
        signs.contains(Sign.BELOW)
            ? Conclusion.CONTRADICTED
            : signs.contains(Sign.NOT_TOLD_APART) ? Conclusion.NOT_CONTRADICTED : Conclusion.HOLDS;
    return Optional.of(new CheckedClaim(claim, conclusion, "", String.join("; ", sentences)));
  }

  /** Whether each claimed count is one that a campaign like the printed one may well have. */
  private Optional<CheckedClaim> wins(Claim claim) {
    List<String> sentences = new ArrayList<>();
    boolean contradicted = false;
    for (String statement : Check.statements(claim.inputs())) {
      Matcher matcher = WINS.matcher(statement);
      if (!matcher.matches()) {
        return Optional.empty(); // counts in brackets, which are the paper's own
      }
      String table = matcher.group(1);
      String titleA = paper.row(table, matcher.group(2)).title();
      String titleB = paper.row(table, matcher.group(3)).title();
      Optional<WinCount> counted =
          Optional.ofNullable(tables.get(table))
              .filter(judged -> hasAll(judged, words(matcher.group(4).trim())))
              .flatMap(
                  judged ->
                      judged
                          .verdict()
                          .wins(first(table, matcher.group(2)), first(table, matcher.group(3))));
      if (counted.isEmpty()) {
        return Optional.of(
            CheckedClaim.unchecked(
                claim, "%s over %s: not run on all tasks".formatted(titleA, titleB)));
      }
      WinCount wins = counted.get();
      List<String> outside =
          words(matcher.group(5)).stream()
              .filter(stated -> !wins.allows(Integer.parseInt(stated)))
              .toList();
      contradicted |= !outside.isEmpty();
      sentences.add(
          "%s beats %s on %s of %s tasks; a campaign like the printed one does on %s to %s (95 %%), so %s"
              .formatted(
                  titleA,
                  titleB,
                  wins.measured(),
                  wins.tasks(),
                  wins.low(),
                  wins.high(),
                  outside.isEmpty()
                      ? "the claimed %s is not contradicted"
                          .formatted(matcher.group(5).replace(" ", " or "))
                      : "the claimed %s %s contradicted"
                          .formatted(
                              String.join(" and ", outside), outside.size() == 1 ? "is" : "are")));
    }
    return Optional.of(
        new CheckedClaim(
            claim,
            contradicted ? Conclusion.CONTRADICTED : Conclusion.NOT_CONTRADICTED,
            "",
            String.join("; ", sentences)));
  }

  /** A win is counted over all columns of a table, so no other may be in its place. */
  private static boolean hasAll(TableVerdicts judged, List<String> columns) {
    return judged.verdict().measured().columns().stream()
        .map(TableColumn::name)
        .collect(Collectors.toSet())
        .equals(ImmutableSet.copyOf(columns));
  }

  private static ImmutableList<String> words(String text) {
    return Splitter.on(' ').omitEmptyStrings().splitToStream(text).collect(toImmutableList());
  }
}
