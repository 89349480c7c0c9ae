package org.e2vpt.tables.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.e2vpt.harness.trial.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {

  private static final Presets PRESETS = Papers.shipped().get("e2vpt").presets();
  private static final Protocol PAPER = PRESETS.get("paper");
  private static final Protocol RELEASED = PRESETS.get("released");

  private static final String ALL =
      "adamw, adapter-init, cascade, chosen-epoch, dropout-mode, final-prompts, importance, mask-training, masks, pixels, pruned-model, pruned-tokens, recipe,"
          + " rewinding, runs, search-seeds, segment-layout, segments, segments-left, side-start, swin-bias, swin-pruning,"
          + " swin-windows, warmup";

  @Test
  void areThoseOfThePaperOrOfTheOneThatItNames() {
    assertThat(PRESETS.protocols()).containsOnlyKeys("paper", "released");
    assertThat(Papers.shipped().get("mini").presets()).isEqualTo(PRESETS);
    assertThat(PRESETS.get("Released")).isEqualTo(RELEASED);
    assertThat(RELEASED.plan().runs()).isEqualTo(5);
  }

  /**
   * So a choice that is added to a method is chosen here, with its source. Two are alike in both:
   * the pixels, since it is other code bases that have others, and what a side network starts from,
   * which needs one more file.
   */
  @Test
  void differInEveryChoiceThatSomebodyReads() {
    assertThat(Protocol.names()).hasToString("[" + ALL + "]");
    assertThat(PAPER.choices().keySet())
        .isEqualTo(RELEASED.choices().keySet())
        .containsExactlyInAnyOrderElementsOf(Protocol.names());
    assertThat(Maps.difference(PAPER.choices(), RELEASED.choices()).entriesInCommon())
        .isEqualTo(Map.of("pixels", "original", "side-start", "scratch"));
  }

  @Test
  void letEveryChoiceBeMadeAlone() {
    Maps.difference(RELEASED.choices(), PAPER.choices())
        .entriesDiffering()
        .forEach(
            (choice, words) -> {
              String word = words.leftValue();
              Protocol one = PAPER.with(Map.of(choice, word));

              assertThat(one).isNotEqualTo(PAPER);
              assertThat(one.choices()).containsEntry(choice, word);
              assertThat(PRESETS.label(one)).isEqualTo("paper with %s=%s", choice, word);
              assertThat(one.with(Map.of(choice, PAPER.choices().get(choice)))).isEqualTo(PAPER);
            });
  }

  @Test
  void nameAProtocolByTheNearest() {
    Protocol released = RELEASED.with(Map.of("masks", "Per-Layer", "segments", "8"));

    assertThat(released.choices()).containsEntry("masks", "per-layer");
    assertThat(PRESETS.nearest(released)).isEqualTo("released");
    assertThat(PRESETS.label(released)).isEqualTo("released with segments=8, masks=per-layer");
    assertThat(PRESETS.settings(released))
        .containsExactly(
            entry("protocol", "released"),
            entry("protocol.segments", "8"),
            entry("protocol.masks", "per-layer"));
    assertThat(PRESETS.label(RELEASED)).isEqualTo("released");
  }

  /** A row may have another word unless one is asked for, so a command has to ask again. */
  @Test
  void nameAChoiceThatIsAskedForWithThePresetsOwnWord() {
    Protocol asked = PAPER.with(Map.of("segments", "8"));

    assertThat(asked).isEqualTo(PAPER);
    assertThat(PRESETS.label(asked)).isEqualTo("paper with segments=8");
    assertThat(PRESETS.settings(asked))
        .containsExactly(entry("protocol", "paper"), entry("protocol.segments", "8"));
    assertThat(asked.unlessAsked(Map.of("segments", "16"))).isEqualTo(PAPER);
    assertThat(PAPER.unlessAsked(Map.of("segments", "16")).plan().segments()).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({
    "from-first-step, 8, paper",
    "from-first-step, 16, paper with segments=16",
    "from-zero, 16, released",
  })
  void nameTheProtocolThatATrialFollows(String warmup, String segments, String protocol) {
    Trial trial =
        Trial.parse(
            String.join(
                ";",
                "backbone=mini-vit.cifar10;base_lr=0.5;batch=64;data=bbbb;epochs=30;method=e2vpt",
                "numerics=" + Trial.NUMERICS,
                "optimizer=sgd;option.segments=" + segments,
                "option.visual=4;seed=42;split=search;task=digits;warmup=" + warmup,
                "warmup_epochs=3;weight_decay=0;weights=aaaa"));

    assertThat(PRESETS.label(trial)).isEqualTo(protocol);
    assertThat(trial.settings(Protocol.names())).isEqualTo("sgd lr 0.5 wd 0; visual 4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "segments | many | protocol.segments must be a whole number, got 'many'",
        "segments | 0 | protocol.segments must be at least 1, got '0'",
        "segments-left | 9 | protocol.segments-left must be at most protocol.segments, 8, got 9",
        "importance | absolut | protocol.importance must be one of absolute, signed, got 'absolut'."
            + " Did you mean 'absolute'?",
        "adamw | sgd | protocol.adamw must be one of as-searched, falls-through, got 'sgd'",
        "mask | shared | unknown protocol choice mask; the choices are "
            + ALL
            + ". Did you mean 'masks'?",
      })
  void refuseAChoiceThatNobodyReadsAndAWordThatNobodyKnows(
      String choice, String word, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PAPER.with(Map.of(choice, word)))
        .withMessage(message);
  }

  @Test
  void nameThoseThereAre() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PRESETS.get("vpt"))
        .withMessage("protocol must be paper or released; got 'vpt'");
  }

  @Test
  void haveTheDefaultsOfTheReadersForTheRest(@TempDir Path folder) throws IOException {
    Presets invented = Paper.load(InventedPaper.write(folder, "invented"), Map.of()).presets();

    assertThat(invented.get("paper")).isEqualTo(PAPER.with(Map.of("runs", "2")));
    assertThat(invented.get("released"))
        .isEqualTo(PAPER.with(Map.of("runs", "1", "segments", "16")));
  }

  /** A trial of two papers could be of either. */
  @Test
  void ofAllPapersHaveDifferentNames(@TempDir Path folder) throws IOException {
    InventedPaper.write(folder, "mine");
    Path other = InventedPaper.write(folder, "other");
    Files.delete(other.resolve("presets.csv"));
    Files.writeString(
        other.resolve("paper.csv"),
        Files.readString(other.resolve("paper.csv")) + "presets,mine\n");

    assertThat(Papers.shipped().presets()).isEqualTo(PRESETS);
    assertThat(Papers.shipped().with(folder).get("other").presets())
        .isEqualTo(Papers.shipped().with(folder).get("mine").presets());
    assertThat(Papers.shipped().with(folder).presets().protocols())
        .isEqualTo(
            ImmutableMap.of(
                "paper",
                PAPER,
                "released",
                RELEASED,
                "mine/paper",
                PAPER.with(Map.of("runs", "2")),
                "mine/released",
                PAPER.with(Map.of("runs", "1", "segments", "16"))));
  }
}
