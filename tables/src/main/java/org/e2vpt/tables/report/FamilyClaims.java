package org.e2vpt.tables.report;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.Printed;
import org.e2vpt.tables.paper.PrintedCell;
import org.e2vpt.tables.paper.PrintedTable;
import org.e2vpt.tables.paper.Question;
import org.e2vpt.tables.report.FamilyContrasts.Contrast;
import org.e2vpt.tables.verdict.GainVerdict.Sign;

/**
 * What papers print of the pairs of methods that they ask about, and what a run says of that.
 *
 * @param all a line for each pair and column
 */
record FamilyClaims(ImmutableList<Claim> all) {

  /** What a run says of a printed difference. */
  private enum Word {
    CONFIRMED,
    CONTRADICTED,
    /** Measured as the paper has it, but not told apart. */
    OPEN,
    /** Measured on another backbone or other tasks. */
    NOT_TESTED
  }

  /**
   * A printed difference.
   *
   * @param words of its line
   */
  record Claim(Word word, ImmutableList<String> words) {}

  private static final ImmutableList<String> HEADER =
      ImmutableList.of("", "Methods", "Printed", "Measured", "The run");

  /**
   * Each in the table that has both methods, on the backbone of the run if there is one.
   *
   * @param papers whose prints and questions these are
   */
  static FamilyClaims of(
      List<Paper> papers, ImmutableSet<String> methods, List<FamilyContrasts> measured) {
    ImmutableList.Builder<Claim> all = ImmutableList.builder();
    for (FamilyContrasts contrasts : measured) {
      for (Paper paper : papers) {
        paper.questions().stream()
            .flatMap(question -> claims(paper, methods, question, contrasts))
            .forEach(all::add);
      }
    }
    return new FamilyClaims(all.build());
  }

  /** A table with the rows of it on one encoder. */
  private record Place(PrintedTable table, FamilyRows rows) {

    boolean hasBoth(Question question) {
      return rows.rows().keySet().containsAll(List.of(question.row(), question.other()));
    }

    Optional<PrintedCell> cell(String method, String column) {
      return table
          .cell(rows.rows().getOrDefault(method, method), column)
          .filter(cell -> cell.accuracy().isPresent());
    }

    boolean isOn(Paper paper, String backbone) {
      return rows.rows().values().stream()
          .allMatch(row -> paper.row(table.id().table(), row).backbone().equals(backbone));
    }
  }

  private static Stream<Claim> claims(
      Paper paper, ImmutableSet<String> methods, Question question, FamilyContrasts contrasts) {
    String backbone = contrasts.all().get(0).backbone();
    return paper.tables().values().stream()
        .flatMap(
            table ->
                FamilyRows.of(methods, FamilyNumbers.titles(table)).stream()
                    .map(rows -> new Place(table, rows)))
        .filter(place -> place.hasBoth(question))
        .min(Comparator.comparing(place -> !place.isOn(paper, backbone)))
        .stream()
        .flatMap(
            place ->
                place.table().columns().stream()
                    .flatMap(column -> claim(paper, place, question, column, contrasts).stream()));
  }

  private static Optional<Claim> claim(
      Paper paper, Place place, Question question, String column, FamilyContrasts contrasts) {
    return place
        .cell(question.row(), column)
        .flatMap(
            own ->
                place
                    .cell(question.other(), column)
                    .flatMap(
                        other ->
                            contrasts.all().stream()
                                .filter(contrast -> contrast.isIn(column))
                                .filter(contrast -> contrast.isOf(question.row(), question.other()))
                                .findFirst()
                                .map(
                                    contrast ->
                                        claim(paper, place, question, own, other, contrast))));
  }

  private static Claim claim(
      Paper paper,
      Place place,
      Question question,
      PrintedCell own,
      PrintedCell other,
      Contrast contrast) {
    Printed first = own.accuracy().orElseThrow();
    Printed second = other.accuracy().orElseThrow();
    double gain = first.value() - second.value();
    boolean sameWay = contrast.method().equals(question.row());
    Word word = word(contrast, own, sameWay ? gain : -gain);
    return new Claim(
        word,
        ImmutableList.of(
            String.join(
                ", ",
                paper.info().name(),
                place.rows().heading(place.table().title()),
                own.column()),
            "%s over %s"
                .formatted(
                    place.rows().titles().get(question.row()),
                    place.rows().titles().get(question.other())),
            "%s − %s = %s".formatted(first, second, Words.signed(gain)),
            "%s on %s".formatted(contrast.words(question.row()), Words.tasks(contrast.tasks())),
            words(word, contrast, own)));
  }

  /** Whether the run agrees with which of the methods is printed to be better. */
  private static Word word(Contrast contrast, PrintedCell printed, double gain) {
    if (!sameBackbone(contrast, printed) || !sameTasks(contrast, printed)) {
      return Word.NOT_TESTED;
    }
    if (contrast.sign() == Sign.NOT_TOLD_APART || gain == 0) {
      return Word.OPEN;
    }
    return contrast.sign() == (gain > 0 ? Sign.ABOVE : Sign.BELOW)
        ? Word.CONFIRMED
        : Word.CONTRADICTED;
  }

  private static boolean sameBackbone(Contrast contrast, PrintedCell printed) {
    return contrast.backbone().equals(printed.of().backbone());
  }

  private static boolean sameTasks(Contrast contrast, PrintedCell printed) {
    return contrast.tasks().equals(ImmutableSet.copyOf(printed.tasks()));
  }

  private static String words(Word word, Contrast contrast, PrintedCell printed) {
    return switch (word) {
      case CONFIRMED -> "confirmed";
      case CONTRADICTED -> "contradicted";
      case OPEN -> "neither";
      case NOT_TESTED -> {
        List<String> others = new ArrayList<>();
        if (!sameBackbone(contrast, printed)) {
          others.add("backbone");
        }
        if (!sameTasks(contrast, printed)) {
          others.add("tasks");
        }
        yield "not tested: other " + String.join(" and ", others);
      }
    };
  }

  /** How many differences are printed, and what became of them. */
  String answer() {
    if (all.isEmpty()) {
      return "The papers print no difference of these methods in the columns of this run.";
    }
    long tested = all.size() - count(Word.NOT_TESTED);
    if (tested == 0) {
      return String.format(
          Locale.ROOT,
          "This run tests none of the %d differences that the papers print: it has another backbone or other tasks.",
          all.size());
    }
    return String.format(
        Locale.ROOT,
        "Of the %d differences that the papers print, this run tests %d: %d confirmed, %d contradicted, %d neither.",
        all.size(),
        tested,
        count(Word.CONFIRMED),
        count(Word.CONTRADICTED),
        count(Word.OPEN));
  }

  private long count(Word word) {
    return all.stream().filter(claim -> claim.word() == word).count();
  }

  FamilyNumbers numbers() {
    return new FamilyNumbers("", HEADER, all.stream().map(Claim::words).collect(toImmutableList()));
  }
}
