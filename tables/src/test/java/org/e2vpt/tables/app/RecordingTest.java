package org.e2vpt.tables.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.e2vpt.harness.trial.BuildInfo;
import org.e2vpt.harness.trial.BuildInfo.Module;
import org.e2vpt.tables.paper.AskedCell;
import org.e2vpt.tables.paper.Cell;
import org.e2vpt.tables.paper.CellTable;
import org.e2vpt.tables.paper.Cost;
import org.e2vpt.tables.paper.Judgement;
import org.e2vpt.tables.paper.Papers;
import org.e2vpt.tables.paper.Summary;
import org.e2vpt.tables.report.Report;
import org.e2vpt.tables.verdict.VerdictWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

  @TempDir Path temporary;

  @Test
  void publishesAllThatTheReportIsRenderedFrom() throws IOException {
    Path copy = publish(run(InventedRun.COMMIT));

    assertThat(copy).isEqualTo(temporary.resolve("recorded/mini"));
    String published = Files.readString(copy.resolve("index.html"));
    var unused = Report.render(Papers.shipped(), copy);
    assertThat(copy.resolve("index.html")).usingCharset(UTF_8).hasContent(published);
    assertThat(copy.resolve("README.md"))
        .usingCharset(UTF_8)
        .hasSameTextualContentAs(copy.resolve("summary.md"), UTF_8);
    assertThat(published).contains("training loss");
  }

  @Test
  void publishesARegistration() throws IOException {
    Path run = run(InventedRun.COMMIT);
    Files.writeString(run.resolve("registration.csv"), "as it is");

    assertThat(publish(run).resolve("registration.csv")).hasContent("as it is");
  }

  @Test
  void publishesNoCurveOfAnotherRun() throws IOException {
    Path run = run(InventedRun.COMMIT);
    Path earlier = temporary.resolve("recorded/mini/curves/ffffffffffff.csv");
    Files.createDirectories(earlier.getParent());
    Files.createFile(earlier);
    Files.createFile(run.resolve("curves/eeeeeeeeeeee.csv"));

    assertThat(publish(run).resolve("curves"))
        .isDirectoryContaining("glob:**30f231151722.csv")
        .isDirectoryNotContaining("glob:**{ffffffffffff,eeeeeeeeeeee}.csv");
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials.csv", "runs.csv", "reasons.csv", "provenance.csv", "index.html"})
  void publishesNoUnfinishedRun(String file) throws IOException {
    Path run = run(InventedRun.COMMIT);
    Files.delete(run.resolve(file));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> publish(run))
        .withMessage(
            "%s has no %s: it is not a finished run; run 'mvn verify' first".formatted(run, file));
  }

  @ParameterizedTest
  @ValueSource(strings = {InventedRun.COMMIT + "-dirty", "unknown"})
  void publishesNoRunWhoseSearchWasMadeByAChangedProgram(String commit) throws IOException {
    Path run = run(commit);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> publish(run))
        .withMessageMatching(
            ("Refusing to publish: trial [0-9a-f]{12} was run by a program with uncommitted changes, or"
                    + " of an unknown commit: '%s'. Delete %s, and run it again with a program that was"
                    + " built from a clean working tree.")
                .formatted(commit, run));
  }

  @Test
  void publishesNothingByAProgramWithUncommittedChanges() throws IOException {
    Path run = run(InventedRun.COMMIT);
    BuildInfo dirty =
        new BuildInfo(ImmutableList.of(new Module("tables", InventedRun.COMMIT, false, true)));

    assertThatIllegalStateException()
        .isThrownBy(() -> Recording.publish(run, temporary.resolve("recorded"), dirty))
        .withMessage(
            "Refusing to publish: the working tree had uncommitted changes when this program was"
                + " built. Commit them, then build it again with 'mvn package'.");
  }

  /** The tests run from folders of classes, whatever the working tree is like. */
  @Test
  void recordsAndPublishesNothingByAProgramThatIsNoJar() throws IOException {
    Path run = run(InventedRun.COMMIT);

    assertThatIllegalStateException()
        .isThrownBy(() -> Recording.publish(run, temporary.resolve("recorded")))
        .withMessageStartingWith("Refusing to publish: ");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> Recording.reference(Configs.run("tables=mini seeds=42,44,82,100,800"), temporary))
        .withMessageStartingWith("Refusing to record: ");
  }

  @Test
  void publishesNoRunThatWasHeldToNothing() throws IOException {
    Path run = run(InventedRun.COMMIT);
    AskedCell asked =
        new AskedCell(
            "mini/mini", "mini", "full", "Full", "Natural", ImmutableList.of("digits"), 3, "paper");
    Summary measured = new Summary(3, 50, 1);
    CellTable.write(
        run.resolve("cells.csv"),
        List.of(
            new Cell(
                asked,
                measured,
                Summary.NONE,
                Judgement.none(VerdictWord.INCONCLUSIVE, "invented"),
                1,
                1,
                Cost.NOTHING,
                1000)));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> publish(run))
        .withMessage(
            "%s: no cell has a reference; run 'mvn verify' again, with a recorded reference"
                .formatted(run.resolve("cells.csv")));
  }

  /** Methods are compared there, so that no cell needs a reference. */
  @Test
  void publishesARunOfOwnImagesWithItsPaperButNotWithTheirPlace() throws IOException {
    Path run = run(InventedRun.COMMIT);
    write(run.resolve("paper/own/paper.csv"), "key,value\n");
    write(
        run.resolve("paper/own/tasks.csv"),
        "task,visual,kv,place\nfolder:/home/me/photos,,,folder-0123456789ab\n");
    write(run.resolve("predictions/30f231151722.csv"), "of a final run");
    write(run.resolve("predictions/ffffffffffff.csv"), "of another");
    write(run.resolve("thumbnails.csv"), "small");

    Path copy = publish(run);

    assertThat(copy.resolve("paper/own/paper.csv")).hasContent("key,value");
    assertThat(copy.resolve("paper/own/tasks.csv"))
        .hasContent("task,visual,kv,place\nfolder-0123456789ab,,,");
    assertThat(copy.resolve("predictions"))
        .isDirectoryContaining("glob:**30f231151722.csv")
        .isDirectoryNotContaining("glob:**ffffffffffff.csv");
    assertThat(copy.resolve("thumbnails.csv")).hasContent("small");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void recordsNoReferenceOfFewSeeds() throws IOException {
    TableRun run = Configs.run("tables=mini");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Recording.reference(run, temporary))
        .withMessage("a reference needs at least 5 seeds, got 3; omit --seeds");
  }

  private Path run(String commit) throws IOException {
    Path run = temporary.resolve("mini");
    InventedRun.copyTo(run, commit);
    return run;
  }

  private Path publish(Path run) throws IOException {
    BuildInfo program =
        new BuildInfo(ImmutableList.of(new Module("tables", InventedRun.COMMIT, true, true)));
    return Recording.publish(run, temporary.resolve("recorded"), program);
  }
}
