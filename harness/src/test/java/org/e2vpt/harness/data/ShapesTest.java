package org.e2vpt.harness.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  private final SplittableRandom random = new SplittableRandom(7);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void aCountIsShownByThatManyFiguresApartFromEachOther(int label) {
    List<DrawnShape> figures = Shapes.counted(random, label);

    assertThat(figures).hasSize(label + 1);
    for (int i = 0; i < figures.size(); i++) {
      DrawnShape figure = figures.get(i);
      assertInside(figure);
      assertThat(figures.subList(0, i)).noneMatch(other -> other.crowds(figure, Shapes.GAP));
    }
  }

  @Test
  void locationsOfALaterClassAreFurtherRight() {
    int previous = 0;
    for (int label = 0; label < Shapes.POSITIONS; label++) {
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        DrawnShape figure = Shapes.located(random, label).get(0);
        assertInside(figure);
        places.add(figure.x());
      }
      assertThat(places.stream().distinct()).as("places of class %d", label).hasSize(2);
      assertThat(places).allSatisfy(isBeyond(previous));
      previous = places.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }
  }

  @Test
  void orientationsOfAClassLieInItsSixteenthOfATurn() {
    for (int label = 0; label < Shapes.ORIENTATIONS; label++) {
      DrawnShape figure = Shapes.oriented(random, label).get(0);

      assertInside(figure);
      assertThat(figure.direction() / (DrawnShape.TURN / Shapes.ORIENTATIONS)).isEqualTo(label);
    }
  }

  private record Drawn(String id, int classes, Supplier<MiniSplits> reader) {}

  static Stream<Drawn> drawnTasks() {
    return Stream.of(
        new Drawn("shapes-count", 8, Shapes::count),
        new Drawn("shapes-location", Shapes.POSITIONS, Shapes::location),
        new Drawn("shapes-orientation", Shapes.ORIENTATIONS, Shapes::orientation));
  }

  @ParameterizedTest
  @MethodSource("drawnTasks")
  void isDrawnAgainByteForByteWithClassesBalancedAndShuffled(Drawn task) {
    MiniSplits splits = task.reader().get();
    assertThat(splits.sha256()).isEqualTo(NoData.TASKS.sha256(task.id()));

    for (ImageSet set : List.of(splits.train800(), splits.val200(), splits.test())) {
      int[] counts = new int[task.classes()];
      IntStream.of(set.labels()).forEach(label -> counts[label]++);
      int evenly = set.size() / task.classes();
      assertThat(Ints.asList(counts)).isSubsetOf(evenly, evenly + 1);
      assertThat(set.labels()).isNotEqualTo(IntStream.of(set.labels()).sorted().toArray());
    }
  }

  private static ThrowingConsumer<Integer> isBeyond(int previous) {
    return place -> assertThat(place).isGreaterThan(previous);
  }

  private static void assertInside(DrawnShape figure) {
    assertThat(List.of(figure.x(), figure.y()))
        .allMatch(at -> at >= figure.radius() && at <= Scene.EXTENT - figure.radius());
  }
}
