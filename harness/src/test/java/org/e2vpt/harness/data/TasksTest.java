package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.image.Decoder;
import org.e2vpt.harness.data.image.LabelledImages;
import org.e2vpt.harness.data.image.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TasksTest {

  private static final int SIDE = 32;

  /** Other bytes make another task: results recorded with these would not be comparable. */
  @ParameterizedTest
  @CsvSource({
    "digits, 23bc2d493ce18b16a41795755982b3a5ed391bbf1844874d88bb38f46c097625",
    "shapes-count, 2fe6a459fcd8241df63f20139051efdbff5d58974aa39e5c2671498c2f02f462",
    "shapes-location, 085904989ec0f00146b00a710e7f710ed0471140db8fb8c7544d7fe10519280f",
    "shapes-orientation, 79f5f7d51443174ed972e270d9b822bca1b11447c53945dded3f7ed2d96911ba"
  })
  void everyMachineSeesTheSameBytes(String id, String sha256) {
    assertThat(NoData.TASKS.sha256(id)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "digits, NATURAL, 10, 1797",
    "shapes-count, STRUCTURED, 8, 2000",
    "shapes-location, STRUCTURED, 16, 2000",
    "shapes-orientation, STRUCTURED, 16, 2000"
  })
  void hasTheFormOfVtab(String id, Group group, int classes, int testImages) {
    Task task = NoData.TASKS.get(id);
    Splits splits = NoData.TASKS.splits(id, SIDE);

    assertThat(task.group()).isEqualTo(group);
    assertThat(splits.train().size()).isEqualTo(800);
    assertThat(splits.val().size()).isEqualTo(200);
    assertThat(splits.test().size()).isEqualTo(testImages);
    assertThat(splits.test().imageSize(0)).isEqualTo(new Size(SIDE, SIDE));
    assertThat(splits.finalTrain().size()).isEqualTo(1000);
    assertThat(IntStream.range(0, 1000).map(splits.finalTrain()::label).distinct().sorted())
        .containsExactlyElementsOf(IntStream.range(0, classes).boxed().toList());
    assertThat(NoData.TASKS.notes(id)).isEmpty();
  }

  static Iterable<String> ids() {
    return Tasks.ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void noImageIsInTwoSplits(String id) {
    Splits splits = NoData.TASKS.splits(id, SIDE);
    Set<String> train = images(splits.train());
    Set<String> val = images(splits.val());
    Set<String> test = images(splits.test());

    assertThat(train).doesNotContainAnyElementsOf(val).doesNotContainAnyElementsOf(test);
    assertThat(val).doesNotContainAnyElementsOf(test);
  }

  @Test
  void areFoundByTheHashOfATasksImages() {
    Tasks pillows = new Tasks(NoData.FOLDER, Optional.of(Decoder.PILLOW));

    assertThat(NoData.TASKS.with("dtd", pillows.sha256("dtd"))).isEqualTo(pillows);
    assertThat(pillows.with("dtd", NoData.TASKS.sha256("dtd")).sha256("dtd"))
        .isEqualTo(NoData.TASKS.sha256("dtd"));
    assertThat(pillows.with("cifar", NoData.TASKS.sha256("cifar"))).isEqualTo(pillows);
    assertThat(NoData.TASKS.with("dtd", "another hash")).isEqualTo(NoData.TASKS);
    assertThat(pillows.sha256("digits")).isEqualTo(NoData.TASKS.sha256("digits"));
  }

  @Test
  void readsATaskOnce() {
    assertThat(NoData.TASKS.splits("digits", SIDE)).isSameAs(NoData.TASKS.splits("digits", SIDE));
  }

  @Test
  void listsTheTasksWhenAskedForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NoData.TASKS.splits("digit", SIDE))
        .withMessage(
            "unknown task 'digit'; the tasks are %s, digits, shapes-count, shapes-location,"
                + " shapes-orientation, vtab-1k:ID for one of VTAB's, and folder:PATH. Did you mean 'digits'?",
            String.join(", ", DataSets.ofFiles()));
  }

  private static Set<String> images(LabelledImages set) {
    Set<String> images = new HashSet<>();
    for (int i = 0; i < set.size(); i++) {
      ByteBuffer pixels = ByteBuffer.allocate(SIDE * SIDE * 3);
      set.copyTo(i, pixels);
      images.add(Hashing.sha256().hashBytes(pixels.flip()).toString());
    }
    return images;
  }
}
