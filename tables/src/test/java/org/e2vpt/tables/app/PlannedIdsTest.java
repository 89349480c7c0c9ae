package org.e2vpt.tables.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.e2vpt.harness.data.NoData;
import org.e2vpt.harness.trial.Trial;
import org.e2vpt.harness.trial.TrialResult;
import org.e2vpt.tables.plan.FakeLab;
import org.e2vpt.tables.plan.RowPlan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A journal is paid for: plans ask for the trials that they always asked for. Each stage is played
 * with made-up results, so the trials that follow a choice are among them.
 */
class PlannedIdsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tables=mini rows=full,linear,linear-random,vpt-deep,e2vpt,e2vpt-paper,e2vpt-released,visual-1-kv-1,visual-1-kv-2,visual-1-kv-4,visual-4-kv-1,visual-4-kv-2,visual-4-kv-4,visual-8-kv-1,visual-8-kv-2,visual-8-kv-4 tasks=all |  175 | e40da79c5790
          tables=mini rows=full,linear,linear-random,vpt-deep,e2vpt,visual-1-kv-1,visual-1-kv-2,visual-1-kv-4,visual-4-kv-1,visual-4-kv-2,visual-4-kv-4,visual-8-kv-1,visual-8-kv-2,visual-8-kv-4 tasks=digits,shapes-count protocol=released |  99 | 47d5e3f4c2ee
          tables=mini rows=full,linear,linear-random,vpt-deep,e2vpt,visual-1-kv-1,visual-1-kv-2,visual-1-kv-4,visual-4-kv-1,visual-4-kv-2,visual-4-kv-4,visual-8-kv-1,visual-8-kv-2,visual-8-kv-4 tasks=digits,shapes-count protocol.segments=16 protocol.warmup=from-zero protocol.final-prompts=searched |  77 | 457f7eb87236
          tables=e2vpt/table1 tasks=dtd,cifar,fgvc_cub protocol.final-prompts=searched repeats=1 lengths=released                                                         | 1721 | 0e4daccbea61
          tables=e2vpt/table1 tasks=dtd,cifar,fgvc_cub protocol=released protocol.chosen-epoch=last protocol.search-seeds=shared repeats=1 lengths=released                                          | 1606 | 77db928036c2
          tables=e2vpt/table1 rows=e2vpt,adapter tasks=cifar lengths=inferred protocol.final-prompts=searched repeats=1                                                   |  286 | bd1ba7765842
          tables=e2vpt/table1 rows=e2vpt tasks=cifar protocol=released protocol.rewinding=initial protocol.runs=3 protocol.search-seeds=shared repeats=1 lengths=released |   84 | 74d8171af08d
          tables=e2vpt/table2 tasks=cifar protocol.final-prompts=searched repeats=1 lengths=released                                                                      | 1221 | 4712509665bf
          tables=e2vpt/table2 tasks=cifar protocol=released protocol.search-seeds=shared repeats=1 lengths=released                                                       | 1212 | c04eabc15239
          tables=e2vpt/table3,e2vpt/table4,e2vpt/table5 tasks=svhn budget=tuned protocol=released protocol.search-seeds=shared lengths=released                           |  112 | 899f411fdafd
          tables=e2vpt/table1,vpt/table1 tasks=svhn protocol.final-prompts=searched repeats=1 lengths=released                                                            |  838 | 9ce2863d4a7c
          tables=e2vpt/table1,vpt/table1,vfpt/table1 tasks=svhn protocol.final-prompts=searched repeats=1 lengths=released                                                            | 1844 | 566584b065d9
          tables=e2vpt/table1,vpt/swin tasks=dtd,cifar,fgvc_cub protocol=released protocol.chosen-epoch=last protocol.search-seeds=shared repeats=1                                                  | 1784 | bb28722784ad
          tables=vpt tasks=cifar protocol=released budget=tuned protocol.search-seeds=shared lengths=released                                                             |  150 | 8acb1cfd2387
          """)
  void stayAsTheyAre(String settings, int trials, String digest) throws IOException {
    List<String> ids = trials(settings).map(Trial::id).sorted().toList();

    assertThat(ids.size() + " " + Hashing.sha256().hashString(String.join(" ", ids), UTF_8))
        .startsWith(trials + " " + digest);
  }

  /** E²VPT's scripts for FGVC take the best epoch, VFPT's the last, as on VTAB-1k. */
  @ParameterizedTest
  @CsvSource({"e2vpt/table1, e2vpt, BEST LAST", "vfpt/table1, vfpt, LAST"})
  void chooseSettingsOnFgvcByTheEpochOfTheReleasedScripts(String table, String row, String epochs)
      throws IOException {
    String settings =
        "tables=%s rows=%s tasks=fgvc_cub protocol=released lengths=released repeats=1";

    assertThat(
            trials(settings.formatted(table, row))
                .map(trial -> trial.recipe().chosenEpoch().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" ")))
        .isEqualTo(epochs);
  }

  private static Stream<Trial> trials(String settings) throws IOException {
    RunConfig config = Configs.of(settings);
    FakeLab lab = new FakeLab();
    for (RunPage page : config.pages()) {
      for (RowPlan plan :
          TableRun.plans(
              config,
              page.paper(),
              CellSelection.of(config, page).asked(),
              new PaperWorld(
                  NoData.FOLDER, id -> "weights-of-" + id, (id, pixels) -> "data-of-" + id))) {
        lab.runStages(plan);
      }
    }
    return lab.results().stream().map(TrialResult::trial);
  }
}
