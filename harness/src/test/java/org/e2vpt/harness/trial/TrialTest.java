package org.e2vpt.harness.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Set;
import org.e2vpt.harness.tensor.Execution;
import org.e2vpt.harness.tensor.Execution.Precision;
import org.e2vpt.harness.training.Recipe;
import org.e2vpt.harness.training.Recipe.ChosenEpoch;
import org.e2vpt.harness.training.Recipe.OptimizerKind;
import org.e2vpt.harness.training.Recipe.Warmup;
import org.e2vpt.harness.trial.Trial.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrialTest {

  private static final Trial TRIAL =
      new Trial(
          "mini-vit.cifar10",
          "aaaa",
          "shapes-count",
          "bbbb",
          Split.SEARCH,
          "e2vpt",
          ImmutableSortedMap.of("visual", "4", "kv", "2"),
          new Recipe(OptimizerKind.SGD, 0.5, 0.0001, 30, 3, 64, Warmup.FROM_FIRST_STEP),
          42,
          Execution.DEFAULT);

  @Test
  void writesItselfAsSortedPairs() {
    assertThat(TRIAL.canonical())
        .isEqualTo(
            "backbone=mini-vit.cifar10;base_lr=0.5;batch=64;data=bbbb;epochs=30;method=e2vpt;numerics=6;"
                + "optimizer=sgd;option.kv=2;option.visual=4;seed=42;split=search;"
                + "task=shapes-count;warmup=from-first-step;warmup_epochs=3;weight_decay=0.0001;weights=aaaa");
  }

  @Test
  void readsItselfBack() {
    assertThat(Trial.parse(TRIAL.canonical())).isEqualTo(TRIAL);
  }

  @Test
  void isNamedByItsContent() {
    assertThat(TRIAL.id()).hasSize(12).isEqualTo(Trial.parse(TRIAL.canonical()).id());
    String other = TRIAL.canonical().replace("seed=42", "seed=44");
    assertThat(Trial.parse(other).id()).isNotEqualTo(TRIAL.id());
  }

  @Test
  void describesItselfToPeople() {
    assertThat(TRIAL.describe())
        .isEqualTo("e2vpt shapes-count search, seed 42, sgd lr 0.5 wd 0.0001");
    assertThat(TRIAL.settings(Set.of())).isEqualTo("sgd lr 0.5 wd 0.0001; kv 2; visual 4");
    assertThat(TRIAL.settings(Set.of("kv", "segments")))
        .isEqualTo("sgd lr 0.5 wd 0.0001; visual 4");
  }

  /** Numbers of two ways to compute never stand under one id; those of the default need no word. */
  @Test
  void isAnotherTrialIfItIsComputedInAnotherWay() {
    Trial rounded = Trial.parse(TRIAL.canonical() + ";precision=bf16");
    Trial plain = Trial.parse(TRIAL.canonical() + ";shortcuts=off");

    assertThat(TRIAL.canonical()).doesNotContain("precision", "shortcuts");
    assertThat(Trial.parse(TRIAL.canonical() + ";precision=fp32;shortcuts=on")).isEqualTo(TRIAL);
    assertThat(rounded.execution()).isEqualTo(new Execution(true, Precision.BF16));
    assertThat(Trial.parse(rounded.canonical())).isEqualTo(rounded);
    assertThat(Set.of(TRIAL.id(), rounded.id(), plain.id())).hasSize(3);
    assertThat(rounded.settings(Set.of())).isEqualTo(TRIAL.settings(Set.of()) + "; precision bf16");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "seed=42; | '' | not a trial: '' in %s",
        "seed=42 | sneed=42 | cannot read the trial %s: no 'seed'",
        "seed=42 | seed=42;colour=red | cannot read the trial %s: unknown key 'colour'",
        "seed=42 | seed=42;seed=44 | not a trial: 'seed=44' in %s",
        "split=search | split=final;chosen_epoch=best | cannot read the trial %s: chosen_epoch best is of a"
            + " search alone: in a trial with split final, the test images would choose the epoch",
        "numerics=6 | numerics=7 | cannot read the trial %s: it is of numerics version 7, but this"
            + " program computes version 6",
      })
  void namesWhatIsWrong(String from, String to, String message) {
    String canonical = TRIAL.canonical();
    String wrong = from.endsWith(";") ? canonical + ";" : canonical.replace(from, to);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trial.parse(wrong))
        .withMessage(message, wrong);
  }

  /** So a setting that a search chose is never measured by the best epoch on the test images. */
  @Test
  void choosesNoEpochOutsideOfASearch() {
    Recipe best = TRIAL.recipe().choosing(ChosenEpoch.BEST);
    Trial search =
        new Trial(
            TRIAL.backbone(),
            TRIAL.weights(),
            TRIAL.task(),
            TRIAL.data(),
            Split.SEARCH,
            TRIAL.method(),
            TRIAL.options(),
            best,
            TRIAL.seed(),
            TRIAL.execution());

    assertThat(search.canonical()).contains(";chosen_epoch=best;");
    assertThat(Trial.parse(search.canonical())).isEqualTo(search);
    assertThat(search.until(2).recipe().chosenEpoch()).isEqualTo(ChosenEpoch.BEST);
    assertThat(search.withSplit(Split.FINAL).recipe()).isEqualTo(TRIAL.recipe());
  }

  @Test
  void refusesWhatItCannotWriteDown() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Trial(
                    "mini vit",
                    "aaaa",
                    "digits",
                    "bbbb",
                    Split.FINAL,
                    "linear",
                    ImmutableSortedMap.of(),
                    TRIAL.recipe(),
                    1,
                    Execution.DEFAULT))
        .withMessage(
            "a trial's settings are words of letters, digits and . _ + -, got"
                + " 'backbone=mini vit'");
  }

  @Test
  void namesAFolderByItsContentAndNotByItsPath() {
    Trial trial = of("folder-0123456789ab");

    assertThat(Trial.parse(trial.canonical())).isEqualTo(trial);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> of("folder:/home/me/birds-2.0"))
        .withMessage(
            "a task's id has letters, digits and . _ + - : only, and that of a folder is made of"
                + " its content, got 'folder:/home/me/birds-2.0'");
  }

  private static Trial of(String task) {
    return new Trial(
        TRIAL.backbone(),
        TRIAL.weights(),
        task,
        TRIAL.data(),
        Split.FINAL,
        "linear",
        ImmutableSortedMap.of(),
        TRIAL.recipe(),
        1,
        Execution.DEFAULT);
  }
}
