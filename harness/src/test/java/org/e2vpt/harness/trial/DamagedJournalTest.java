package org.e2vpt.harness.trial;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Journals as editors, spreadsheets, disks and shells leave them. Whoever continues a journal and
 * whoever only looks at one must say the same.
 */
class DamagedJournalTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);
  private static final Trial THIRD = Trials.doing("diverge", 3);

  private static final List<TrialResult> ALL =
      List.of(
          Trials.ok(FIRST, 1, 71.25),
          Trials.without(SECOND, 1, Status.CRASHED, "größer"),
          Trials.ok(SECOND, 2, 60),
          Trials.without(THIRD, 1, Status.DIVERGED, "the loss became NaN"));

  private static final String ROW = "not the row of a trial: %s";
  private static final String REMEDY = "; restore the line, or delete it to run its trial again";
  private static final String CHANGED = "the line was changed after it was written: its check is '";

  @TempDir Path directory;

  /**
   * A journal, and what is said of it.
   *
   * @param refusal behind the file's name; empty if it is read
   * @param results how many of {@link #ALL} are left
   * @param notes what is said of the rest, behind the file's name
   */
  record Damaged(String name, byte[] journal, String refusal, int results, List<String> notes) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Damaged> journals() {
    List<Damaged> all = new ArrayList<>();
    edited(all);
    structure(all);
    rewritten(all);
    older(all);
    return all.stream();
  }

  /** One line is not as it was written. */
  private static void edited(List<Damaged> all) {
    changed(all, "an accuracy, by hand", 2, line -> line.replace("71.2500", "72.2500"));
    changed(all, "an accuracy, by one bit", 2, line -> line.replace("71.2500", "71.2501"));
    changed(all, "a loss", 2, line -> line.replace("0.250000", "0.150000"));
    changed(all, "a status", 3, line -> line.replace(",crashed,", ",failed,"));
    changed(all, "a lost attempt that is made good", 3, line -> line.replace(",crashed,", ",ok,"));
    changed(all, "an attempt", 4, line -> line.replace(",ok,2,", ",ok,1,"));
    changed(all, "a seed", 2, line -> line.replace(",1,fp32", ",7,fp32"));
    changed(all, "an id", 2, line -> line.replace(FIRST.id(), SECOND.id()));
    changed(all, "a count", 2, line -> line.replace(",900,", ",901,"));
    changed(all, "seconds", 2, line -> line.replace("12.500", "02.500"));
    changed(all, "numerics", 2, line -> line.replace(",ok,1,6,", ",ok,1,7,"));
    changed(all, "a commit", 2, line -> line.replace("c0ffee", "c0ffef"));
    changed(all, "a message", 3, line -> line.replace("größer", "größte"));
    changed(all, "a time", 2, line -> line.replace("10:00:00Z", "10:00:01Z"));
    changed(all, "a space at the end", 2, line -> line + " ");
    changed(all, "a check in capitals", 2, line -> upperCheck(line));
    changed(all, "no check", 2, line -> line.substring(0, line.lastIndexOf(',') + 1));
    changed(all, "a zero byte", 2, line -> line.replace("c0ffee", "c0\0fee"));
    changed(all, "a number in Arabic digits", 2, line -> line.replace("71.2500", "٧١.2500"));
    changed(all, "two lines mixed", 2, line -> line.replace("71.2500", "60.0000"));

    refused(
        all,
        "a cell less",
        2,
        line -> line.replace(",fp32,", ","),
        "a row has 39 cells, this one 38");
    refused(
        all,
        "a cell more",
        2,
        line -> line.replace(",fp32,", ",fp32,,"),
        "a row has 39 cells, this one 40");
    refused(
        all,
        "the check's cell taken away",
        2,
        line -> line.substring(0, line.lastIndexOf(',')),
        "a row has 39 cells, this one 38");
    refused(
        all,
        "torn in the middle of the file",
        2,
        line -> line.substring(0, 60),
        "a row has 39 cells, this one 12");
    refused(
        all, "a line break taken away", 2, line -> line + line, "a row has 39 cells, this one 77");
    refused(
        all,
        "a line break put in",
        2,
        line -> line.substring(0, 60) + "\n" + line.substring(60),
        "a row has 39 cells, this one 12");
    refused(all, "a line that is blank", 2, line -> "", "a row of schema '', expected schema 5");
    refused(all, "a comment", 2, line -> "# " + line, "a row of schema '# 5', expected schema 5");
    refused(
        all,
        "every cell in quotes",
        2,
        line -> "\"" + line.replace(",", "\",\"") + "\"",
        "a row of schema '\"5\"', expected schema 5");
    refused(
        all,
        "a row of another schema",
        2,
        line -> "6" + line.substring(1),
        "a row of schema '6', expected schema 5");
    refused(
        all,
        "a row of schema 3 below a header of schema 5",
        2,
        line -> Trials.older(ALL.get(0), TrialRow.NAMED),
        "a row of schema '3', expected schema 5");
    refused(
        all,
        "a megabyte without a comma",
        2,
        line -> "x".repeat(1 << 20),
        "a row of schema 'xxxxxxxxxxxxxxxxxxx…', expected schema 5");
    refused(all, "Latin-1", 3, line -> line.replace("ö", "\uDC80"), "not a text in UTF-8");
  }

  private static String upperCheck(String line) {
    int check = line.length() - 16;
    return line.substring(0, check) + line.substring(check).toUpperCase(Locale.ROOT);
  }

  /** Lines are there, but not as they were. */
  private static void structure(List<Damaged> all) {
    String whole = text(ALL);
    String header = TrialRow.HEADER + "\n";
    String row = TrialRow.format(ALL.get(0)) + "\n";
    String other = TrialRow.format(Trials.ok(FIRST, 2, 99)) + "\n";
    String notOurs =
        ":1: not a journal that this program can continue: its header is '%s', expected '"
            + TrialRow.HEADER
            + "'; move the file away to begin a new one";

    read(all, "nothing but a header", header, 0);
    read(all, "as it was", whole, 4);
    read(all, "lines in another order", header + reversed(), 4);
    read(all, "without the last line break", whole.substring(0, whole.length() - 1), 4);
    read(all, "a line twice", whole + row, 4, ":6: the same as line 2, counted once");
    read(
        all,
        "torn",
        whole.substring(0, whole.length() - 2),
        3,
        ":5: the last line is incomplete and was left out");
    read(
        all,
        "torn within a character",
        torn("größ", 3),
        1,
        ":3: the last line is incomplete and was left out");
    read(
        all,
        "zero bytes behind the last line",
        whole + "\0".repeat(4096),
        4,
        ":6: the last line is incomplete and was left out");
    read(
        all,
        "half of a line behind the last",
        whole + row.substring(0, 40),
        4,
        ":6: the last line is incomplete and was left out");
    read(
        all,
        "a row of other numerics",
        whole + Trials.foreign(ALL.get(0), 4) + "\n",
        4,
        ": 1 result is of numerics 4, this program computes numerics 6");

    refused(
        all,
        "two results of one trial",
        whole + other,
        ":2 and 6: " + contradiction("71.2500", "99.0000"));
    refused(
        all,
        "a better result before the true one",
        header + other + row,
        ":2 and 3: " + contradiction("99.0000", "71.2500"));
    refused(
        all,
        "two journals joined",
        whole + whole,
        ":6: the header is here again: two journals were joined; delete this line");
    refused(
        all,
        "a byte order mark",
        "\uFEFF" + whole,
        ":1: the file begins with a byte order mark, which an editor has put there; save it as UTF-8 without one");
    refused(
        all,
        "the line breaks of Windows",
        whole.replace("\n", "\r\n"),
        ":1: the line ends with a carriage return, which an editor has put there; save the file with the line breaks of Unix");
    refused(
        all,
        "a line break of Windows",
        header + row.replace("\n", "\r\n"),
        ":2: "
            + ROW.formatted(
                CHANGED + check(row) + "\r', but its other cells give '" + check(row) + "'")
            + REMEDY);
    refused(all, "no header", row, notOurs.formatted(row.strip()));
    refused(
        all,
        "a header of other columns",
        whole.replace("id,status", "status,id"),
        notOurs.formatted(TrialRow.HEADER.replace("id,status", "status,id")));
    refused(
        all,
        "semicolons of a spreadsheet",
        whole.replace(',', ';'),
        notOurs.formatted(TrialRow.HEADER.replace(',', ';')));
    refused(all, "another file", "not a journal", notOurs.formatted("not a journal"));
    refused(
        all,
        "a blank line at the end",
        whole + "\n",
        ":6: " + ROW.formatted("a row of schema '', expected schema 5") + REMEDY);
    all.add(
        new Damaged(
            "UTF-16",
            whole.getBytes(UTF_16),
            ":1: " + ROW.formatted("not a text in UTF-8") + REMEDY,
            0,
            List.of()));
  }

  private static String contradiction(String one, String other) {
    String words = "accuracy %s (1000 tuned, 900 kept, 86000000 in all)";
    return "two results of trial %s: %s and %s; delete the line that is wrong"
        .formatted(FIRST.id(), words.formatted(one), words.formatted(other));
  }

  /**
   * The check is right: nobody does that by accident, but this program would not have written it.
   */
  private static void rewritten(List<Damaged> all) {
    rewritten(
        all,
        "71.2500",
        "0x1p3",
        "column 'accuracy': expected a decimal number such as 12.5, got '0x1p3'");
    rewritten(
        all,
        "71.2500",
        "71.25d",
        "column 'accuracy': expected a decimal number such as 12.5, got '71.25d'");
    rewritten(
        all,
        "71.2500",
        "7e1",
        "column 'accuracy': expected a decimal number such as 12.5, got '7e1'");
    rewritten(
        all,
        "71.2500",
        "+71.2500",
        "column 'accuracy': expected a decimal number such as 12.5, got '+71.2500'");
    rewritten(
        all,
        "71.2500",
        "٧١.2500",
        "column 'accuracy': expected a decimal number such as 12.5, got '٧١.2500'");
    rewritten(
        all,
        "71.2500",
        "NaN",
        "column 'accuracy': expected a decimal number such as 12.5, got 'NaN'");
    rewritten(
        all, "71.2500", "", "column 'accuracy': expected a decimal number such as 12.5, got ''");
    rewritten(all, "71.2500", "171.2500", "accuracy must be from 0 to 100, got 171.25");
    rewritten(all, "71.2500", "-0.5000", "accuracy must be from 0 to 100, got -0.5");
    rewritten(
        all,
        "71.2500",
        "71.25",
        "column 'accuracy' says '71.25', but the rest of the line gives '71.2500': was it edited?");
    rewritten(
        all,
        "0.250000",
        "Infinity",
        "column 'loss': expected a decimal number such as 12.5, got 'Infinity'");
    rewritten(
        all,
        "0.250000",
        "1" + "0".repeat(400),
        "column 'loss': expected a decimal number such as 12.5, got '1" + "0".repeat(400) + "'");
    rewritten(all, "12.500", "-12.500", "seconds must not be negative, got -12.5");
    rewritten(all, "640.5", "-640.5", "images per second must not be negative, got -640.5");
    rewritten(all, ",900,", ",-900,", "column 'kept': expected a count, 0 or more, got '-900'");
    rewritten(
        all,
        ",900,",
        ",1001,",
        "expected 0 <= kept <= tuned <= total, got kept 1001, tuned 1000, total 86000000");
    rewritten(
        all,
        "86000000",
        "999",
        "expected 0 <= kept <= tuned <= total, got kept 900, tuned 1000, total 999");
    rewritten(
        all,
        "86000000",
        "9" + "0".repeat(30),
        "column 'total': expected a count, 0 or more, got '9" + "0".repeat(30) + "'");
    rewritten(
        all,
        "640.5,,",
        "640.5,0,",
        "column 'micro_batch' says '0', but the rest of the line gives '': was it edited?");
    rewritten(all, "640.5,,", "640.5,-8,", "micro-batch must not be negative, got -8");
    rewritten(all, ",ok,1,", ",ok,0,", "column 'attempt': expected 1 or more, got '0'");
    rewritten(all, ",ok,1,", ",ok,01,", "column 'attempt': expected a whole number, got '01'");
    rewritten(
        all,
        ",ok,1,",
        ",OKAY,1,",
        "status must be one of ok, failed, diverged, timeout, crashed, interrupted, got 'OKAY'");
    rewritten(
        all,
        ",ok,1,",
        ",crashed,1,",
        "column 'accuracy' says '71.2500', but the rest of the line gives '': was it edited?");
    rewritten(
        all,
        "T10:00:00Z",
        "",
        "column 'finished': expected a time such as 2026-11-20T12:00:00Z, got '2026-11-20'");
    rewritten(
        all,
        "T10:00:00Z",
        "T11:00:00+01:00",
        "column 'finished' says '2026-11-20T11:00:00+01:00', but the rest of the line gives '2026-11-20T10:00:00Z': was it edited?");
    rewritten(
        all,
        "T10:00:00Z",
        "T10:00:00.000Z",
        "column 'finished' says '2026-11-20T10:00:00.000Z', but the rest of the line gives '2026-11-20T10:00:00Z': was it edited?");
    rewritten(
        all,
        ",search,",
        ",serch,",
        "'split' must be one of search, final, embed, got 'serch'. Did you mean 'search'?");
    rewritten(
        all,
        ",sgd,0.5,",
        ",sgd,0x1p-1,",
        "'base_lr' must be a decimal number such as 12.5, got '0x1p-1'");
    rewritten(
        all,
        ",sgd,0.5,",
        ",sgd,0.50,",
        "column 'base_lr' says '0.50', but the rest of the line gives '0.5': was it edited?");
    rewritten(
        all,
        ",64,from",
        ",-64,from",
        "need epochs > warm-up epochs >= 0 and batch >= 1, got epochs 2, warm-up 1, batch -64");
    rewritten(
        all,
        ",1,fp32",
        ",99999999999,fp32",
        "'seed' must be a whole number of at most 2147483647, got '99999999999'");
    rewritten(all, ",6,mini", ",six,mini", "expected a count, 0 or more, got 'six'");
    rewritten(all, "do=succeed", "do", "Chunk [do] is not a valid entry");
    rewritten(
        all,
        FIRST.id(),
        SECOND.id(),
        "the id is '%s', but the settings of this row have the id '%s'"
            .formatted(SECOND.id(), FIRST.id()));
  }

  /** Lines of schema 2 have no check, but are read by the same rules. */
  private static void older(List<Damaged> all) {
    String unchecked = olderText(TrialRow.UNCHECKED);
    String named = olderText(TrialRow.NAMED);
    read(all, "schema 2", unchecked, 4);
    read(
        all,
        "schema 2, torn",
        unchecked.substring(0, unchecked.length() - 1),
        3,
        ":5: the last line is incomplete and was left out");
    refused(
        all,
        "schema 2, a hexadecimal number",
        unchecked.replace("71.2500", "0x1p3"),
        ":2: "
            + ROW.formatted(
                "column 'accuracy': expected a decimal number such as 12.5, got '0x1p3'")
            + REMEDY);
    refused(
        all,
        "schema 2, a better result",
        unchecked + Trials.older(Trials.ok(FIRST, 2, 99), TrialRow.UNCHECKED) + "\n",
        ":2 and 6: " + contradiction("71.2500", "99.0000"));
    refused(
        all,
        "schema 5 below a header of schema 2",
        unchecked + TrialRow.format(ALL.get(0)) + "\n",
        ":6: " + ROW.formatted("a row of schema '5', expected schema 2") + REMEDY);
    read(all, "schema 4", olderText(TrialRow.WHOLE), 4);
    read(all, "schema 3", named, 4);
    read(all, "schema 3 without the last line break", named.substring(0, named.length() - 1), 4);
    refused(
        all,
        "schema 3, an accuracy by hand",
        named.replace("71.2500", "72.2500"),
        ":2: "
            + ROW.formatted(
                CHANGED
                    + check(Trials.older(ALL.get(0), TrialRow.NAMED))
                    + "', but its other cells give '"
                    + check(Trials.older(Trials.ok(FIRST, 1, 72.25), TrialRow.NAMED))
                    + "'")
            + REMEDY);
    refused(
        all,
        "schema 3 without its column",
        TrialRow.header(TrialRow.NAMED)
            + "\n3"
            + Trials.older(ALL.get(0), TrialRow.WHOLE).substring(1)
            + "\n",
        ":2: " + ROW.formatted("a row has 39 cells, this one 38") + REMEDY);
  }

  private static void changed(
      List<Damaged> all, String name, int line, UnaryOperator<String> change) {
    String before = TrialRow.format(ALL.get(line - 2));
    String after = change.apply(before);
    refused(
        all,
        name,
        line,
        change,
        CHANGED
            + after.substring(after.lastIndexOf(',') + 1)
            + "', but its other cells give '"
            + check(TrialRow.checked(after.substring(0, after.lastIndexOf(','))))
            + "'");
  }

  private static String check(String row) {
    return row.strip().substring(row.strip().length() - 16);
  }

  private static void refused(
      List<Damaged> all, String name, int line, UnaryOperator<String> change, String problem) {
    List<String> lines = new ArrayList<>(text(ALL).lines().toList());
    String before = lines.set(line - 1, change.apply(lines.get(line - 1)));
    assertThat(lines.get(line - 1)).as(name).isNotEqualTo(before);
    refused(
        all,
        name,
        String.join("\n", lines) + "\n",
        ":" + line + ": " + ROW.formatted(problem) + REMEDY);
  }

  private static void rewritten(List<Damaged> all, String part, String other, String problem) {
    refused(
        all,
        "'%s' for '%s'".formatted(other.length() > 40 ? "a long number" : other, part),
        2,
        line -> Trials.rewritten(ALL.get(0), part, other),
        problem);
  }

  private static void refused(List<Damaged> all, String name, String journal, String refusal) {
    all.add(new Damaged(name, bytes(journal), refusal, 0, List.of()));
  }

  private static void read(
      List<Damaged> all, String name, String journal, int results, String... notes) {
    all.add(new Damaged(name, bytes(journal), "", results, List.of(notes)));
  }

  /** What stands for half of a character becomes a byte that is none. */
  private static byte[] bytes(String journal) {
    return new String(journal.replace("\uDC80", "\u0080").getBytes(UTF_8), ISO_8859_1)
        .replace("\u00C2\u0080", "\u0080")
        .getBytes(ISO_8859_1);
  }

  private static String torn(String within, int keep) {
    String whole = text(ALL);
    int begin = whole.indexOf(within);
    return whole.substring(0, begin + keep - 1) + "\uDC80";
  }

  private static String text(List<TrialResult> results) {
    StringBuilder text = new StringBuilder(TrialRow.HEADER + "\n");
    results.forEach(result -> text.append(TrialRow.format(result)).append('\n'));
    return text.toString();
  }

  private static String olderText(int schema) {
    StringBuilder text = new StringBuilder(TrialRow.header(schema) + "\n");
    ALL.forEach(result -> text.append(Trials.older(result, schema)).append('\n'));
    return text.toString();
  }

  private static String reversed() {
    List<String> rows = new ArrayList<>(ALL.stream().map(TrialRow::format).toList());
    Collections.reverse(rows);
    return String.join("\n", rows) + "\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("journals")
  void isReadOrRefusedAlikeByAll(Damaged damaged) throws IOException {
    Files.write(file(), damaged.journal());

    if (damaged.refusal().isEmpty()) {
      Journal.Contents read = Journal.read(file());
      assertThat(read.results()).hasSize(damaged.results()).isSubsetOf(ALL);
      assertThat(read.leftOut())
          .containsExactlyElementsOf(damaged.notes().stream().map(note -> file() + note).toList());
      try (Journal journal = Journal.open(directory)) {
        assertThat(journal.results()).isEqualTo(read.results());
      }
      assertThat(Journal.read(file()).results()).isEqualTo(read.results()); // and so again
    } else {
      assertThatThrownBy(() -> Journal.read(file()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("%s", file() + damaged.refusal());
      assertThatThrownBy(() -> Journal.open(directory))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("%s", file() + damaged.refusal());
      assertThat(file()).hasBinaryContent(damaged.journal());
      assertThat(directory).isDirectoryNotContaining("glob:**.schema*");
    }
  }

  /**
   * What a random damage leaves is refused with its line, or a part of what was there: no number is
   * another one. {@code -Dmutations=N} tries more.
   */
  @Test
  void noDamageChangesANumber() throws IOException {
    int mutations = Integer.getInteger("mutations", 500);
    Random random = new Random(15);
    int refused = 0;
    for (int i = 0; i < mutations; i++) {
      byte[] damaged = text(ALL).getBytes(UTF_8);
      for (int n = random.nextInt(3); n >= 0; n--) {
        damaged = mutate(damaged, random);
      }
      Files.write(file(), damaged);
      try {
        List<TrialResult> read =
            Files.size(file()) == 0 ? List.of() : Journal.read(file()).results();
        assertThat(ALL).as("mutation %d", i).containsAll(read);
        assertThat(read).doesNotHaveDuplicates();
      } catch (IllegalStateException e) {
        refused++;
        assertThat(e).as("mutation %d", i).message().startsWith(file() + ":");
      }
    }
    System.out.printf(
        "damaged journals: %d mutations tried, %d refused, %d read in part, 0 with another number%n",
        mutations, refused, mutations - refused);
    assertThat(refused).isGreaterThan(mutations / 2);
  }

  private static byte[] mutate(byte[] journal, Random random) throws IOException {
    if (journal.length < 2) {
      return journal;
    }
    int at = random.nextInt(journal.length);
    int other = random.nextInt(journal.length);
    int from = Math.min(at, other);
    int to = Math.max(at, other);
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    switch (random.nextInt(8)) {
      case 0 -> { // a bit flips
        byte[] flipped = journal.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        return flipped;
      }
      case 1 -> { // another character, as a hand types it
        byte[] typed = journal.clone();
        typed[at] = (byte) "0123456789.,-\n\"e".charAt(random.nextInt(16));
        return typed;
      }
      case 2 -> { // cut
        return Arrays.copyOf(journal, at);
      }
      case 3 -> { // a piece is missing
        result.write(journal, 0, from);
        result.write(journal, to, journal.length - to);
      }
      case 4 -> { // a piece occurs twice
        result.write(journal, 0, to);
        result.write(journal, from, journal.length - from);
      }
      case 5 -> { // zero bytes, as after a power failure
        result.write(journal, 0, from);
        result.write(new byte[to - from]);
        result.write(journal, to, journal.length - to);
      }
      default -> { // lines are shuffled, missing, or there twice
        List<String> lines = new ArrayList<>(new String(journal, ISO_8859_1).lines().toList());
        if (lines.size() < 2) {
          return journal;
        }
        int one = 1 + random.nextInt(lines.size() - 1);
        switch (random.nextInt(3)) {
          case 0 -> Collections.swap(lines, one, 1 + random.nextInt(lines.size() - 1));
          case 1 -> lines.add(lines.get(one));
          default -> lines.remove(one);
        }
        return (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
      }
    }
    return result.toByteArray();
  }

  @Test
  void eachDamageIsAnother() {
    List<String> names = journals().map(Damaged::name).toList();
    Set<String> distinct = new LinkedHashSet<>(names);
    System.out.printf("damaged journals: %d kinds%n", distinct.size());
    assertThat(names).hasSameSizeAs(distinct).hasSizeGreaterThan(80);
  }

  private Path file() {
    return directory.resolve(Journal.FILE);
  }
}
