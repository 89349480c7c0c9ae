package org.e2vpt.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What stands in quotation marks and is said to be in a section or table of the paper is there word
 * by word: {@code quotations.csv} has the sentences with their places. Markup, and citations of one
 * number, are left out of them, and {@code //} stands where a page ends.
 */
class QuotationsTest {

  private static final Path ROOT = Path.of("..");

  private static final ImmutableList<Sentence> SENTENCES = sentences();

  private static final Pattern QUOTATION = Pattern.compile("\"([^\"]+)\"");

  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*\\*.*?\\*/|//[^\n]*");

  /** A section, or a table or figure, by which a text says where a quotation is from. */
  private static final Pattern PLACE =
      Pattern.compile("§\\d(\\.\\d)?|Abstract|(Table|Figure) \\d|Fig\\. \\d");

  /** In the same line: it quotes a comment of a released script. */
  private static final String SCRIPT =
      "script says \"Find the best results among 5 runs manually\"";

  private record Sentence(String place, String text) {

    boolean has(String quotation) {
      return plain().contains(quotation);
    }

    private String plain() {
      return text.replace(" // ", " ");
    }
  }

  /** A quotation, and all that the text around it says. */
  private record Quotation(Path file, String text, String around) {

    boolean isThere() {
      return SENTENCES.stream()
          .anyMatch(sentence -> sentence.has(text) && around.contains(sentence.place));
    }
  }

  @Test
  void standInThePaperWhereTheyAreSaidToStand() throws IOException {
    List<Quotation> quotations = quotations();

    assertThat(quotations).hasSizeGreaterThan(70);
    assertThat(quotations).filteredOn(quotation -> !quotation.isThere()).isEmpty();
  }

  @Test
  void noSentenceIsKeptThatNobodyQuotes() throws IOException {
    List<Quotation> quotations = quotations();

    assertThat(SENTENCES)
        .allSatisfy(
            sentence -> assertThat(quotations).anyMatch(quotation -> sentence.has(quotation.text)));
  }

  /** {@code -Dpaper.text=FILE}: the paper's text, which is not ours to ship. */
  @Test
  @EnabledIfSystemProperty(named = "paper.text", matches = ".+")
  void sentencesStandInThePapersText() throws IOException {
    String text =
        Files.readString(Path.of(System.getProperty("paper.text")))
            .replaceAll("[*`]", "")
            .replaceAll(" \\[\\d+]", "")
            .replaceAll("\\s+", " ");

    assertThat(SENTENCES)
        .flatExtracting(sentence -> Splitter.on(" // ").splitToList(sentence.text))
        .allSatisfy(part -> assertThat(text).contains(part));
  }

  private static List<Quotation> quotations() throws IOException {
    return Stream.of(
            in("tables/papers/e2vpt", ".csv").flatMap(QuotationsTest::ofLines),
            Stream.concat(in("docs", ".md"), Stream.of(ROOT.resolve("README.md")))
                .flatMap(file -> of(file, text(file).lines())),
            Stream.concat(in("harness/src/main/java", ".java"), in("tables/src/main/java", ".java"))
                .flatMap(QuotationsTest::ofComments))
        .flatMap(each -> each)
        .toList();
  }

  private static Stream<Quotation> ofLines(Path file) {
    return of(file, records(text(file)).stream().map(line -> String.join(" ", line)));
  }

  private static Stream<Quotation> ofComments(Path file) {
    return of(
        file,
        COMMENT
            .matcher(text(file))
            .results()
            .map(MatchResult::group)
            .map(comment -> comment.replaceAll("\\s*\n\\s*\\*?\\s*", " ")));
  }

  private static Stream<Quotation> of(Path file, Stream<String> texts) {
    return texts
        .map(text -> text.replace(SCRIPT, "").replace("Fig. ", "Figure "))
        .filter(text -> PLACE.matcher(text).find())
        .flatMap(
            text ->
                QUOTATION.matcher(text).results().map(q -> new Quotation(file, q.group(1), text)));
  }

  private static Stream<Path> in(String folder, String end) throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList().stream();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ImmutableList<Sentence> sentences() {
    try {
      return records(
              Resources.toString(
                  Resources.getResource(QuotationsTest.class, "quotations.csv"), UTF_8))
          .stream()
          .skip(1)
          .map(line -> new Sentence(line.get(0), line.get(1)))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<CSVRecord> records(String text) {
    try (CSVParser lines = CSVParser.parse(text, CSVFormat.DEFAULT)) {
      return lines.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
