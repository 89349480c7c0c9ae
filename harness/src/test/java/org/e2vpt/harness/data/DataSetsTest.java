package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.e2vpt.harness.data.DatasetsLock.LockedFile;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.source.Scale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class DataSetsTest {

  @SuppressWarnings("unused") // is named below
  private static final Iterable<DataSet> ALL = DataSets.all();

  @ParameterizedTest
  @CsvSource({"NATURAL, 7, 795", "SPECIALIZED, 4, 62", "STRUCTURED, 8, 83", "FGVC, 5, 1173"})
  void knowsTheTasksAndClassesOfEachGroup(Group group, int tasks, int classes) {
    assertThat(DataSets.all())
        .filteredOn(set -> set.group() == group && !set.embedded())
        .hasSize(tasks)
        .satisfies(
            of -> assertThat(of.stream().mapToInt(DataSet::classes).sum()).isEqualTo(classes));
  }

  /** TFDS keeps the others of VTAB as PNG. */
  @ParameterizedTest
  @CsvSource({
    "caltech101, tensorflow",
    "cifar,",
    "dtd, tensorflow",
    "oxford_flowers102, tensorflow",
    "oxford_iiit_pet, tensorflow",
    "svhn,",
    "sun397, tensorflow",
    "patch_camelyon,",
    "eurosat, tensorflow",
    "resisc45, tensorflow",
    "diabetic_retinopathy, tensorflow",
    "clevr_count,",
    "clevr_dist,",
    "dmlab, tensorflow",
    "kitti,",
    "dsprites_loc,",
    "dsprites_ori,",
    "smallnorb_azi,",
    "smallnorb_ele,",
    "fgvc_cub, pillow",
    "fgvc_nabirds, pillow",
    "fgvc_flowers, pillow",
    "fgvc_dogs, pillow",
    "fgvc_cars, pillow",
  })
  void namesWhoseDecoderMadeThePixelsOfJpegFiles(String task, @Nullable String decoder) {
    assertThat(DataSets.get(task).jpeg().map(Decoder::toString))
        .isEqualTo(Optional.ofNullable(decoder));
  }

  @Test
  void everyTaskHasFilesInTheLockAndTheLockKnowsNoOther() {
    Set<String> locked = new HashSet<>();
    Set<String> needed = new HashSet<>();
    for (LockedFile file : DatasetsLock.shipped().files().values()) {
      needed.addAll(file.neededBy());
      Stream.of(file.neededBy(), file.usefulTo()).forEach(locked::addAll);
    }

    assertThat(needed).isEqualTo(ImmutableSet.copyOf(DataSets.ofFiles()));
    assertThat(locked).isEqualTo(ImmutableSet.copyOf(DataSets.ofFiles()));
  }

  /**
   * Train, val and test are what the rule takes out of the parts: all, or VTAB-1k's 800 and 200.
   */
  @ParameterizedTest
  @FieldSource("ALL")
  void hasTheSizesThatFollowFromItsParts(DataSet set) {
    int ofTest = set.parts().getOrDefault(set.rule().test().part(), 0);
    int ofVal = set.parts().getOrDefault(set.rule().val().part(), 0);
    int val = ofVal - set.rule().val().start(ofVal);
    boolean whole = set.embedded() || set.group() == Group.FGVC;

    assertThat(set.test()).isEqualTo(ofTest - set.rule().test().start(ofTest));
    assertThat(set.val()).isEqualTo(whole ? val : Scale.ORIGINAL.val());
    assertThat(set.train())
        .isEqualTo(
            whole
                ? set.parts().values().stream().mapToInt(size -> size).sum() - val - set.test()
                : Scale.ORIGINAL.train());
  }

  @Test
  void agreesWithTheImagesThatComeWithTheHarness() {
    for (String id : DataSets.embedded()) {
      DataSet set = DataSets.get(id);
      Splits splits = NoData.TASKS.splits(id, Digits.SIZE);

      assertThat(splits.train().size()).as(id).isEqualTo(set.train());
      assertThat(splits.val().size()).as(id).isEqualTo(set.val());
      assertThat(splits.finalTrain().size()).as(id).isEqualTo(set.finalTrain());
      assertThat(splits.test().size()).as(id).isEqualTo(set.test());
    }
    assertThat(DataSets.get("digits").classes()).isEqualTo(Digits.CLASSES);
    assertThat(DataSets.get("shapes-location").classes()).isEqualTo(Shapes.POSITIONS);
    assertThat(DataSets.get("shapes-orientation").classes()).isEqualTo(Shapes.ORIENTATIONS);
  }

  @Test
  void tellsPeopleOutOfWhatItsPartsAre() {
    DataSet set = DataSets.get("eurosat");

    assertThat(set.partsInWords()).isEqualTo("train 27000");
    assertThat(set.trainInWords()).isEqualTo("800 of train");
    assertThat(set.valInWords()).isEqualTo("200 of train[60%:]");
    assertThat(set.testInWords()).isEqualTo("5400 of train[80%:]");
    assertThat(DataSets.get("dtd").partsInWords())
        .isEqualTo("train 1880 / validation 1880 / test 1880 (the parts are fold 1)");
    assertThat(set.finalTrain()).isEqualTo(1000);
    assertThat(DataSets.get("fgvc_flowers").finalTrain()).isEqualTo(1020);
  }

  @Test
  void namesNoUrl() {
    assertThat(DataSets.all())
        .extracting(DataSet::toString)
        .noneMatch(text -> text.contains("://"));
  }

  @Test
  void listsTheDataSetsWhenAskedForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DataSets.get("cifer"))
        .withMessage(
            "unknown data set 'cifer'; the data sets are %s, %s. Did you mean 'cifar'?",
            String.join(", ", DataSets.ofFiles()), String.join(", ", DataSets.embedded()));
  }
}
