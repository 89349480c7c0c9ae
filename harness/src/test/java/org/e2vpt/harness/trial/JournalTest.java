package org.e2vpt.harness.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.e2vpt.harness.file.ChildProcess;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult.Environment;
import org.e2vpt.harness.trial.TrialResult.Measured;
import org.e2vpt.harness.trial.TrialResult.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {

  private static final Trial FIRST = Trials.doing("succeed", 1);
  private static final Trial SECOND = Trials.doing("succeed", 2);

  @TempDir Path directory;

  /** The check is what {@code printf %s LINE | sha256sum | cut -c1-16} prints. */
  @Test
  void writesOneReadableLineForAnAttempt() throws IOException {
    append(Trials.ok(FIRST, 1, 71.25));

    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "schema,id,status,attempt,numerics,backbone,weights,task,data,split,method,options,"
                + "optimizer,base_lr,weight_decay,epochs,until,warmup_epochs,batch,warmup,seed,precision,shortcuts,"
                + "accuracy,loss,tuned,kept,total,seconds,images_per_second,micro_batch,"
                + "message,commit,device,host,engine,java,finished,check",
            String.format(
                    Locale.ROOT,
                    "5,%s,ok,1,%d,mini,aa11,digits,bb22,search,fake,do=succeed,",
                    FIRST.id(),
                    Trial.NUMERICS)
                + "sgd,0.5,0.0001,2,0,1,64,from-first-step,1,fp32,on,"
                + "71.2500,0.250000,1000,900,86000000,12.500,640.5,,"
                + ",c0ffee,cpu,\"a, \"\"host\"\"\",none,17,2026-11-20T10:00:00Z,60e500f78484c821");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void givesBackWhatWasWritten(long seed) {
    Random random = new Random(seed);
    List<TrialResult> known;
    try (Journal journal = Journal.open(directory)) {
      for (int i = 0; i < 50; i++) {
        journal.append(randomResult(random));
      }
      known = journal.results();
    }

    try (Journal journal = Journal.open(directory)) {
      assertThat(journal.results()).hasSize(50).isEqualTo(known);
    }
  }

  @Test
  void readsAnothersJournalAndLeavesItAsItIs() throws IOException {
    append(Trials.ok(FIRST, 1, 71.25));
    Files.writeString(file(), "5,torn", StandardOpenOption.APPEND);
    String before = Files.readString(file());

    try (Journal writing = Journal.open(directory.resolve("elsewhere"))) {
      assertThat(writing.results()).isEmpty();
      Journal.Contents read = Journal.read(file());
      assertThat(read.results()).extracting(TrialResult::trial).containsExactly(FIRST);
      assertThat(read.lines()).containsExactly(2);
      assertThat(read.leftOut())
          .containsExactly(file() + ":3: the last line is incomplete and was left out");
    }

    assertThat(file()).hasContent(before);
  }

  /** A lab has paid for it. */
  @ParameterizedTest
  @ValueSource(ints = {TrialRow.UNCHECKED, TrialRow.NAMED, TrialRow.WHOLE})
  void continuesAJournalOfAnOlderSchemaAndKeepsItAsItWas(int schema) throws IOException {
    Random random = new Random(1);
    String old =
        Stream.generate(() -> Trials.older(randomResult(random), schema) + "\n")
            .limit(50)
            .collect(joining("", TrialRow.header(schema) + "\n", ""));
    Files.writeString(file(), old);
    List<TrialResult> before = Journal.read(file()).results();
    assertThat(before).hasSize(50);

    append(Trials.ok(FIRST, 1, 71.25));

    assertThat(Journal.read(file()).results())
        .hasSize(51)
        .startsWith(before.get(0))
        .containsAll(before);
    assertThat(Files.readString(file())).startsWith(TrialRow.HEADER + "\n5,");
    assertThat(directory.resolve("trials.schema" + schema + ".csv"))
        .hasBinaryContent(old.getBytes(UTF_8));
    append(Trials.ok(SECOND, 1, 60)); // now it is like any other
    assertThat(Journal.read(file()).results()).hasSize(52);
  }

  /** They were written by the last versions of this program with schemas 3 and 4. */
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          3 | 542fd4670073 21f5fe02aa09 e3418ff66407 6c4477cfe723 ee3431e61f5b eb0cfb2d34bf
          4 | 2025269e27be fab5b5b2a69d 0ee0752ba7cf d8457e7963a1 bb982c14bcf1 7cb06b5933f3 30061850e6ce
          """,
      delimiter = '|')
  void continuesAJournalThatAnEarlierVersionWrote(int schema, String ids) throws IOException {
    Files.copy(Path.of("src/test/resources/trial/schema" + schema + ".csv"), file());
    List<TrialResult> before = Journal.read(file()).results();
    assertThat(before).extracting(result -> result.trial().id()).containsExactly(ids.split(" "));

    append(Trials.ok(FIRST, 1, 71.25));

    assertThat(Journal.read(file()).results())
        .startsWith(before.toArray(TrialResult[]::new))
        .hasSize(before.size() + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {TrialRow.UNCHECKED, TrialRow.NAMED, TrialRow.WHOLE})
  void keepsTheRowsOfOtherNumericsOfAnOlderSchema(int schema) throws IOException {
    TrialResult lost = Trials.without(SECOND, 1, Status.FAILED, "a \"quote\", and a comma");
    String numerics = String.format(Locale.ROOT, ",failed,1,%d,", Trial.NUMERICS);
    String row = Trials.older(lost, schema).replace(numerics, ",failed,1,4,");
    String checked =
        schema == TrialRow.UNCHECKED
            ? row
            : TrialRow.checked(row.substring(0, row.lastIndexOf(',')));
    Files.writeString(file(), TrialRow.header(schema) + "\n" + checked + "\n");

    append(Trials.ok(FIRST, 1, 71.25));

    assertThat(Files.readAllLines(file()).get(1)).isEqualTo(Trials.foreign(lost, 4));
  }

  /** Messages of schema 2 quote files as they are. */
  @Test
  void continuesAJournalOfSchema2WhoseMessageHasLettersTurnedAround() throws IOException {
    String row =
        Trials.older(Trials.without(FIRST, 1, Status.FAILED, "no file a.png"), TrialRow.UNCHECKED);
    Files.writeString(
        file(),
        TrialRow.header(TrialRow.UNCHECKED) + "\n" + row.replace("a.png", "a\u202egnp") + "\n");
    assertThat(Journal.read(file()).results())
        .extracting(TrialResult::message)
        .containsExactly("no file a\\u202egnp");

    append(Trials.ok(SECOND, 1, 60));

    assertThat(Journal.read(file()).results())
        .extracting(TrialResult::message)
        .containsExactly("no file a\\u202egnp", "");
  }

  /** It was stopped before the new journal had its name. */
  @Test
  void finishesAnUpgradeThatWasStopped() throws IOException {
    String old =
        TrialRow.header(TrialRow.UNCHECKED)
            + "\n"
            + Trials.older(Trials.ok(FIRST, 1, 50), TrialRow.UNCHECKED)
            + "\n";
    Files.writeString(file(), old + "2,torn");
    Files.writeString(directory.resolve("trials.schema2.csv"), old + "2,torn");
    Files.writeString(directory.resolve("trials.csv.tmp"), TrialRow.HEADER);

    append(Trials.ok(SECOND, 1, 60));

    assertThat(Journal.read(file()).results())
        .containsExactly(Trials.ok(FIRST, 1, 50), Trials.ok(SECOND, 1, 60));
    assertThat(directory.resolve("trials.schema2.csv")).hasContent(old + "2,torn");
    assertThat(directory.resolve("trials.csv.tmp")).doesNotExist();
  }

  @Test
  void doesNotReplaceAnotherJournalByTheOneThatItKeeps() throws IOException {
    String old =
        TrialRow.header(TrialRow.UNCHECKED)
            + "\n"
            + Trials.older(Trials.ok(FIRST, 1, 50), TrialRow.UNCHECKED)
            + "\n";
    Files.writeString(file(), old);
    Path kept = directory.resolve("trials.schema2.csv");
    Files.writeString(kept, "another");

    assertThatThrownBy(() -> Journal.open(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "%s is of schema 2, and its copy would replace another %s: move that away",
            file(), kept);
    assertThat(file()).hasContent(old);
    assertThat(kept).hasContent("another");
  }

  @Test
  void saysHowManyResultsOfAnothersJournalAreOfOtherNumerics() throws IOException {
    write(
        Trials.foreign(Trials.ok(FIRST, 1, 71.25), 1),
        Trials.foreign(Trials.ok(SECOND, 1, 60), 0),
        Trials.foreign(Trials.ok(SECOND, 2, 60), 1));

    Journal.Contents read = Journal.read(file());

    assertThat(read.results()).isEmpty();
    assertThat(read.leftOut())
        .containsExactly(
            String.format(
                Locale.ROOT,
                "%s: 1 result is of numerics 0, this program computes numerics %d",
                file(),
                Trial.NUMERICS),
            String.format(
                Locale.ROOT,
                "%s: 2 results are of numerics 1, this program computes numerics %d",
                file(),
                Trial.NUMERICS));
  }

  @Test
  void refusesAnothersJournalThatIsEmptyOrEndsInItsHeader() throws IOException {
    Files.writeString(file(), "");
    assertThatThrownBy(() -> Journal.read(file()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("%s is empty: expected a journal, trials.csv of a run", file());

    Files.writeString(file(), "schema,id");
    assertThatThrownBy(() -> Journal.read(file()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "%s:1: the header is incomplete: the run that began this journal did not write a result",
            file());
  }

  /** A spreadsheet takes {@code '=…} for text, and computes {@code =…}. */
  @Test
  void keepsAMessageFromBeingAFormulaInASpreadsheet() {
    TrialResult failed = Trials.without(FIRST, 1, Status.FAILED, "=HYPERLINK(\"http://x\")");

    String line = TrialRow.format(failed);

    assertThat(line).contains("\"'=HYPERLINK(\"\"http://x\"\")\"");
    assertThat(TrialRow.parse(line, TrialRow.SCHEMA)).contains(failed);
    String before = line.substring(0, line.lastIndexOf(',')).replace("\"'=", "\"=");
    assertThat(TrialRow.parse(TrialRow.checked(before), TrialRow.SCHEMA)).contains(failed);
  }

  @Test
  void keepsMessagesOnOneLine() {
    append(Trials.without(FIRST, 1, Status.FAILED, "first, \"one\"\r\n\tthen\u2028another\n"));

    try (Journal journal = Journal.open(directory)) {
      assertThat(journal.attempts(FIRST))
          .extracting(TrialResult::message)
          .containsExactly("first, \"one\" then another ");
    }
  }

  @Test
  void knowsRoundedNumbersBeforeAndAfterReopening() {
    double before;
    try (Journal journal = Journal.open(directory)) {
      journal.append(Trials.ok(FIRST, 1, 200.0 / 3));
      before = journal.ok(FIRST).orElseThrow().measured().accuracy();
    }

    try (Journal journal = Journal.open(directory)) {
      assertThat(journal.ok(FIRST).orElseThrow().measured().accuracy())
          .isEqualTo(before)
          .isEqualTo(66.6667);
    }
  }

  @Test
  void countsTheFirstGoodAttemptOnly() {
    try (Journal journal = Journal.open(directory)) {
      journal.append(Trials.without(FIRST, 1, Status.CRASHED, "gone"));
      journal.append(Trials.ok(FIRST, 2, 50));
      journal.append(Trials.ok(FIRST, 3, 50));

      assertThat(journal.ok(FIRST).orElseThrow().attempt()).isEqualTo(2);
      assertThat(journal.attempts(FIRST)).extracting(TrialResult::attempt).containsExactly(1, 2, 3);
    }
  }

  @Test
  void takesNoSecondResultOfATrial() throws IOException {
    try (Journal journal = Journal.open(directory)) {
      journal.append(Trials.ok(FIRST, 1, 50));
      assertThatThrownBy(() -> journal.append(Trials.ok(FIRST, 2, 60)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(file() + ": two results of trial " + FIRST.id());
    }
    assertThat(Journal.read(file()).results()).containsExactly(Trials.ok(FIRST, 1, 50));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void attemptsThatDidNotEndWellMeasureNothing(Status status) {
    append(Trials.without(FIRST, 1, status, "because"));

    try (Journal journal = Journal.open(directory)) {
      assertThat(journal.ok(FIRST)).isEmpty();
      assertThat(journal.results()).extracting(TrialResult::status).containsExactly(status);
    }
  }

  @Test
  void losesOnlyATornLastLineWhereverItIsTorn() throws IOException {
    append(Trials.ok(FIRST, 1, 71.25), Trials.without(SECOND, 1, Status.FAILED, "größer"));
    byte[] whole = Files.readAllBytes(file());
    int lastLine = new String(whole, 0, whole.length - 1, UTF_8).lastIndexOf('\n') + 1;

    for (int length = lastLine; length < whole.length - 1; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      append(Trials.ok(SECOND, 1, 60));

      try (Journal journal = Journal.open(directory)) {
        assertThat(journal.results())
            .as("torn at byte %d", length)
            .extracting(result -> result.measured().accuracy())
            .containsExactly(71.25, 60.0);
      }
    }
  }

  /** Many editors, and whoever adds a line by hand, omit it. */
  @Test
  void keepsALastLineThatLacksOnlyItsLineBreak() throws IOException {
    append(Trials.ok(FIRST, 1, 71.25), Trials.ok(SECOND, 1, 60));
    String whole = Files.readString(file());
    Files.writeString(file(), whole.substring(0, whole.length() - 1));

    assertThat(Journal.read(file()).results()).hasSize(2);
    assertThat(Journal.read(file()).leftOut()).isEmpty();
    append(Trials.without(FIRST, 2, Status.FAILED, "no"));
    assertThat(Files.readString(file())).startsWith(whole);
    assertThat(Journal.read(file()).results()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void beginsAnewWhenTheHeaderIsTorn(int length) throws IOException {
    Files.writeString(file(), TrialRow.HEADER.substring(0, length));

    append(Trials.ok(FIRST, 1, 71.25));

    assertThat(Files.readString(file())).startsWith(TrialRow.HEADER + "\n" + TrialRow.SCHEMA + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"id,accuracy\nabc,1\n", "not a journal"})
  void refusesAForeignFileAndLeavesItAlone(String foreign) throws IOException {
    Files.writeString(file(), foreign);

    assertThatThrownBy(() -> Journal.open(directory))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "%s:1: not a journal that this program can continue: its header is '%s', expected"
                    .formatted(file(), foreign.lines().findFirst().orElseThrow())
                + " '%s'; move the file away to begin a new one".formatted(TrialRow.HEADER));
    assertThat(file()).hasContent(foreign);
    Files.move(file(), directory.resolve("away.csv"));
    Journal.open(directory).close();
  }

  @Test
  void keepsButDoesNotUseRowsOfOtherNumerics() throws IOException {
    write(Trials.foreign(Trials.ok(FIRST, 1, 71.25), 0));
    String older = Files.readString(file());

    append(Trials.ok(FIRST, 1, 60));

    try (Journal journal = Journal.open(directory)) {
      assertThat(journal.results())
          .extracting(result -> result.measured().accuracy())
          .containsExactly(60.0);
      assertThat(Files.readString(file())).startsWith(older);
    }
  }

  @Test
  void isWrittenByAnInterruptedThreadToo() {
    try (Journal journal = Journal.open(directory)) {
      Thread.currentThread().interrupt();
      journal.append(Trials.ok(FIRST, 1, 71.25));
      assertThat(Thread.interrupted()).isTrue();

      journal.append(Trials.ok(SECOND, 1, 60));
      assertThat(journal.results()).hasSize(2);
    }
  }

  @Test
  void hasOneWriterInThisProcess() {
    try (Journal journal = Journal.open(directory)) {
      assertThatThrownBy(() -> Journal.open(directory.resolve("../" + directory.getFileName())))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              file()
                  + " is in use by another run: wait until it ends, or write to another directory");
      journal.append(Trials.ok(FIRST, 1, 71.25));
    }
    Journal.open(directory).close();
  }

  @Test
  void hasOneWriterAmongProcessesEvenAfterARefusalHere() throws Exception {
    try (Journal journal = Journal.open(directory)) {
      assertThatThrownBy(() -> Journal.open(directory)).hasMessageContaining("is in use");

      assertThat(openElsewhere()).contains(file() + " is in use by another run");

      journal.append(Trials.ok(FIRST, 1, 71.25));
    }
    assertThat(openElsewhere()).isEqualTo("opened, 1 results\n");
  }

  /** Opens the journal in another process, and prints how that went. */
  static final class Elsewhere {
    private Elsewhere() {}

    public static void main(String[] args) {
      try (Journal journal = Journal.open(Path.of(args[0]))) {
        System.out.println("opened, " + journal.results().size() + " results");
      }
    }
  }

  private String openElsewhere() throws IOException {
    Process process =
        ChildProcess.java(List.of(), Elsewhere.class, directory.toString())
            .redirectErrorStream(true)
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private void append(TrialResult... results) {
    try (Journal journal = Journal.open(directory)) {
      for (TrialResult result : results) {
        journal.append(result);
      }
    }
  }

  private void write(String... rows) throws IOException {
    Files.writeString(file(), TrialRow.HEADER + "\n" + String.join("\n", rows) + "\n");
  }

  private Path file() {
    return directory.resolve("trials.csv");
  }

  private static TrialResult randomResult(Random random) {
    ImmutableSortedMap.Builder<String, String> options = ImmutableSortedMap.naturalOrder();
    for (int i = random.nextInt(4); i > 0; i--) {
      options.put("option" + i + "." + random.nextInt(3), Integer.toHexString(random.nextInt()));
    }
    int epochs = 1 + random.nextInt(100);
    Recipe recipe =
        new Recipe(
            oneOf(random, OptimizerKind.class),
            Math.pow(10, -6 * random.nextDouble()),
            random.nextBoolean() ? 0 : random.nextDouble(),
            epochs,
            random.nextInt(epochs),
            1 + random.nextInt(256),
            oneOf(random, Warmup.class));
    Trial trial =
        new Trial(
            "mini-" + random.nextInt(9),
            "aa11",
            "digits",
            "bb22",
            oneOf(random, Split.class),
            "fake",
            options.build(),
            recipe,
            random.nextInt(),
            Execution.DEFAULT);
    Status status = oneOf(random, Status.class);
    Measured measured =
        status == Status.OK
            ? new Measured(
                100 * random.nextDouble(),
                random.nextGaussian(),
                random.nextInt(1, 1000),
                random.nextInt(1),
                random.nextLong(1000, Long.MAX_VALUE),
                random.nextDouble() * 1e5,
                random.nextDouble() * 1e4)
            : Measured.NONE;
    return new TrialResult(
        trial,
        1 + random.nextInt(3),
        status,
        measured,
        randomText(random),
        new Environment(
            randomText(random),
            randomText(random),
            randomText(random),
            randomText(random),
            randomText(random)),
        Instant.ofEpochSecond(1_800_000_000L + random.nextInt(), random.nextInt(1_000_000_000)));
  }

  private static <E extends Enum<E>> E oneOf(Random random, Class<E> kind) {
    List<E> all = List.copyOf(EnumSet.allOf(kind));
    return all.get(random.nextInt(all.size()));
  }

  private static String randomText(Random random) {
    String alphabet = "ab ,;=\"'#\\\n\r\t\0|@é²漢\u2028\ud800";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
