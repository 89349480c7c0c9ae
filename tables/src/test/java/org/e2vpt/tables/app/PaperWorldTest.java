package org.e2vpt.tables.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.Trial.Split;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.harness.trial.Trials;
import org.e2vpt.tables.ledger.RunProvenance;
import org.e2vpt.tables.paper.PlanChoices.Pixels;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaperWorldTest {

  private static final PaperWorld FILES = PaperWorld.ofFiles(NoData.FOLDER);

  @ParameterizedTest
  @CsvSource({
    "dtd, PILLOW, true",
    "dtd, TENSORFLOW, false",
    "fgvc_cub, TENSORFLOW, true",
    "fgvc_cub, PILLOW, false",
    "cifar, PILLOW, false",
    "cifar, TENSORFLOW, false",
  })
  void plansTrialsOnOtherImagesWhereTheChosenDecoderIsAnother(
      String task, Pixels pixels, boolean other) throws IOException {
    String word = pixels.name().toLowerCase(Locale.ROOT);

    assertThat(data("tables=table1 rows=linear tasks=%s".formatted(task)))
        .isEqualTo(FILES.data(task, Pixels.ORIGINAL));
    assertThat(data("tables=table1 rows=linear tasks=%s protocol.pixels=%s".formatted(task, word)))
        .isEqualTo(FILES.data(task, pixels));
    assertThat(FILES.data(task, pixels).equals(FILES.data(task, Pixels.ORIGINAL)))
        .isEqualTo(!other);
  }

  private static String data(String settings) throws IOException {
    RunConfig config = Configs.of(settings);
    PaperWorld world = new PaperWorld(NoData.FOLDER, id -> "weights-of-" + id, FILES.dataOf());
    RunPage page = config.onlyPage();
    List<RowPlan> plans =
        TableRun.plans(config, page.paper(), CellSelection.of(config, page).asked(), world);
    return plans.get(0).data();
  }

  @Test
  void findsTheTrialsOfEachDecoderInOneJournal() {
    PaperWorld journal = journal(Pixels.ORIGINAL, Pixels.PILLOW);

    assertThat(journal.data("dtd", Pixels.ORIGINAL)).isEqualTo(FILES.data("dtd", Pixels.ORIGINAL));
    assertThat(journal.data("dtd", Pixels.TENSORFLOW))
        .isEqualTo(FILES.data("dtd", Pixels.ORIGINAL));
    assertThat(journal.data("dtd", Pixels.PILLOW)).isEqualTo(FILES.data("dtd", Pixels.PILLOW));
  }

  @Test
  void takesNoTrialOfTheOtherDecoderForOneOfTheChosen() {
    assertThat(journal(Pixels.PILLOW).data("dtd", Pixels.ORIGINAL))
        .isEqualTo(RunProvenance.UNKNOWN);
  }

  @Test
  void refusesAJournalOfSeveralFilesOfATask() {
    PaperWorld journal = PaperWorld.of(List.of(trial("a"), trial("b")), NoData.FOLDER);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> journal.data("dtd", Pixels.ORIGINAL))
        .withMessage("the journal has trials with different files of task dtd: a, b; split it");
  }

  private static PaperWorld journal(Pixels... pixels) {
    return PaperWorld.of(
        Stream.of(pixels).map(each -> trial(FILES.data("dtd", each))).toList(), NoData.FOLDER);
  }

  private static TrialResult trial(String data) {
    Trial any = Trials.of("vit-b16.in21k", "dtd", 1);
    return Trials.ok(
        new Trial(
            any.backbone(),
            any.weights(),
            any.task(),
            data,
            Split.FINAL,
            any.method(),
            ImmutableSortedMap.of(),
            any.recipe(),
            1,
            any.execution()),
        1,
        50);
  }
}
