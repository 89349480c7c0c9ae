package org.e2vpt.harness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.e2vpt.harness.data.source.SplitRule.Slice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitRuleTest {

  private static final Origin EXACT = new Origin(Origin.Kind.EXACT, "test");

  /** The marks that VTAB's code computes, data set by data set. */
  @ParameterizedTest
  @CsvSource({
    "train[90%:], 50000, 45000",
    "train[90%:], 73257, 65931",
    "train[90%:], 70000, 63000",
    "train[90%:], 3060, 2754",
    "train[80%:], 3680, 2944",
    "train[60%:], 27000, 16200",
    "train[80%:], 27000, 21600",
    "train[60%:], 31500, 18900",
    "train[80%:], 31500, 25200",
    "train[80%:], 737280, 589824",
    "train[90%:], 737280, 663552",
    "test[50%:], 24300, 12150",
  })
  void roundsMarksDown(String text, int size, int start) {
    Slice slice = Slice.parse(text);

    assertThat(slice.start(size)).isEqualTo(start);
  }

  @Test
  void takesTheFirstOfTrainTheFirstOfASliceAndAllOfAnother() {
    SourceData data = data(part("train", 100), part("test", 10));
    SplitRule rule = new SplitRule(Slice.parse("train[60%:]"), Slice.parse("test[50%:]"));

    TaskData task = rule.apply("task", data, Scale.miniature(3, 2), EXACT);

    assertThat(task.train().keys()).containsExactly("train0", "train1", "train2");
    assertThat(task.val().keys()).containsExactly("train60", "train61");
    assertThat(task.test().keys()).containsExactly("test5", "test6", "test7", "test8", "test9");
    assertThat(task.train().name()).isEqualTo("train");
    assertThat(task.val().name()).isEqualTo("val");
    assertThat(task.test().name()).isEqualTo("test");
  }

  @Test
  void refusesTooFewImages() {
    SplitRule rule = new SplitRule(Slice.parse("train[90%:]"), Slice.parse("test"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                rule.apply(
                    "task", data(part("train", 15), part("test", 1)), Scale.miniature(8, 3), EXACT))
        .withMessage("set: the split needs 16 images of 'train', but there are 15");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                rule.apply(
                    "task",
                    data(part("train", 15), part("test", 1)),
                    Scale.miniature(14, 2),
                    EXACT))
        .withMessage(
            "set: the validation images begin at 13 of 'train', inside the 14 to train on");
  }

  @Test
  void namesThePartsThereAre() {
    SplitRule rule = new SplitRule(Slice.parse("validation"), Slice.parse("test"));

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                rule.apply(
                    "task", data(part("train", 9), part("test", 1)), Scale.miniature(8, 1), EXACT))
        .withMessage("set has no part 'validation', only train, test");
  }

  @Test
  void refusesATextThatIsNoSlice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Slice.parse("train[:800]"))
        .withMessage("expected a slice such as 'train[90%:]' or 'test', got 'train[:800]'");
  }

  private static SourceData data(Part... parts) {
    return new SourceData(
        "set",
        2,
        Arrays.stream(parts).collect(ImmutableMap.toImmutableMap(Part::name, part -> part)));
  }

  private static Part part(String name, int size) {
    return new Part(
        name,
        IntStream.range(0, size).mapToObj(i -> new Example(name + i, i % 2)).toList(),
        (keys, visitor) -> {});
  }
}
