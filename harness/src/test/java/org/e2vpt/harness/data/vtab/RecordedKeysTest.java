package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Longs;
import com.google.common.primitives.UnsignedLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.e2vpt.harness.data.TaskSpecs;
import org.e2vpt.harness.data.source.Example;
import org.e2vpt.harness.data.source.Images;
import org.e2vpt.harness.data.source.Origin;
import org.e2vpt.harness.data.source.Part;
import org.e2vpt.harness.data.source.Scale;
import org.e2vpt.harness.data.source.SourceData;
import org.e2vpt.harness.data.source.TaskData;
import org.e2vpt.harness.data.source.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The splits that the rules give, from keys alone, against those that were recorded. */
class RecordedKeysTest {

  private static final Origin EXACT = new Origin(Origin.Kind.EXACT, "test");

  private static final List<String> EUROSAT =
      List.of(
          ("AnnualCrop Forest HerbaceousVegetation Highway Industrial Pasture PermanentCrop"
                  + " Residential River SeaLake")
              .split(" "));

  private static final List<String> RESISC45 =
      List.of(
          ("airplane airport baseball_diamond basketball_court beach bridge chaparral church"
                  + " circular_farmland cloud commercial_area dense_residential desert forest"
                  + " freeway golf_course ground_track_field harbor industrial_area intersection"
                  + " island lake meadow medium_residential mobile_home_park mountain overpass"
                  + " palace parking_lot railway railway_station rectangular_farmland river"
                  + " roundabout runway sea_ice ship snowberg sparse_residential stadium"
                  + " storage_tank tennis_court terrace thermal_power_station wetland")
              .split(" "));

  /** Data sets whose keys follow from how many images there are. */
  static Stream<Arguments> countable() {
    IntFunction<String> index = String::valueOf;
    return Stream.of(
        Arguments.of("cifar", List.of(part("train", 50_000, index), part("test", 10_000, index))),
        Arguments.of("svhn", List.of(part("train", 73_257, index), part("test", 26_032, index))),
        Arguments.of(
            "smallnorb_azi", List.of(part("train", 24_300, index), part("test", 24_300, index))),
        Arguments.of("dsprites_loc", List.of(part("train", 737_280, index))),
        Arguments.of(
            "patch_camelyon",
            List.of(
                part("train", 262_144, i -> "train_" + i),
                part("validation", 32_768, i -> "valid_" + i),
                part("test", 32_768, i -> "test_" + i))),
        Arguments.of(
            "clevr_count",
            List.of(
                part("train", 70_000, i -> String.format(Locale.ROOT, "CLEVR_train_%06d.png", i)),
                part(
                    "validation",
                    15_000,
                    i -> String.format(Locale.ROOT, "CLEVR_val_%06d.png", i)))),
        Arguments.of(
            "resisc45", List.of(ofClasses("train", RESISC45, "%1$s_%1$s_%2$03d.jpg", i -> 700))),
        Arguments.of(
            "eurosat",
            List.of(
                ofClasses(
                    "train",
                    EUROSAT,
                    "%1$s_%1$s_%2$d.jpg",
                    List.of(3000, 3000, 3000, 2500, 2500, 2000, 2500, 3000, 2500, 3000)::get))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("countable")
  void followFromTheNumberOfImages(String id, List<Part> parts) throws IOException {
    TaskSpec task = task(id);
    SourceData data =
        SourceData.inTfdsOrder(task.folder(), task.classes(), parts.toArray(Part[]::new));

    TaskData split = task.rule().apply(id, data, Scale.ORIGINAL, EXACT);

    task.requireSizes(data);
    Vtab.requireRecorded(task, split);
    assertThat(split.train().keys()).isEqualTo(RecordedKeys.of(task.recordedKeys()).train800());
    assertThat(split.val().keys()).isEqualTo(RecordedKeys.of(task.recordedKeys()).val200());
  }

  /**
   * Where the keys are known only from the archives: the recorded ones are in the order of their
   * hashes, and fill the share of all hashes that so many out of {@code size} fill.
   */
  @ParameterizedTest
  @CsvSource({
    "dtd, train, 1880, validation, 1880",
    "oxford_flowers102, train, 1020, validation, 1020",
    "oxford_iiit_pet, train, 3680, '', 0",
    "dmlab, train, 65550, validation, 22628",
    "kitti, train, 6347, validation, 423",
    "diabetic_retinopathy, train, 35126, validation, 10906",
    "sun397, train, 76128, validation, 10875",
  })
  void areTheSmallestHashesOfTheirPart(
      String dataset, String train, int trainSize, String val, int valSize) {
    RecordedKeys keys = RecordedKeys.of(dataset);

    assertSmallestHashes(keys.train800(), train, trainSize);
    if (valSize > 0) {
      assertSmallestHashes(keys.val200(), val, valSize);
    }
  }

  private static void assertSmallestHashes(List<String> keys, String salt, int size) {
    List<Double> hashes = keys.stream().map(key -> hash(salt + key)).toList();
    assertThat(hashes).isSorted();
    double share = (double) keys.size() / size;
    double deviation = Math.sqrt(share * (1 - share) / size);
    assertThat(hashes.get(hashes.size() - 1)).isCloseTo(share, within(4 * deviation));
  }

  /** As a share of the greatest hash. */
  @SuppressWarnings("deprecation") // MD5 is what TFDS uses
  private static double hash(String text) {
    byte[] bytes = Hashing.md5().hashString(text, StandardCharsets.UTF_8).asBytes();
    long high = Longs.fromByteArray(bytes);
    return UnsignedLong.fromLongBits(high).doubleValue() / Math.pow(2, 64);
  }

  @Test
  void refuseImagesThatAreNotTheRecordedOnes() {
    TaskSpec task = task("cifar");
    Part train = part("train", 50_000, i -> i == 16399 ? "extra" : String.valueOf(i));
    SourceData data =
        SourceData.inTfdsOrder("cifar", 100, train, part("test", 10_000, String::valueOf));
    TaskData split = task.rule().apply("cifar", data, Scale.ORIGINAL, EXACT);

    assertThat(catchThrowable(() -> Vtab.requireRecorded(task, split)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cifar: image 0 of train800 is recorded as '16399', the files give '1680'; they are"
                + " not the originals");
  }

  @Test
  void refuseAnotherNumberOfImages() {
    TaskSpec task = task("cifar");
    SourceData data =
        SourceData.inTfdsOrder(
            "cifar",
            100,
            part("train", 49_000, String::valueOf),
            part("test", 10_000, String::valueOf));

    assertThat(catchThrowable(() -> task.requireSizes(data)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cifar: the files hold 49000 images of 'train', the original data set has 50000; fetch"
                + " them again");
  }

  @Test
  void listTheirDataSets() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecordedKeys.of("mnist"))
        .withMessageStartingWith("no keys are recorded for 'mnist', only for cifar100, svhn, ");
  }

  private static TaskSpec task(String id) {
    return TaskSpecs.of(id);
  }

  private static Part part(String name, int size, IntFunction<String> key) {
    return new Part(
        name,
        IntStream.range(0, size).mapToObj(i -> new Example(key.apply(i), 0)).toList(),
        nowhere());
  }

  private static Part ofClasses(
      String name, List<String> classes, String format, IntFunction<Integer> sizes) {
    List<Example> examples = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      for (int i = 1; i <= sizes.apply(label); i++) {
        examples.add(new Example(String.format(Locale.ROOT, format, classes.get(label), i), label));
      }
    }
    return new Part(name, examples, nowhere());
  }

  /** Of each part its own, as in the data sets whose parts share keys. */
  private static Images nowhere() {
    return new Images() {
      @Override
      public void read(Set<String> keys, Visitor visitor) {}
    };
  }
}
