package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelFingerprintTest {

  /** Predicted independently, from the archives' class lists. */
  @ParameterizedTest
  @CsvSource({
    "sun397, 307 358 48",
    "dtd, 13 2 12",
    "eurosat, 1 7 2",
    "resisc45, 11 27 15",
    "dsprites_loc, 0 0 7",
    "dsprites_ori, 6 8 0",
  })
  void beginsAsPredicted(String task, String labels) {
    List<Integer> first = Splitter.on(' ').splitToStream(labels).map(Integer::valueOf).toList();

    assertThat(LabelFingerprint.of(task).orElseThrow().train().subList(0, 3)).isEqualTo(first);
  }

  @ParameterizedTest
  @CsvSource({"dtd, 47", "eurosat, 10", "resisc45, 45", "dsprites_loc, 16", "dsprites_ori, 16"})
  void hasEveryClass(String task, int classes) {
    TreeSet<Integer> labels = new TreeSet<>(LabelFingerprint.of(task).orElseThrow().train());

    assertThat(labels).hasSize(classes);
    assertThat(labels.first()).isZero();
    assertThat(labels.last()).isEqualTo(classes - 1);
  }

  /** As others counted in TFDS's split. */
  @Test
  void hasAsManyClassesOfSun397AsOthersCounted() {
    LabelFingerprint sun = LabelFingerprint.of("sun397").orElseThrow();
    TreeSet<Integer> labels = new TreeSet<>(sun.train());

    assertThat(labels).hasSize(309);
    labels.addAll(sun.val());
    assertThat(labels).hasSize(325);
  }

  @Test
  void isUnknownWhereKeysDoNotTellTheLabel() {
    assertThat(LabelFingerprint.of("cifar")).isEmpty();
  }
}
