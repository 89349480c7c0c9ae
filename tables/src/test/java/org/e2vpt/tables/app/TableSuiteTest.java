package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.e2vpt.harness.data.DataFolder;
import org.e2vpt.harness.schedule.Gpus;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Provenance;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.util.SetSystemProperty;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** Suites of tables over journals that nobody ran, and on machines that lack something. */
class TableSuiteTest {

  static final ImmutableList<String> TABLES =
      Papers.shipped().get("e2vpt").tables().keySet().asList();

  /** Its trials are some of Table 1's, compared with other numbers. */
  private static final String FIGURE3 = "figure3";

  @TempDir static Path temporary;

  private static final Properties PROPERTIES = new Properties();
  private static String table = "";

  /**
   * A journal with all trials of all tables, each as good as the paper prints; without Figure 3,
   * whose trials are some of Table 1, held to another number.
   */
  private static Path allTables = Path.of("");

  @BeforeAll
  static void writeJournal() throws IOException {
    SyntheticJournal journal = new SyntheticJournal(RunConfig.of(tuned()));
    for (String id : TABLES) {
      if (!id.equals(FIGURE3)) {
        journal.add(id);
      }
    }
    allTables = temporary.resolve("all-tables");
    journal.write(allTables);
  }

  /** A machine with neither GPU nor files. */
  private static Readiness bare() {
    return new Readiness(
        new Gpus(ImmutableList.of(), "nvidia-smi cannot be run: install NVIDIA's driver"),
        () -> {
          throw new AssertionError("there is no GPU to find libtorch for");
        },
        new DataFolder(temporary.resolve("data")));
  }

  /** Run by the tests below only: its name keeps it from surefire and failsafe. */
  @ParameterizedClass(name = "{0}")
  @MethodSource("pages")
  static class Suite extends TableSuite {
    Suite() {
      super(RunConfig.of(PROPERTIES), bare());
    }

    static List<RunPage> pages() {
      return List.of(RunPage.of(Papers.shipped().get("e2vpt"), table));
    }
  }

  @BeforeEach
  void reset() {
    PROPERTIES.clear();
    PROPERTIES.setProperty("reports", temporary.resolve("reports").toString());
    PROPERTIES.setProperty("budget", "tuned");
    PROPERTIES.setProperty("lengths", LENGTHS);
  }

  /** With those that are known, Table 1 shares trials with Table 4, which prints other numbers. */
  private static final String LENGTHS = "released";

  private static final List<String> SINGLE_TASKS = List.of("table4", "figure3", "figure4");

  @ParameterizedTest
  @FieldSource("TABLES")
  void isGreenIfEveryRunReachesWhatThePaperPrints(String id) throws IOException {
    EngineExecutionResults results =
        id.equals(FIGURE3)
            ? assertJournal(journal().add(id).embed(id, end -> end), id)
            : assertJournal(allTables, id);

    // Of a single task, three seeds cannot exclude a difference of a point.
    long single = SINGLE_TASKS.contains(id) ? cells(id) : 0;
    results
        .testEvents()
        .assertStatistics(counts -> counts.succeeded(cells(id) - single).failed(0).aborted(single));
  }

  @Test
  void isRedInTheOneCellThatIsThreePointsBelow() throws IOException {
    EngineExecutionResults results =
        assertJournal(
            journal()
                .add("table1")
                .change("table1", "adapter", "Natural", SyntheticJournal.Change.by(-3)),
            "table1");

    results
        .testEvents()
        .assertStatistics(counts -> counts.succeeded(cells("table1") - 1).failed(1).aborted(0));
    assertThat(messages(results, TestExecutionResult.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith(
            "E²VPT Table 1 › Adapter › Natural: Table 1 › Adapter › Natural: not reproduced: 67.39 ± 0.04 (n = 3)")
        .contains("(n = 3) against 70.39 printed differs by −3.00 points");
  }

  @Test
  void tellsSixEndsOfACell() throws IOException {
    SyntheticJournal journal =
        journal()
            .add(
                "table5",
                cell -> !cell.row().equals("kv-after") || !cell.column().equals("Natural"))
            .change("table5", "init-trunc-norm", "Natural", SyntheticJournal.Change.by(-3))
            .change("table5", "init-trunc-norm", "Specialized", SyntheticJournal.Change.by(3))
            .change(
                "table5",
                "init-trunc-norm",
                "Structured",
                (result, seed) -> SyntheticJournal.crashed(result))
            .change(
                "table5",
                "kv-after",
                "Specialized",
                (result, seed) ->
                    seed == 0
                        ? SyntheticJournal.crashed(result)
                        : SyntheticJournal.ok(result.trial(), 84.3));

    EngineExecutionResults results = assertJournal(journal, "table5");

    assertThat(messages(results, TestExecutionResult.Status.SUCCESSFUL))
        .contains("E²VPT Table 5 › Trunc. Norm. › Specialized", "E²VPT Table 5 › He › Natural");
    List<String> failed = messages(results, TestExecutionResult.Status.FAILED);
    assertThat(failed).hasSize(2);
    assertThat(failed.get(0))
        .startsWith(
            "E²VPT Table 5 › Trunc. Norm. › Natural: Table 5 › Trunc. Norm. › Natural: not"
                + " reproduced: 76.77 ± ");
    assertThat(failed.get(1))
        .startsWith(
            "E²VPT Table 5 › Trunc. Norm. › Structured: Table 5 › Trunc. Norm. › Structured: not"
                + " run; printed is 56.36 % (spread not printed). no trial of the final of row 'init-trunc-norm' on"
                + " clevr_count succeeded: e2vpt clevr_count final, seed 42,")
        .contains("crashed (the worker died with exit code 134)");
    List<String> aborted = messages(results, TestExecutionResult.Status.ABORTED);
    assertThat(aborted)
        .hasSize(2)
        .contains(
            "E²VPT Table 5 › After › Natural: Table 5 › After › Natural: not run:"
                + " no result of 3 trials of the unpruned final of row 'kv-after' on caltech101")
        .last()
        .asString()
        .contains("Table 5 › After › Specialized: consistent: 84.30 ± ", "(n = 2)");
  }

  @ParameterizedTest
  @FieldSource("TABLES")
  void skipsEveryCellWithTheReasonWhereThereIsNoGpu(String id) {
    EngineExecutionResults results = execute(id);

    results
        .testEvents()
        .assertStatistics(counts -> counts.succeeded(0).failed(0).aborted(cells(id)));
    assertThat(messages(results, TestExecutionResult.Status.ABORTED))
        .allSatisfy(
            message ->
                assertThat(message)
                    .endsWith(
                        ": not run: there is no GPU: nvidia-smi cannot be run: install NVIDIA's"
                            + " driver; gpu=off computes on the processor"));
  }

  @Test
  void skipsEveryCellWithTheFilesThatAreMissing() {
    PROPERTIES.setProperty("gpu", "off");

    assertThat(messages(execute("table4"), TestExecutionResult.Status.ABORTED))
        .hasSize(8)
        .first()
        .asString()
        .isEqualTo(
            ("E²VPT Table 4 › Visual › svhn: Table 4 › Visual ›"
                    + " svhn: not run: svhn, weights/imagenet21k_ViT-B_16.npz are not in %s; 'e2vpt data"
                    + " fetch svhn weights/imagenet21k_ViT-B_16.npz' gets them, or says how to")
                .formatted(temporary.resolve("data")));
  }

  @Test
  void showsTheDisksOfFigure3() throws IOException {
    assertJournal(journal().add("figure3").embed("figure3", end -> end), "figure3");

    assertThat(temporary.resolve("reports/e2vpt/figure3/index.html"))
        .content()
        .contains("0 of 6 cells of Figure 3 reproduced, 6 consistent")
        .contains("id=\"disk-fgvc-cub\"", "id=\"disk-fgvc-flowers\"")
        .contains("Recall@1, 2, 4, 8 of test images 97.1, 98.4, 98.9, 99.3 %")
        .doesNotContain("Figure 1");
  }

  @Test
  void skipsACellOfFigure3ThatHasNoDiskYet() throws IOException {
    assertThat(
            messages(
                assertJournal(journal().add("figure3"), "figure3"),
                TestExecutionResult.Status.ABORTED))
        .hasSize(6)
        .first()
        .isEqualTo(
            "E²VPT Figure 3 › VPT › fgvc_cub: Figure 3 › VPT › fgvc_cub: no disk: no result of the trial"
                + " that embeds row 'vpt-deep' on fgvc_cub for a figure");
  }

  @Test
  void isRedInACellOfFigure3ThatCouldNotBeEmbedded() throws IOException {
    SyntheticJournal journal = journal().add("figure3").embed("figure3", SyntheticJournal::crashed);

    assertThat(messages(assertJournal(journal, "figure3"), TestExecutionResult.Status.FAILED))
        .hasSize(6)
        .first()
        .asString()
        .matches(
            "E²VPT Figure 3 › VPT › fgvc_cub: Figure 3 › VPT › fgvc_cub: no disk: trial [0-9a-f]{12}"
                + " ended as crashed");
  }

  @Test
  void saysThatAJournalIsOfOtherSettings() {
    PROPERTIES.setProperty("budget", "paper");
    PROPERTIES.setProperty("rows", "visual");

    assertThat(messages(assertJournal(allTables, "table4"), TestExecutionResult.Status.ABORTED))
        .hasSize(2)
        .first()
        .asString()
        .startsWith(
            "E²VPT Table 4 › Visual › svhn: Table 4 › Visual › svhn: not run: no"
                + " result of 40 trials of the search of row 'visual' on svhn: none of the ")
        .endsWith(
            " results in %s is of these settings; budget, lengths, search, protocol, seeds and precision have to be those that it was made with"
                .formatted(allTables.resolve("trials.csv")));
  }

  @Test
  void saysWhatOfAJournalWasLeftOut() throws IOException {
    Path journal = Files.createTempDirectory(temporary, "older").resolve("trials.csv");
    String all = Files.readString(allTables.resolve("trials.csv"));
    // As schema 2 had it, without checks.
    Files.writeString(
        journal,
        all.replace(String.format(Locale.ROOT, ",ok,1,%d,", Trial.NUMERICS), ",ok,1,1,")
                .replace(",check\n", "\n")
                .replace(",shortcuts,", ",shortcuts,protocol,")
                .replace(",epochs,until,", ",epochs,")
                .replaceAll(
                    "(?m)^5((?:,[^,]*){15}),0(,.*,fp32,on,)(.*),[0-9a-f]{16}$", "2$1$2paper,$3")
            + "2,torn");
    long rows = all.lines().count() - 1;
    PROPERTIES.setProperty("rows", "visual");

    String leftOut =
        String.format(
            Locale.ROOT,
            "%s: %d results are of numerics 1, this program computes numerics %d; %s:%d: the last line is incomplete and was left out",
            journal,
            rows,
            Trial.NUMERICS,
            journal,
            rows + 2);
    assertThat(messages(assertJournal(journal, "table4"), TestExecutionResult.Status.ABORTED))
        .hasSize(2)
        .first()
        .asString()
        .endsWith(
            ": not run: no result of 3 trials of the final of row 'visual' on svhn: " + leftOut);
    for (String file : List.of("provenance.csv", "summary.md")) {
      assertThat(temporary.resolve("reports/e2vpt/table4").resolve(file))
          .content()
          .contains(" of row and task, see 'missing' below; " + leftOut);
    }
  }

  @Test
  void refusesAnEmptyJournal() throws IOException {
    Path journal = Files.createFile(temporary.resolve("empty.csv"));

    assertThat(containerFailures(assertJournal(journal, "table4")))
        .containsExactly(journal + " is empty: expected a journal, trials.csv of a run");
  }

  @Test
  void saysThatAJournalIsOfOtherImages() throws IOException {
    assertJournal(allTables, "figure4");

    assertThat(Provenance.read(temporary.resolve("reports/e2vpt/figure4/provenance.csv")).entries())
        .containsEntry(
            "images svhn",
            "The journal's images are not those of this machine's lock and data folder: its files,"
                + " its split or its lock were others, perhaps miniatures. 'e2vpt data show svhn'"
                + " says what they should be.");
  }

  @Test
  void saysThatThereAreNoWeightsToCompareAJournalsWith() throws IOException {
    PROPERTIES.setProperty("data.root", temporary.resolve("no-data").toString());

    assertJournal(allTables, "table4");

    assertThat(Provenance.read(temporary.resolve("reports/e2vpt/table4/provenance.csv")).entries())
        .containsEntry(
            "checkpoint vit-b16.in21k",
            "The journal's weights are compared with no others: weights/imagenet21k_ViT-B_16.npz is"
                + " not in this machine's data folder. 'e2vpt data fetch"
                + " weights/imagenet21k_ViT-B_16.npz' gets it.");
  }

  @Test
  void skipsATableOfWhichTheFiltersLeaveNothing() {
    PROPERTIES.setProperty("tables", "table1,table5");
    PROPERTIES.setProperty("groups", "FGVC");
    PROPERTIES.setProperty("gpu", "require");

    EngineExecutionResults results = execute("table5");

    assertThat(results.testEvents().list()).isEmpty();
    assertThat(results.containerEvents().failed().list()).isEmpty();
    assertThat(results.containerEvents().aborted().stream())
        .extracting(
            event -> String.valueOf(result(event).getThrowable().orElseThrow().getMessage()))
        .containsExactly("no cell of table5 is left by {groups=FGVC}");
  }

  @Test
  void failsOnceIfAGpuIsRequired() {
    PROPERTIES.setProperty("gpu", "require");

    assertThat(containerFailures(execute("table1")))
        .containsExactly(
            "gpu=require, but there is no GPU: nvidia-smi cannot be run: install NVIDIA's driver");
  }

  @Test
  void failsOnceIfFilesAreRequired() {
    PROPERTIES.setProperty("gpu", "off");
    PROPERTIES.setProperty("data", "require");

    assertThat(containerFailures(execute("figure4")))
        .containsExactly(
            ("data=require, but svhn, weights/imagenet21k_ViT-B_16.npz are not in %s; 'e2vpt data"
                    + " fetch svhn weights/imagenet21k_ViT-B_16.npz' gets them, or says how to")
                .formatted(temporary.resolve("data")));
  }

  @Test
  @SetSystemProperty(key = "tables", value = "vpt/table9")
  void saysWhatIsWrongWithASettingOfABuild() {
    assertThat(containerFailures(execute(TablesIT.class)))
        .singleElement()
        .asString()
        .startsWith("no table 'vpt/table9'; there are table1, ");
  }

  @Test
  void runsTheCellsThatAreAskedForOnly() {
    PROPERTIES.setProperty("rows", "vpt-deep,e2vpt");
    PROPERTIES.setProperty("groups", "Natural,FGVC");
    PROPERTIES.setProperty("tasks", "svhn,dtd,fgvc_cub");

    assertThat(messages(assertJournal(allTables, "table1"), TestExecutionResult.Status.ABORTED))
        .as("a single task says too little")
        .hasSize(2)
        .allMatch(message -> message.contains("FGVC: consistent: "));
    assertThat(names(execute("table1")))
        .containsExactly(
            "E²VPT Table 1 › VPT › FGVC (fgvc_cub)",
            "E²VPT Table 1 › VPT › Natural (dtd, svhn)",
            "E²VPT Table 1 › E²VPT (Ours) › FGVC (fgvc_cub)",
            "E²VPT Table 1 › E²VPT (Ours) › Natural (dtd, svhn)");
  }

  private SyntheticJournal journal() {
    return new SyntheticJournal(RunConfig.of(PROPERTIES));
  }

  private static Properties tuned() {
    Properties properties = new Properties();
    properties.setProperty("budget", "tuned");
    properties.setProperty("lengths", LENGTHS);
    return properties;
  }

  private static EngineExecutionResults assertJournal(SyntheticJournal journal, String id)
      throws IOException {
    Path elsewhere = Files.createTempDirectory(temporary, "elsewhere");
    journal.write(elsewhere);
    return assertJournal(elsewhere, id);
  }

  private static EngineExecutionResults assertJournal(Path journal, String id) {
    PROPERTIES.setProperty("run", "never");
    PROPERTIES.setProperty("journal", journal.toString());
    return execute(id);
  }

  private static EngineExecutionResults execute(String id) {
    table = id;
    return execute(Suite.class);
  }

  private static EngineExecutionResults execute(Class<?> suite) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(suite)).execute();
  }

  private static long cells(String id) {
    return Map.of(
            "table1", 36L, "table2", 21L, "table3", 42L, "table4", 8L, "table5", 12L, "figure3", 6L,
            "figure4", 4L)
        .get(id);
  }

  private static List<String> names(EngineExecutionResults results) {
    return results.testEvents().finished().stream()
        .map(event -> event.getTestDescriptor().getDisplayName())
        .toList();
  }

  /** Of the tests that ended so: their names, and after a colon their messages. */
  private static List<String> messages(
      EngineExecutionResults results, TestExecutionResult.Status status) {
    return results.testEvents().finished().stream()
        .filter(event -> result(event).getStatus() == status)
        .map(
            event ->
                event.getTestDescriptor().getDisplayName()
                    + result(event).getThrowable().map(t -> ": " + t.getMessage()).orElse(""))
        .toList();
  }

  private static List<String> containerFailures(EngineExecutionResults results) {
    assertThat(results.testEvents().list()).isEmpty();
    return results.containerEvents().failed().stream()
        .map(event -> String.valueOf(result(event).getThrowable().orElseThrow().getMessage()))
        .toList();
  }

  private static TestExecutionResult result(Event event) {
    return event.getPayload(TestExecutionResult.class).orElseThrow();
  }
}
