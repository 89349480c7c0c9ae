package org.e2vpt.tables;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.common.collect.Sets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.backbone.Pretrained;
import org.e2vpt.harness.tuning.TuningMethods;
import org.e2vpt.tables.JavaSource.Literal;
import org.e2vpt.tables.paper.Paper;
import org.e2vpt.tables.paper.PaperRow;
import org.e2vpt.tables.paper.Papers;
import org.junit.jupiter.api.Test;

/**
 * What a paper is, is data: no main class of the harness or of the tables holds a word or a number
 * of one. Comments may name papers.
 */
class PapersAreDataTest {

  private static final ImmutableList<JavaSource> SOURCES = JavaSource.of("harness", "tables");
  private static final ImmutableList<Paper> PAPERS = Papers.shipped().all();

  private static final Pattern ARXIV = Pattern.compile("\\b\\d{4}\\.\\d{5}\\b|(?i)arxiv:");
  private static final Pattern TITLE = Pattern.compile("\\b(Table|Figure) \\d");

  /** Where a word stands for something else than the paper's. */
  private static final ImmutableSetMultimap<String, String> MEANT_OTHERWISE =
      ImmutableSetMultimap.of(
          "swin", "RecordedBackbone", // an architecture, in fixtures' names
          "swin", "OwnImagesPaper"); // likewise, in a column

  /** The run of the paper that needs no data, no GPU and no settings. */
  private static final Pattern DEFAULT_RUN =
      Pattern.compile("reports/mini|tables/papers/mini|the mini table");

  /** The program's name: its command, its files, what it writes into files and streams. */
  private static final Pattern PROGRAM =
      Pattern.compile(
          "e2vpt: |e2vpt (data|run|tune|plan|weights|%s,)|~?/?\\.e2vpt|e2vpt\\.(jar|device|model|threads|checkpoints)|e2vpt-repro"
              + "|e2vpt-build|e2vpt-tuned|org/e2vpt|@e2vpt |^e2vpt\\.$");

  @Test
  void noTableOrPaperIsNamed() {
    Set<String> words =
        PAPERS.stream()
            .flatMap(
                paper ->
                    Stream.concat(
                        paper.tables().keySet().stream(),
                        Stream.of(paper.id()).filter(id -> !isMethod(id))))
            .collect(Collectors.toSet());

    assertThat(words).contains("table1", "vpt", "mini");
    assertThat(holding(words)).isEmpty();
  }

  @Test
  void noTitleOfATableOrPublicationIsCited() {
    assertThat(literals(text -> ARXIV.matcher(text).find() || TITLE.matcher(text).find()))
        .isEmpty();
    assertThat(PAPERS)
        .extracting(paper -> paper.info().title())
        .allSatisfy(title -> assertThat(literals(text -> text.contains(title))).isEmpty());
  }

  /** Methods are named where they are registered, and where recordings of them are read. */
  @Test
  void noRowOrMethodIsNamedOutsideOfTheMethods() {
    Set<String> ids =
        Stream.concat(
                PAPERS.stream().flatMap(paper -> paper.rows().stream()).map(PaperRow::row),
                TuningMethods.ids().stream())
            .collect(Collectors.toSet());
    ids.removeAll(optionsOfMethods());
    ids.remove("bias"); // what a tensor is called, too

    assertThat(ids).contains("vpt-deep", "sidetune", "mae-e2vpt", "kv-after");
    Pattern compound = words(Sets.filter(ids, id -> id.contains("-"))); // the others are words, too
    assertThat(
            outsideOfMethods()
                .filter(
                    literal ->
                        ids.contains(literal.text()) || compound.matcher(literal.text()).find())
                .map(literal -> literal.name() + ": " + literal.text())
                .distinct())
        .containsExactlyInAnyOrder(
            "BenchCommand: e2vpt", // the method that is measured by default
            "E2vpt: e2vpt", // the program
            "MiniPretraining: full", // which method pre-trains
            "TuneCommand: e2vpt"); // the program
  }

  @Test
  void e2vptIsTheProgramOrTheMethod() {
    assertThat(
            outsideOfMethods()
                .filter(literal -> !literal.text().equals("e2vpt"))
                .filter(literal -> PROGRAM.matcher(literal.text()).replaceAll("").contains("e2vpt"))
                .map(Literal::toString))
        .isEmpty();
  }

  private static Stream<Literal> outsideOfMethods() {
    return SOURCES.stream()
        .filter(source -> !source.isIn("/harness/tuning/"))
        .filter(source -> !source.isIn("/harness/parity/"))
        .flatMap(source -> source.literals().stream());
  }

  @Test
  void noPresetIsNamed() {
    Set<String> presets =
        PAPERS.stream()
            .flatMap(paper -> paper.rows().stream())
            .map(PaperRow::preset)
            .filter(preset -> !preset.isEmpty())
            .collect(Collectors.toSet());
    presets.remove("paper"); // a word of many meanings

    assertThat(presets).contains("released");
    assertThat(
            SOURCES.stream()
                .flatMap(source -> source.literals().stream())
                .filter(literal -> presets.contains(literal.text()))
                .map(Literal::name)
                .distinct())
        .containsExactlyInAnyOrder(
            "LengthSpace", // a column of lengths.csv
            "Counted"); // a length as released, in counted.csv
  }

  @Test
  void noPublishedSeedsAreListed() {
    for (Paper paper : PAPERS) {
      String seeds =
          paper.info().seeds().stream().map(String::valueOf).collect(Collectors.joining(" "));
      assertThat(
              SOURCES.stream()
                  .filter(
                      source ->
                          source.literals().stream()
                              .map(Literal::text)
                              .collect(Collectors.joining(" "))
                              .replace(',', ' ')
                              .contains(seeds)))
          .isEmpty();
    }
  }

  @Test
  void noAccuracyIsRepeated() {
    Set<String> accuracies =
        PAPERS.stream()
            .flatMap(paper -> paper.tables().values().stream())
            .flatMap(table -> table.cells().stream())
            .flatMap(cell -> cell.accuracy().stream())
            .filter(printed -> printed.decimals() == 2)
            .map(Object::toString)
            .collect(Collectors.toSet());

    assertThat(accuracies).contains("80.01");
    assertThat(holding(accuracies)).isEmpty();
  }

  private static boolean isMethod(String id) {
    return TuningMethods.ids().contains(id);
  }

  private static Set<String> optionsOfMethods() {
    return Pretrained.ids().stream()
        .map(id -> Pretrained.model(id).architecture())
        .flatMap(
            architecture ->
                TuningMethods.ids().stream()
                    .flatMap(id -> TuningMethods.get(id).options(architecture).stream()))
        .collect(Collectors.toSet());
  }

  /** Literals with one of these words, unless it means something else there. */
  private static List<String> holding(Set<String> words) {
    Pattern pattern = words(words);
    return SOURCES.stream()
        .flatMap(source -> source.literals().stream())
        .filter(
            literal ->
                pattern
                    .matcher(DEFAULT_RUN.matcher(literal.text()).replaceAll(""))
                    .results()
                    .map(MatchResult::group)
                    .anyMatch(word -> !MEANT_OTHERWISE.get(word).contains(literal.name())))
        .map(Literal::toString)
        .toList();
  }

  /** Any of these, where it is not a part of a longer name such as {@code mini-vit}. */
  private static Pattern words(Set<String> words) {
    return Pattern.compile(
        words.stream()
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|", "(?<![\\w.-])(", ")(?![\\w-])")));
  }

  private static List<String> literals(Predicate<String> wanted) {
    return SOURCES.stream()
        .flatMap(source -> source.literals().stream())
        .filter(literal -> wanted.test(literal.text()))
        .map(Literal::toString)
        .toList();
  }
}
