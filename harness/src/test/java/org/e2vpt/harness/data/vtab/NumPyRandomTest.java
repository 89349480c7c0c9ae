package org.e2vpt.harness.data.vtab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumPyRandomTest {

  /** Printed by NumPy 2.4.6: its legacy generator's stream does not change. */
  @Test
  void drawsAsNumPyDoes() {
    List<String> videos =
        IntStream.range(0, 71).mapToObj(i -> String.format(Locale.ROOT, "v%02d", i)).toList();
    NumPyRandom random = new NumPyRandom(123);

    List<String> first = random.choice(videos, 7);
    List<String> second =
        random.choice(videos.stream().filter(video -> !first.contains(video)).toList(), 7);

    assertThat(first).containsExactly("v08", "v45", "v44", "v37", "v40", "v31", "v09");
    assertThat(second).containsExactly("v07", "v35", "v02", "v52", "v34", "v65", "v61");
  }

  @Test
  void permutesAsNumPyDoes() {
    assertThat(new NumPyRandom(5).choice(IntStream.range(0, 10).boxed().toList(), 10))
        .containsExactly(9, 5, 2, 4, 7, 1, 0, 8, 6, 3);
  }
}
