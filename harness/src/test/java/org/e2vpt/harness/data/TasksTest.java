package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TasksTest {

  /** Other bytes make another task: results recorded with these would not be comparable. */
  @ParameterizedTest
  @CsvSource({
    "digits, 23bc2d493ce18b16a41795755982b3a5ed391bbf1844874d88bb38f46c097625",
    "shapes-count, c4b33885477773f8798d4ca9bbbb767fcdf4cae3a9310a7a1027d1552dd3cb91",
    "shapes-location, ee3d57ed7f839ba692b52a51eead6b7197f58475310838ee507ed657c1df532a",
    "shapes-orientation, 50e94f672de4d786a42d0bc37dfb1c51d478ab4913435cac504dca393d7bff5b"
  })
  void everyMachineSeesTheSameBytes(String id, String sha256) {
    assertThat(Tasks.sha256(id)).isEqualTo(sha256);
  }

  @ParameterizedTest
  @CsvSource({
    "digits, NATURAL, 10, 1797",
    "shapes-count, STRUCTURED, 8, 2000",
    "shapes-location, STRUCTURED, 16, 2000",
    "shapes-orientation, STRUCTURED, 16, 2000"
  })
  void hasTheFormOfVtab(String id, Group group, int classes, int testImages) {
    Task task = Tasks.get(id);
    Splits splits = Tasks.splits(id);

    assertThat(task.group()).isEqualTo(group);
    assertThat(splits.train800().size()).isEqualTo(800);
    assertThat(splits.val200().size()).isEqualTo(200);
    assertThat(splits.test().size()).isEqualTo(testImages);
    assertThat(splits.test().imageBytes()).isEqualTo(32 * 32 * 3);
    assertThat(splits.train1000().labels()).containsOnly(IntStream.range(0, classes).toArray());
  }

  static Iterable<String> ids() {
    return Tasks.ids();
  }

  @ParameterizedTest
  @MethodSource("ids")
  void noImageIsInTwoSplits(String id) {
    Splits splits = Tasks.splits(id);
    Set<String> train = images(splits.train800());
    Set<String> val = images(splits.val200());
    Set<String> test = images(splits.test());

    assertThat(train).doesNotContainAnyElementsOf(val).doesNotContainAnyElementsOf(test);
    assertThat(val).doesNotContainAnyElementsOf(test);
  }

  @Test
  void readsATaskOnce() {
    assertThat(Tasks.splits("digits")).isSameAs(Tasks.splits("digits"));
  }

  @Test
  void listsTheTasksWhenAskedForAnUnknownOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Tasks.splits("digit"))
        .withMessage(
            "unknown task 'digit'; the tasks are"
                + " digits, shapes-count, shapes-location, shapes-orientation");
  }

  private static Set<String> images(ImageSet set) {
    Set<String> images = new HashSet<>();
    for (int i = 0; i < set.size(); i++) {
      images.add(
          Hashing.sha256()
              .hashBytes(set.pixels(), i * set.imageBytes(), set.imageBytes())
              .toString());
    }
    return images;
  }
}
