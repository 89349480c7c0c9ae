package org.e2vpt.tables;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever searches for a class by its name finds one. */
class ClassNamesTest {

  @Test
  void noTwoMainClassesOfAllModulesShareTheirName() {
    Map<String, Long> files =
        JavaSource.of("harness", "tables", "cluster").stream()
            .collect(groupingBy(JavaSource::name, counting()));

    assertThat(files).containsKeys("Trial", "Paper", "SparkRunner");
    assertThat(files).allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
  }
}
