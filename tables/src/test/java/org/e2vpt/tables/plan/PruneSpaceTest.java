package org.e2vpt.tables.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.e2vpt.tables.plan.PruneSpace.Pruning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PruneSpaceTest {

  /** What the first paper tries on VTAB-1k. */
  private static final PruneSpace PAPER =
      PaperPlanTest.released(Lengths.RELEASED, "table1", "e2vpt", "cifar").row().pruning();

  /** By {@code P10_R16}: the counts that the official {@code determine_mask_sequence} writes. */
  static Stream<Map.Entry<String, JsonElement>> official() throws IOException {
    String json =
        Resources.toString(
            Resources.getResource("org/e2vpt/tables/pruning_grid.json"), StandardCharsets.UTF_8);
    return JsonParser.parseString(json).getAsJsonObject().entrySet().stream();
  }

  @ParameterizedTest
  @MethodSource("official")
  void triesTheCountsOfTheReleasedCode(Map.Entry<String, JsonElement> official) {
    String[] sizes = official.getKey().split("[PR_]+");
    int prompts = Integer.parseInt(sizes[1]);
    int segments = Integer.parseInt(sizes[2]);
    JsonObject counts = official.getValue().getAsJsonObject();

    ImmutableList<Pruning> prunings =
        PAPER.prunings(prompts, segments, PaperPlanTest.AS_RELEASED.plan().segmentsLeft());

    assertThat(prunings.stream().map(Pruning::tokens).distinct())
        .containsExactlyInAnyOrderElementsOf(integers(counts.getAsJsonArray("token_files")));
    assertThat(prunings.stream().map(Pruning::segments).distinct())
        .containsExactlyInAnyOrderElementsOf(integers(counts.getAsJsonArray("piece_files")));
    assertThat(prunings).doesNotHaveDuplicates();
  }

  @Test
  void leavesOneSegmentAsThePaperSetsNoLimit() {
    assertThat(PAPER.prunings(5, 8, PaperPlanTest.AS_PRINTED.plan().segmentsLeft()))
        .extracting(Pruning::segments)
        .containsOnly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void prefersToPruneMore() {
    assertThat(PAPER.prunings(2, 2, 1))
        .containsExactly(
            new Pruning(1, 1), new Pruning(1, 0), new Pruning(0, 1), new Pruning(0, 0));
  }

  private static List<Integer> integers(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsInt).toList();
  }
}
